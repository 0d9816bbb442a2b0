#ifndef REFERRAL_SERVICES_ROUTER_CORE_KNOWN_MESSAGE_H_
#define REFERRAL_SERVICES_ROUTER_CORE_KNOWN_MESSAGE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/crypto/digest.h"
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

// The messages of a case with this id, whose print is `print`, in order of
// sequence: several agencies may have used one. They stand in `round`, which is
// under way, or in the ledger. Errors: STORE_CORRUPT, DISK_FAILED.
absl::StatusOr<std::vector<KnownMessage>> FindMessages(
    const CachedCase& cached, absl::string_view message_id, MessagePrint print,
    const RoundBuilder& round, const Ledger& ledger);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_KNOWN_MESSAGE_H_
