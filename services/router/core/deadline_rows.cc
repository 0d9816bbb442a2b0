#include "services/router/core/deadline_rows.h"

#include <algorithm>
#include <utility>

#include "common/model/deadlines.h"
#include "common/model/timestamps.h"

namespace referral::router {

void DeadlineRows::Note(const std::string& case_id,
                        const storage::v1::CaseFile& file) {
  cases_[case_id] = {&file, model::NextDueTime(file)};
}

void DeadlineRows::AddTo(storage::v1::CommitBatch& batch,
                         absl::Time now) const {
  std::map<absl::Time, storage::v1::DeadlineRow> rows;
  for (const auto& [case_id, noted] : cases_) {
    const absl::Time next = model::NextDueTime(*noted.file);
    const bool is_there = next == noted.due_before && next > now;
    if (next == absl::InfiniteFuture() || is_there) continue;
    rows[std::max(next, now)].add_case_ids(case_id);
  }
  for (auto& [due, row] : rows) {
    model::SetTime(due, *row.mutable_due_time());
    *batch.add_deadline_rows() = std::move(row);
  }
}

}  // namespace referral::router
