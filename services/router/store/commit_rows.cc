#include "services/router/store/commit_rows.h"

#include <string>

#include "common/model/timestamps.h"
#include "services/router/store/layout.h"

namespace referral::router {
namespace {

void AddRound(const storage::v1::CommitBatch& batch,
              std::uint64_t last_position, store::Batch& rows) {
  std::uint64_t position =
      last_position - static_cast<std::uint64_t>(batch.records_size());
  for (const storage::v1::RecordRow& row : batch.records()) {
    ++position;
    rows.Put(layout::kLog, layout::LogKey(position), row.record());
    rows.Put(layout::kCaseLog,
             layout::CaseLogKey(row.case_id(), row.sequence()),
             EncodeU64(position));
  }
  rows.Put(layout::kRounds, layout::RoundKey(last_position),
           batch.round().SerializeAsString());
  for (const storage::v1::InboxRow& row : batch.inbox_rows()) {
    rows.Put(layout::kInbox, layout::InboxKey(row.agency(), last_position),
             row.SerializeAsString());
  }
  for (const storage::v1::DeadlineRow& row : batch.deadline_rows()) {
    rows.Put(layout::kDeadlines,
             layout::DeadlineKey(model::ToTime(row.due_time()), last_position),
             row.SerializeAsString());
  }
}

void AddDelivery(const storage::v1::CommitBatch& batch, store::Batch& rows) {
  for (const storage::v1::DeliveryCursor& cursor : batch.cursors()) {
    rows.Put(layout::kDelivery, layout::CursorKey(cursor.agency()),
             cursor.SerializeAsString());
  }
  for (const storage::v1::CaseDelivery& delivery : batch.case_deliveries()) {
    rows.Put(layout::kDelivery,
             layout::CaseDeliveryKey(delivery.agency(), delivery.case_id()),
             delivery.SerializeAsString());
  }
  for (const storage::v1::CaseDeliveryEnd& end : batch.case_delivery_ends()) {
    rows.Delete(layout::kDelivery,
                layout::CaseDeliveryKey(end.agency(), end.case_id()));
  }
  if (batch.has_deadline_cursor()) {
    rows.Put(layout::kDelivery, std::string(layout::kDeadlineCursorKey),
             batch.deadline_cursor().SerializeAsString());
  }
}

}  // namespace

store::Batch RowsOf(const storage::v1::CommitBatch& batch,
                    std::uint64_t last_position) {
  store::Batch rows;
  if (batch.has_round()) AddRound(batch, last_position, rows);
  for (const storage::v1::CaseFileRow& row : batch.case_files()) {
    rows.Put(layout::kCases, row.case_id(), row.case_file());
  }
  for (const storage::v1::MessagePrintsRow& row : batch.message_prints()) {
    rows.Put(layout::kMessages,
             layout::MessagesKey(row.case_id(), row.number()),
             row.SerializeAsString());
  }
  if (!batch.router_file().empty()) {
    rows.Put(layout::kMeta, std::string(layout::kRouterFileKey),
             batch.router_file());
  }
  for (const storage::v1::CaseKeyErasure& erased : batch.erased_keys()) {
    rows.Put(layout::kMeta, layout::ErasingKey(erased.case_id()), "");
  }
  AddDelivery(batch, rows);
  if (batch.verified_position() != 0) {
    rows.Put(layout::kMeta, std::string(layout::kVerifiedKey),
             EncodeU64(batch.verified_position()));
  }
  return rows;
}

}  // namespace referral::router
