#include "services/router/core/known_message.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/evidence/digests.h"
#include "proto/referral/v1/message.pb.h"

namespace referral::router {
namespace {

absl::Status Corrupt(absl::string_view what, absl::string_view case_id,
                     std::uint64_t sequence) {
  return MakeError(Reason::kStoreCorrupt, what,
                   absl::StrCat(case_id, " sequence ", sequence));
}

}  // namespace

absl::StatusOr<std::vector<KnownMessage>> FindMessages(
    const CachedCase& cached, absl::string_view message_id, MessagePrint print,
    const RoundBuilder& round, const Ledger& ledger) {
  std::vector<KnownMessage> found;
  const std::string& case_id = cached.file().case_id();
  for (const std::uint64_t sequence : cached.FindPrint(print)) {
    if (const RoundBuilder::Recorded* recorded = round.Find(case_id, sequence);
        recorded != nullptr) {
      if (recorded->message_id == message_id) {
        found.push_back(
            {sequence, recorded->sender, recorded->head.envelope_digest});
      }
      continue;
    }
    const absl::StatusOr<storage::v1::StoredRecord> stored =
        ledger.ReadRecord(case_id, sequence);
    if (HasReason(stored.status(), Reason::kNotFound)) {
      return Corrupt("the record is missing", case_id, sequence);
    }
    RETURN_IF_ERROR(stored.status());
    v1::Envelope envelope;
    if (!envelope.ParseFromString(stored->envelope())) {
      return Corrupt("the bytes are not an envelope", case_id, sequence);
    }
    if (envelope.message_id() == message_id) {
      found.push_back({sequence, std::move(*envelope.mutable_sender()),
                       evidence::EnvelopeDigest(stored->envelope())});
    }
  }
  return found;
}

}  // namespace referral::router
