// The rows of the router's drafts in a worklist [30].
#ifndef REFERRAL_SERVICES_AGENCY_STORE_DRAFT_ROWS_H_
#define REFERRAL_SERVICES_AGENCY_STORE_DRAFT_ROWS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/agency/core/catalogue.h"
#include "services/agency/core/draft.h"
#include "services/agency/core/worklist.h"
#include "services/agency/store/transaction.h"

namespace referral::agency {

// Rows under work, by referral id: what is here is newer than the disk.
using RowMap = std::map<std::string, storage::v1::WorklistRow>;

// Lays what `recorded` drafts and what drafts it ends into `rows`.
// Errors: STORE_CORRUPT, DISK_FAILED.
absl::Status ApplyToDrafts(const RecordedAct& recorded,
                           const Catalogue& catalogue,
                           const Transaction& transaction, RowMap& rows);

// What the acts of `draft` end besides the drafts they name, as changes that
// are not recorded yet. Errors: STORE_CORRUPT, DISK_FAILED.
absl::StatusOr<std::vector<storage::v1::PendingChange>> DraftsEndedBy(
    const Draft& draft, absl::string_view case_id, const Catalogue& catalogue,
    const Transaction& transaction);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_DRAFT_ROWS_H_
