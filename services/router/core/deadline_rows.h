// When cases are to be looked at next, as the store lists them.
#ifndef REFERRAL_SERVICES_ROUTER_CORE_DEADLINE_ROWS_H_
#define REFERRAL_SERVICES_ROUTER_CORE_DEADLINE_ROWS_H_

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "services/router/core/case_cache.h"

namespace referral::router {

// One row for each time at which `cases`, which a round has changed, are to be
// looked at next [29]; none for a case whose row is there already. What is due
// by `now` is due now: the rows before have been looked at. The cases' next_due
// is what it was before the round, and is brought up to date.
void AddDeadlineRows(absl::Span<CachedCase* const> cases, absl::Time now,
                     storage::v1::CommitBatch& batch);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_DEADLINE_ROWS_H_
