// What operators see of an inbox, and do to it.
#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "services/router/core/inbox.h"

namespace referral::router {

using storage::v1::CaseDelivery;

InboxCounts Inbox::Counts() const {
  InboxCounts counts;
  counts.depth = pending_ + held_;
  counts.out = out_;
  counts.parked_cases = rows_.size() - catching_up_;
  counts.cursor_position = window_.cursor();
  std::uint64_t oldest = window_.oldest();
  for (const std::string& id : rows_) {
    const std::uint64_t position = cases_.at(id).row->position();
    oldest = oldest == 0 ? position : std::min(oldest, position);
  }
  counts.oldest_position = oldest;
  return counts;
}

std::vector<CaseDelivery> Inbox::Parked() const {
  std::vector<CaseDelivery> parked;
  for (const std::string& id : rows_) {
    const CaseDelivery& row = *cases_.at(id).row;
    if (row.state() == CaseDelivery::STATE_PARKED) parked.push_back(row);
  }
  return parked;
}

const CaseDelivery* Inbox::FindParked(absl::string_view case_id) const {
  const auto found = cases_.find(std::string(case_id));
  if (found == cases_.end() || found->second.phase != Phase::kParked) {
    return nullptr;
  }
  return &*found->second.row;
}

absl::StatusOr<Inbox::Case*> Inbox::FindPlannable(absl::string_view case_id) {
  const auto found = cases_.find(std::string(case_id));
  if (found == cases_.end() || found->second.phase != Phase::kParked ||
      found->second.planned) {
    return MakeError(Reason::kNotParked,
                     absl::StrCat("nothing of the case is parked in the inbox "
                                  "of ",
                                  agency_),
                     case_id);
  }
  return &found->second;
}

absl::StatusOr<CaseDelivery> Inbox::PlanReplay(absl::string_view case_id) {
  ASSIGN_OR_RETURN(Case * c, FindPlannable(case_id));
  c->planned = true;
  CaseDelivery row;
  row.set_agency(agency_);
  row.set_case_id(c->id);
  row.set_state(CaseDelivery::STATE_CATCHING_UP);
  row.set_next_sequence(c->row->next_sequence());
  row.set_position(c->row->position());
  return row;
}

absl::StatusOr<CaseDelivery> Inbox::PlanDrop(absl::string_view case_id) {
  ASSIGN_OR_RETURN(CaseDelivery row, PlanReplay(case_id));
  // Where the next record lies is not known yet: at least here.
  row.set_next_sequence(row.next_sequence() + 1);
  row.set_position(row.position() + 1);
  return row;
}

absl::Status Inbox::Resolve(absl::string_view case_id,
                            std::optional<CaseDelivery> row) {
  const auto found = cases_.find(std::string(case_id));
  // An inbox that was loaded anew has taken the row from the ledger.
  if (found == cases_.end() || !found->second.planned) return absl::OkStatus();
  Case& c = found->second;
  c.planned = false;
  if (!row.has_value()) return absl::OkStatus();
  const bool dropped = row->next_sequence() > c.row->next_sequence();
  if (dropped && c.row->position() <= window_.cursor()) {
    --c.held;
    --held_;
  }
  SetRow(c, *std::move(row));
  RETURN_IF_ERROR(Settle(c));
  MakeHead(c);
  Advance();
  return absl::OkStatus();
}

}  // namespace referral::router
