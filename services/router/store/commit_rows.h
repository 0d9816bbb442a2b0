#ifndef REFERRAL_SERVICES_ROUTER_STORE_COMMIT_ROWS_H_
#define REFERRAL_SERVICES_ROUTER_STORE_COMMIT_ROWS_H_

#include <cstdint>

#include "common/store/batch.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"

namespace referral::router {

// The rows of `batch`, whose round, if it has one, ends at `last_position`.
// One for each record, one for the round, one for each case, one for each
// inbox and one for each due time.
store::Batch RowsOf(const storage::v1::CommitBatch& batch,
                    std::uint64_t last_position);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_STORE_COMMIT_ROWS_H_
