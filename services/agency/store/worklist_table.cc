#include "services/agency/store/worklist_table.h"

#include <cstdint>
#include <utility>

#include "common/base/status_macros.h"
#include "common/evidence/message.h"
#include "common/evidence/sealing.h"
#include "services/agency/core/readable_sections.h"
#include "services/agency/core/worklist.h"
#include "services/agency/store/layout.h"
#include "services/agency/store/outbox.h"
#include "services/agency/store/read_again.h"

namespace referral::agency {
namespace {

using storage::v1::OutboxEntry;
using storage::v1::ReceivedRecord;
using storage::v1::WorklistRow;

absl::StatusOr<MessageSections> Open(const v1::SignedMessage& message,
                                     uint64_t sequence) {
  ASSIGN_OR_RETURN(const evidence::OpenedMessage opened,
                   evidence::OpenDelivered(message));
  MessageSections found{sequence, opened.envelope.message_id(), {}};
  for (const evidence::OpenedSection& section : opened.sections) {
    found.sections.push_back(section.section);
  }
  return found;
}

absl::Status ReadReceived(const AgencyStore& store, absl::string_view case_id,
                          std::vector<MessageSections>& found) {
  const std::string prefix = CasePrefix(case_id);
  store::Cursor cursor = store.database().ScanPrefix(kReceived, prefix, prefix);
  for (; cursor.Valid(); cursor.Next()) {
    ASSIGN_OR_RETURN(const auto received,
                     ParseValue<ReceivedRecord>(cursor.value(), "received"));
    uint64_t sequence = 0;
    DecodeU64(cursor.key().substr(prefix.size()), sequence);
    ASSIGN_OR_RETURN(
        const std::string bytes,
        store.OpenSealed(case_id, evidence::ReceivedContext(case_id, sequence),
                         received.record()));
    ASSIGN_OR_RETURN(const auto record,
                     ParseValue<v1::Record>(bytes, "record"));
    if (!record.has_message()) continue;
    ASSIGN_OR_RETURN(MessageSections message, Open(record.message(), sequence));
    found.push_back(std::move(message));
  }
  return cursor.status();
}

// Own messages count from when they are recorded.
absl::Status ReadSent(const AgencyStore& store, absl::string_view case_id,
                      std::vector<MessageSections>& found) {
  const OutboxReader outbox(store);
  const std::string prefix = CasePrefix(case_id);
  store::Cursor cursor = store.database().ScanPrefix(kSent, prefix, prefix);
  for (; cursor.Valid(); cursor.Next()) {
    if (cursor.value() != kWithSections) continue;
    uint64_t number = 0;
    DecodeU64(cursor.key().substr(prefix.size()), number);
    ASSIGN_OR_RETURN(const OutboxEntry entry, outbox.Read(number));
    if (!entry.submission().has_receipt()) continue;
    ASSIGN_OR_RETURN(const auto message,
                     ParseValue<v1::SignedMessage>(entry.signed_message(),
                                                   "outbox message"));
    ASSIGN_OR_RETURN(MessageSections sections,
                     Open(message, entry.submission().receipt().sequence()));
    found.push_back(std::move(sections));
  }
  return cursor.status();
}

bool Matches(const WorklistFilter& filter, const v1::WorklistItem& item) {
  return filter.statuses.empty() || filter.statuses.contains(item.status());
}

}  // namespace

absl::StatusOr<std::optional<WorklistRow>> GetRow(
    const Transaction& transaction, absl::string_view referral_id) {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   transaction.Get(kWorklist, referral_id));
  if (!bytes.has_value()) return std::nullopt;
  return ParseValue<WorklistRow>(*bytes, "worklist row");
}

void PutRow(absl::string_view referral_id, absl::string_view case_id,
            const WorklistRow& row, Transaction& transaction) {
  if (!IsRecorded(row) && row.pending().empty()) {
    transaction.Delete(kWorklist, referral_id);
    transaction.Delete(kCaseReferrals, CaseReferralKey(case_id, referral_id));
    return;
  }
  transaction.Put(kWorklist, referral_id, row.SerializeAsString());
  transaction.Put(kCaseReferrals, CaseReferralKey(case_id, referral_id), "");
}

absl::StatusOr<std::optional<v1::WorklistItem>> WorklistReader::Find(
    absl::string_view referral_id) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   database_.Get(kWorklist, referral_id));
  if (!bytes.has_value()) return std::nullopt;
  ASSIGN_OR_RETURN(const auto row,
                   ParseValue<WorklistRow>(*bytes, "worklist row"));
  return ViewOf(row);
}

absl::StatusOr<WorklistPage> WorklistReader::List(const WorklistFilter& filter,
                                                  absl::string_view after,
                                                  size_t limit) const {
  const bool of_case = !filter.case_id.empty();
  const std::string prefix = of_case ? CasePrefix(filter.case_id) : "";
  // The zero byte leads to the first key after this one.
  std::string start = prefix;
  if (!after.empty()) start.append(after.data(), after.size()).push_back('\0');
  WorklistPage page;
  size_t scanned = 0;
  store::Cursor cursor =
      database_.ScanPrefix(of_case ? kCaseReferrals : kWorklist, prefix, start);
  std::string last;
  for (; cursor.Valid(); cursor.Next()) {
    if (page.items.size() == limit || scanned++ == kMaxRowsScanned) {
      page.next_after = last;
      return page;
    }
    last = std::string(cursor.key().substr(prefix.size()));
    ASSIGN_OR_RETURN(std::optional<v1::WorklistItem> item, Find(last));
    if (item.has_value() && Matches(filter, *item)) {
      page.items.push_back(*std::move(item));
    }
  }
  RETURN_IF_ERROR(cursor.status());
  return page;
}

absl::StatusOr<std::vector<v1::Section>> WorklistReader::ReadSections(
    const v1::WorklistItem& item) const {
  return ReadAgainIfRenewed([&]() -> absl::StatusOr<std::vector<v1::Section>> {
    std::vector<MessageSections> messages;
    RETURN_IF_ERROR(ReadReceived(store_, item.case_id(), messages));
    RETURN_IF_ERROR(ReadSent(store_, item.case_id(), messages));
    return SectionsFor(item, std::move(messages));
  });
}

}  // namespace referral::agency
