// The newest receipt an agency holds: shown to the router when a stream opens,
// so that it notices when it has lost records.
#ifndef REFERRAL_SERVICES_AGENCY_STORE_RECEIPTS_H_
#define REFERRAL_SERVICES_AGENCY_STORE_RECEIPTS_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/store/database.h"
#include "proto/referral/v1/record.pb.h"
#include "services/agency/store/transaction.h"

namespace referral::agency {

// Keeps `receipt` if its position is beyond that of the one kept.
// Errors: STORE_CORRUPT, DISK_FAILED.
absl::Status KeepNewest(const v1::Receipt& receipt, Transaction& transaction);

// nullopt if there is none yet. Errors: STORE_CORRUPT, DISK_FAILED.
absl::StatusOr<std::optional<v1::Receipt>> NewestReceipt(
    const store::Database& database);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_RECEIPTS_H_
