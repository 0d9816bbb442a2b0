#include "services/router/core/known_message.h"

#include <utility>

#include "absl/algorithm/container.h"
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

absl::StatusOr<std::vector<KnownMessage>> KnownMessages::FindAll(
    const CachedCase& cached, absl::string_view message_id,
    MessagePrint print) const {
  std::vector<KnownMessage> found;
  const std::string& case_id = cached.file().case_id();
  for (const std::uint64_t sequence : cached.FindPrint(print)) {
    if (const RoundBuilder::Recorded* recorded = round_.Find(case_id, sequence);
        recorded != nullptr) {
      if (recorded->message_id == message_id) {
        found.push_back(
            {sequence, recorded->sender, recorded->head.envelope_digest});
      }
      continue;
    }
    const absl::StatusOr<storage::v1::StoredRecord> stored =
        ledger_.ReadRecord(case_id, sequence);
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

absl::StatusOr<std::optional<KnownMessage>> KnownMessages::Find(
    const CachedCase& cached, absl::string_view sender,
    absl::string_view message_id, MessagePrint print) const {
  ASSIGN_OR_RETURN(std::vector<KnownMessage> all,
                   FindAll(cached, message_id, print));
  const auto known = absl::c_find_if(all, [&](const KnownMessage& message) {
    return message.sender == sender;
  });
  if (known == all.end()) return std::optional<KnownMessage>();
  return *std::move(known);
}

absl::StatusOr<std::vector<model::CorrectedMessage>>
KnownMessages::FindCorrected(const CachedCase& cached,
                             const evidence::OpenedMessage& message) const {
  std::vector<model::CorrectedMessage> corrected;
  for (const evidence::OpenedSection& section : message.sections) {
    const std::string& id = section.section.supersedes_message_id();
    if (id.empty()) continue;
    ASSIGN_OR_RETURN(std::vector<KnownMessage> known,
                     FindAll(cached, id, PrintOf(id)));
    if (known.empty()) continue;
    model::CorrectedMessage& of_case = corrected.emplace_back();
    of_case.message_id = id;
    for (KnownMessage& message_of_case : known) {
      of_case.senders.push_back(std::move(message_of_case.sender));
    }
  }
  return corrected;
}

}  // namespace referral::router
