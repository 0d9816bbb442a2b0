// Rows of the worklist, and what belongs to them.
#ifndef REFERRAL_SERVICES_AGENCY_STORE_WORKLIST_TABLE_H_
#define REFERRAL_SERVICES_AGENCY_STORE_WORKLIST_TABLE_H_

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/store/database.h"
#include "proto/referral/storage/v1/agency_store.pb.h"
#include "proto/referral/v1/desk_service.pb.h"
#include "services/agency/store/agency_store.h"
#include "services/agency/store/transaction.h"

namespace referral::agency {

// Rows that one page looks at before it ends short: bounds the time of a list
// whose filter hardly matches.
inline constexpr size_t kMaxRowsScanned = 10'000;

// Within a piece of work.
absl::StatusOr<std::optional<storage::v1::WorklistRow>> GetRow(
    const Transaction& transaction, absl::string_view referral_id);
// Also enters a new row under `case_id`. A row with neither a record nor
// anything pending is deleted.
void PutRow(absl::string_view referral_id, absl::string_view case_id,
            const storage::v1::WorklistRow& row, Transaction& transaction);

// Which rows a list has.
struct WorklistFilter {
  std::set<v1::ReferralStatus> statuses;  // empty: all
  std::string case_id;                    // empty: all
};

struct WorklistPage {
  std::vector<v1::WorklistItem> items;
  // Where the next page begins: after this referral id. Empty on the last.
  std::string next_after;
};

// Reads of what is on the disk. Thread-safe. Errors of all: STORE_CORRUPT,
// DISK_FAILED.
class WorklistReader {
 public:
  // `store` outlives it.
  explicit WorklistReader(const AgencyStore& store)
      : store_(store), database_(store.database()) {}

  // nullopt if the worklist has no such referral.
  absl::StatusOr<std::optional<v1::WorklistItem>> Find(
      absl::string_view referral_id) const;

  // By referral id, those after `after`, at most `limit`.
  absl::StatusOr<WorklistPage> List(const WorklistFilter& filter,
                                    absl::string_view after,
                                    size_t limit) const;

  // What this agency holds about the people of `item`, see SectionsFor.
  // Errors besides: KEY_MISSING.
  absl::StatusOr<std::vector<v1::Section>> ReadSections(
      const v1::WorklistItem& item) const;

 private:
  const AgencyStore& store_;
  const store::Database& database_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_WORKLIST_TABLE_H_
