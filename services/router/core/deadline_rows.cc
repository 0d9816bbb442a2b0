#include "services/router/core/deadline_rows.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/model/deadlines.h"
#include "common/model/timestamps.h"

namespace referral::router {

void AddDeadlineRows(absl::Span<CachedCase* const> cases, absl::Time now,
                     storage::v1::CommitBatch& batch) {
  std::map<absl::Time, std::vector<std::string>> rows;
  for (CachedCase* cached : cases) {
    const absl::Time next = model::NextDueTime(cached->file());
    const bool is_there = next == cached->next_due && next > now;
    cached->next_due = next;
    if (next == absl::InfiniteFuture() || is_there) continue;
    rows[std::max(next, now)].push_back(cached->file().case_id());
  }
  for (auto& [due, case_ids] : rows) {
    std::sort(case_ids.begin(), case_ids.end());
    storage::v1::DeadlineRow& row = *batch.add_deadline_rows();
    model::SetTime(due, *row.mutable_due_time());
    for (std::string& case_id : case_ids) {
      row.add_case_ids(std::move(case_id));
    }
  }
}

}  // namespace referral::router
