#include <optional>
#include <string>
#include <utility>

#include "common/base/status_macros.h"
#include "common/evidence/sealing.h"
#include "services/agency/store/layout.h"
#include "services/agency/store/outbox.h"
#include "services/agency/store/read_again.h"
#include "services/agency/store/worklist_table.h"

namespace referral::agency {
namespace {

using storage::v1::OutboxEntry;

// Nothing below is queued.
absl::StatusOr<uint64_t> FirstOpen(const store::Database& database) {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   database.Get(kMeta, kFirstOpenKey));
  uint64_t number = 1;
  if (bytes.has_value()) DecodeU64(*bytes, number);
  return number;
}

bool Matches(const OutboxEntry& entry, v1::Submission::State state) {
  if (state != v1::Submission::STATE_UNSPECIFIED) {
    return entry.submission().state() == state;
  }
  return !entry.refusal_acknowledged();
}

}  // namespace

absl::StatusOr<OutboxEntry> OutboxReader::ReadSealed(uint64_t number) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   database_.Get(kOutbox, EncodeU64(number)));
  if (!bytes.has_value()) {
    return MakeError(Reason::kNotFound, "the outbox has no such entry");
  }
  return ParseValue<OutboxEntry>(*bytes, "outbox entry");
}

absl::StatusOr<OutboxEntry> OutboxReader::Read(uint64_t number) const {
  return ReadAgainIfRenewed([&]() -> absl::StatusOr<OutboxEntry> {
    ASSIGN_OR_RETURN(OutboxEntry entry, ReadSealed(number));
    const v1::Submission& submission = entry.submission();
    ASSIGN_OR_RETURN(
        *entry.mutable_signed_message(),
        store_.OpenSealed(submission.case_id(),
                          evidence::OutboxContext(submission.case_id(),
                                                  submission.message_id()),
                          entry.signed_message()));
    return entry;
  });
}

absl::StatusOr<OutboxEntry> OutboxReader::FindSealed(
    absl::string_view message_id) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   database_.Get(kMessages, message_id));
  uint64_t number = 0;
  if (!bytes.has_value() || !DecodeU64(*bytes, number)) {
    return MakeError(Reason::kNotFound, "the outbox has no such message",
                     message_id);
  }
  return ReadSealed(number);
}

absl::StatusOr<v1::Submission> OutboxReader::Find(
    absl::string_view message_id) const {
  ASSIGN_OR_RETURN(OutboxEntry entry, FindSealed(message_id));
  return std::move(*entry.mutable_submission());
}

absl::StatusOr<SubmissionPage> OutboxReader::List(v1::Submission::State state,
                                                  uint64_t after,
                                                  size_t limit) const {
  uint64_t start = after + 1;
  if (state == v1::Submission::STATE_QUEUED) {
    ASSIGN_OR_RETURN(const uint64_t first, FirstOpen(database_));
    start = std::max(start, first);
  }
  SubmissionPage page;
  size_t scanned = 0;
  uint64_t last = after;
  store::Cursor cursor = database_.Scan(kOutbox, EncodeU64(start), "");
  for (; cursor.Valid(); cursor.Next()) {
    if (page.submissions.size() == limit || scanned++ == kMaxRowsScanned) {
      page.next_after = last;
      return page;
    }
    DecodeU64(cursor.key(), last);
    ASSIGN_OR_RETURN(auto entry,
                     ParseValue<OutboxEntry>(cursor.value(), "outbox entry"));
    if (Matches(entry, state)) {
      page.submissions.push_back(std::move(*entry.mutable_submission()));
    }
  }
  RETURN_IF_ERROR(cursor.status());
  return page;
}

}  // namespace referral::agency
