#ifndef REFERRAL_SERVICES_ROUTER_CORE_LEDGER_H_
#define REFERRAL_SERVICES_ROUTER_CORE_LEDGER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "services/router/core/vault.h"

namespace referral::router {

// End of the committed log.
struct LedgerHead {
  std::uint64_t position = 0;  // 0: nothing recorded yet
  std::string round_digest;    // 32 bytes; zeros if empty
  absl::Time recorded_time = absl::InfinitePast();
};

// Where cases with a clock stand in the order in which they are looked at.
struct DeadlinePlace {
  absl::Time due;
  std::uint64_t position = 0;  // last position of the round that set it
};

// Cases in which a clock may run out.
struct DeadlineEntry {
  DeadlinePlace place;
  std::vector<std::string> case_ids;
};

// The router's disk as the core sees it: one door in, and reads of what is
// committed. Thread-safe; Commit is called by one thread at a time.
class Ledger {
 public:
  virtual ~Ledger() = default;

  // Makes `batch` durable as a whole, then visible to readers, or does
  // neither. Errors: DISK_FAILED  the disk refused; the process must stop,
  // nothing was acknowledged.
  virtual absl::Status Commit(const storage::v1::CommitBatch& batch) = 0;

  // Opens what is read here, seals what is committed. Lives as long as this.
  virtual const Vault& vault() const = 0;

  // As of the last Commit.
  virtual LedgerHead Head() const = 0;
  virtual std::uint64_t VerifiedPosition() const = 0;
  // How far a check of the committed rounds has come beyond that; the next
  // batch takes it as its verified position.
  virtual std::uint64_t CheckedPosition() const = 0;
  virtual std::uint64_t WatermarkPosition() const = 0;
  virtual std::uint64_t StoreBytes() const = 0;

  // Reads. Errors of all: STORE_CORRUPT; NOT_FOUND where said.

  // Into `file`, which is empty; false if there is no such case.
  virtual absl::StatusOr<bool> LoadCaseFile(
      absl::string_view case_id, storage::v1::CaseFile& file) const = 0;
  // nullopt if there is no such case.
  absl::StatusOr<std::optional<storage::v1::CaseFile>> ReadCaseFile(
      absl::string_view case_id) const {
    std::optional<storage::v1::CaseFile> file(std::in_place);
    const absl::StatusOr<bool> found = LoadCaseFile(case_id, *file);
    if (!found.ok()) return found.status();
    if (!*found) file.reset();
    return file;
  }
  // Every row of the case, in order.
  virtual absl::StatusOr<std::vector<storage::v1::MessagePrintsRow>>
  ReadMessagePrints(absl::string_view case_id) const = 0;
  virtual absl::StatusOr<storage::v1::RouterFile> ReadRouterFile() const = 0;
  // As it lies on the disk. NOT_FOUND if the log has no such record.
  virtual absl::StatusOr<storage::v1::StoredRecord> ReadRecord(
      absl::string_view case_id, std::uint64_t sequence) const = 0;
  // The same for whoever knows its position.
  virtual absl::StatusOr<storage::v1::StoredRecord> ReadRecordAt(
      std::uint64_t position) const = 0;
  // The round that holds `position`; NOT_FOUND beyond the head.
  virtual absl::StatusOr<storage::v1::StoredRound> ReadRound(
      std::uint64_t position) const = 0;
  // Rows of an agency's inbox whose round starts at or after
  // `first_position` or holds it, oldest first, at most `max_rows`.
  virtual absl::StatusOr<std::vector<storage::v1::InboxRow>> ReadInbox(
      absl::string_view agency, std::uint64_t first_position,
      int max_rows) const = 0;
  // Position 0 if the agency never acknowledged anything.
  virtual absl::StatusOr<storage::v1::DeliveryCursor> ReadCursor(
      absl::string_view agency) const = 0;
  virtual absl::StatusOr<std::vector<storage::v1::CaseDelivery>>
  ReadCaseDeliveries(absl::string_view agency) const = 0;
  // Cases with clocks that may run out by `until`, in order, after `after`
  // (exclusive), at most `max_entries`. What was looked at stays there: begin
  // where you left off.
  virtual absl::StatusOr<std::vector<DeadlineEntry>> ReadDeadlines(
      const DeadlinePlace& after, absl::Time until, int max_entries) const = 0;
  // Every clock that was due by then has been looked at; infinite past if
  // none was.
  virtual absl::StatusOr<absl::Time> ReadDeadlineCursor() const = 0;
  // Case files in order of case id, after `after_case_id` (exclusive; empty:
  // from the first), until `visit` returns false.
  virtual absl::Status VisitCaseFiles(
      absl::string_view after_case_id,
      const std::function<bool(const storage::v1::CaseFile&)>& visit) const = 0;
  // Wrapped keys in order of case id and generation, after that of `after`
  // (exclusive; without a case id: from the first), until `visit` returns
  // false. None if nothing is sealed.
  virtual absl::Status VisitCaseKeys(
      const storage::v1::CaseKeyRow& after,
      const std::function<bool(const storage::v1::CaseKeyRow&)>& visit)
      const = 0;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_LEDGER_H_
