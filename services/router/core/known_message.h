#ifndef REFERRAL_SERVICES_ROUTER_CORE_KNOWN_MESSAGE_H_
#define REFERRAL_SERVICES_ROUTER_CORE_KNOWN_MESSAGE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/crypto/digest.h"
#include "common/evidence/message.h"
#include "common/model/decide.h"
#include "services/router/core/case_cache.h"
#include "services/router/core/ledger.h"
#include "services/router/core/message_index.h"
#include "services/router/core/round_builder.h"

namespace referral::router {

// A message that its case has.
struct KnownMessage {
  std::uint64_t sequence = 0;
  std::string sender;
  crypto::Digest envelope_digest;
};

// Finds messages of a case by their prints, in the round that is under way or
// in the ledger. Not thread-safe. Errors of all: STORE_CORRUPT, DISK_FAILED.
class KnownMessages {
 public:
  // Both outlive it.
  KnownMessages(const RoundBuilder& round, const Ledger& ledger)
      : round_(round), ledger_(ledger) {}

  // The message of this sender and id, whose print is `print`; nullopt if the
  // case has none.
  absl::StatusOr<std::optional<KnownMessage>> Find(const CachedCase& cached,
                                                   absl::string_view sender,
                                                   absl::string_view message_id,
                                                   MessagePrint print) const;
  // The messages of the case that sections of `message` say they correct.
  absl::StatusOr<std::vector<model::CorrectedMessage>> FindCorrected(
      const CachedCase& cached, const evidence::OpenedMessage& message) const;

 private:
  // All with this id, in order of sequence: several agencies may have used it.
  absl::StatusOr<std::vector<KnownMessage>> FindAll(
      const CachedCase& cached, absl::string_view message_id,
      MessagePrint print) const;

  const RoundBuilder& round_;
  const Ledger& ledger_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_KNOWN_MESSAGE_H_
