#ifndef REFERRAL_SERVICES_ROUTER_STORE_LOG_CHECK_H_
#define REFERRAL_SERVICES_ROUTER_STORE_LOG_CHECK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/evidence/record.h"
#include "common/evidence/round_head.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "services/router/core/vault.h"
#include "services/router/store/store_reader.h"

namespace referral::router {

// Holds the log against itself, round by round: the chain of rounds without a
// gap, every record of a round there and unchanged, the chain of every case.
// Not thread-safe.
class LogCheck {
 public:
  // Of the router `home`. `reader` must outlive it.
  LogCheck(const StoreReader& reader, std::string home);

  // Trusts everything up to `position`, the end of a round, or 0.
  // Errors: STORE_CORRUPT if no round ends there; DISK_FAILED.
  absl::Status StartAfter(std::uint64_t position);

  // Checks `round`, which must follow the one before. Adds its records to
  // `records`, in order of position, unless that is null.
  // Errors: STORE_CORRUPT, naming the positions that are missing or the record
  //         that is not what it was; DISK_FAILED.
  absl::Status Check(const storage::v1::StoredRound& round,
                     std::vector<storage::v1::StoredRecord>* records = nullptr);

  // Forgets the cases that have not come since this was called before: one that
  // comes again is looked up.
  void ForgetQuietCases();

  // The end of what was checked.
  const evidence::RoundLink& end() const { return end_; }
  // The last record of each log that was checked, by case id, since quiet ones
  // were last forgotten.
  const absl::flat_hash_map<std::string, evidence::ChainLink>& cases() const {
    return cases_;
  }

 private:
  absl::Status CheckRecord(const storage::v1::RoundEntry& entry,
                           std::uint64_t position,
                           std::vector<storage::v1::StoredRecord>* records);
  // The record of `entry` as it lies in the log.
  absl::Status CheckBytes(const storage::v1::RoundEntry& entry,
                          std::uint64_t position, absl::string_view bytes);
  absl::StatusOr<evidence::ChainLink> Before(absl::string_view case_id,
                                             std::uint64_t sequence) const;

  const StoreReader& reader_;
  const std::string home_;
  evidence::RoundLink end_;
  absl::flat_hash_map<std::string, evidence::ChainLink> cases_;
  // Those before quiet ones were last forgotten.
  absl::flat_hash_map<std::string, evidence::ChainLink> older_cases_;
};

// STORE_CORRUPT: a projection is wrong; what is right follows from the log.
absl::Status NotDerived(absl::string_view what, absl::string_view where);

// The inbox rows of a round, from its records' effects, in order of agency;
// without records of erased cases, whose effects cannot be read any more.
// Errors: those of Vault::OpenEffects and StoreReader::IsErased.
absl::StatusOr<std::vector<storage::v1::InboxRow>> InboxRowsOf(
    const storage::v1::StoredRound& round,
    const std::vector<storage::v1::StoredRecord>& records,
    const StoreReader& reader, const Vault& vault);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_STORE_LOG_CHECK_H_
