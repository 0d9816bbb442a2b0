// How an inbox takes up where the ledger stands, and reads ahead.
#include <utility>

#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "proto/referral/v1/record.pb.h"
#include "services/router/core/erased_case.h"
#include "services/router/core/inbox.h"

namespace referral::router {
namespace {

using storage::v1::CaseDelivery;
using storage::v1::InboxItem;
using storage::v1::InboxRow;

// Rows read from the ledger at a time: at most one full window of items.
constexpr int kRowsPerRead = 16;

bool IsRecipient(const v1::Effects& effects, absl::string_view agency) {
  for (const std::string& recipient : effects.recipients()) {
    if (recipient == agency) return true;
  }
  return false;
}

}  // namespace

absl::Status Inbox::Load() {
  ASSIGN_OR_RETURN(const storage::v1::DeliveryCursor cursor,
                   ledger_.ReadCursor(agency_));
  window_.Start(cursor);
  tail_ = cursor.position();
  RETURN_IF_ERROR(CountPending());
  pending_ -= static_cast<std::uint64_t>(cursor.ahead_size());

  ASSIGN_OR_RETURN(const std::vector<CaseDelivery> rows,
                   ledger_.ReadCaseDeliveries(agency_));
  for (const CaseDelivery& row : rows) RETURN_IF_ERROR(LoadCase(row));
  RETURN_IF_ERROR(Refill());
  // Only now, with the window read, is it known what comes after a drop.
  for (const CaseDelivery& row : rows) {
    Case& c = cases_.at(row.case_id());
    if (row.state() != CaseDelivery::STATE_CATCHING_UP) continue;
    RETURN_IF_ERROR(Settle(c));
    MakeHead(c);
  }
  Advance();
  return absl::OkStatus();
}

absl::Status Inbox::CountPending() {
  while (true) {
    ASSIGN_OR_RETURN(const std::vector<InboxRow> rows,
                     ledger_.ReadInbox(agency_, tail_ + 1, kRowsPerRead));
    const std::uint64_t before = tail_;
    for (const InboxRow& row : rows) {
      for (const InboxItem& item : row.items()) {
        if (item.position() <= tail_) continue;
        tail_ = item.position();
        ++pending_;
      }
    }
    if (tail_ == before) return absl::OkStatus();
  }
}

absl::Status Inbox::LoadCase(const CaseDelivery& row) {
  Case& c = cases_[row.case_id()];
  c.id = row.case_id();
  c.phase = Phase::kParked;
  SetRow(c, row);
  changed_rows_.clear();
  std::uint64_t next = row.next_sequence();
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<Head> held, NextInLog(c.id, next));
    if (!held.has_value()) break;
    ++c.held;
    next = held->sequence + 1;
  }
  held_ += c.held;
  return absl::OkStatus();
}

void Inbox::OnNews(absl::Span<const InboxItem> items) {
  for (const InboxItem& item : items) {
    if (item.position() <= tail_) continue;
    const bool next = window_.end() == tail_ && !window_.full();
    tail_ = item.position();
    ++pending_;
    if (next) Append(item);
  }
  Advance();
}

absl::Status Inbox::Refill() {
  while (window_.size() <= window_.capacity() / 2 && window_.end() < tail_) {
    ASSIGN_OR_RETURN(
        const std::vector<InboxRow> rows,
        ledger_.ReadInbox(agency_, window_.end() + 1, kRowsPerRead));
    const std::uint64_t before = window_.end();
    for (const InboxRow& row : rows) {
      for (const InboxItem& item : row.items()) {
        // What the news have not told yet is theirs to tell.
        if (item.position() <= window_.end() || item.position() > tail_) {
          continue;
        }
        if (window_.full()) break;
        Append(item);
      }
    }
    Advance();
    if (window_.end() == before) {
      return MakeError(Reason::kStoreCorrupt, "the inbox has lost rows",
                       agency_);
    }
  }
  return absl::OkStatus();
}

void Inbox::Append(const InboxItem& item) {
  if (!window_.Append(item)) return;
  Case& c = cases_[item.case_id()];
  if (c.id.empty()) c.id = item.case_id();
  if (c.row.has_value() && item.sequence() < c.row->next_sequence()) {
    // Dropped, but the cursor had not come to it when the process ended.
    window_.Done(item.position());
    --pending_;
    cursor_changed_ = true;
    return;
  }
  c.waiting.push_back({item.position(), item.sequence()});
  if (c.phase == Phase::kIdle) MakeHead(c);
}

absl::StatusOr<std::optional<Inbox::Head>> Inbox::NextInLog(
    const std::string& case_id, std::uint64_t from_sequence) const {
  for (std::uint64_t sequence = from_sequence;; ++sequence) {
    const absl::StatusOr<storage::v1::StoredRecord> record =
        ledger_.ReadRecord(case_id, sequence);
    if (absl::IsNotFound(record.status())) return std::nullopt;
    RETURN_IF_ERROR(record.status());
    v1::RecordHead head;
    if (!head.ParseFromString(record->head())) {
      return MakeError(Reason::kStoreCorrupt, "a record cannot be parsed",
                       case_id);
    }
    if (head.position() > window_.cursor()) return std::nullopt;
    const absl::StatusOr<v1::Effects> effects =
        ledger_.vault().OpenEffects(*record);
    ASSIGN_OR_RETURN(const bool erased,
                     IsOfErasedCase(ledger_, case_id, effects.status()));
    // What was held back of it has nothing to tell any more.
    if (erased) return std::nullopt;
    if (IsRecipient(*effects, agency_)) {
      return Head{head.position(), sequence};
    }
  }
}

}  // namespace referral::router
