#ifndef REFERRAL_SERVICES_ROUTER_STORE_STORE_READER_H_
#define REFERRAL_SERVICES_ROUTER_STORE_STORE_READER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/store/database.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "services/router/core/ledger.h"

namespace referral::router {

// Typed reads of the router's store. Thread-safe.
// Errors of all: STORE_CORRUPT, DISK_FAILED.
class StoreReader {
 public:
  // `database` must outlive it.
  explicit StoreReader(const store::Database& database) : database_(database) {}

  // `use` gets the row of the log as it lies on the disk; false if there is
  // none.
  absl::StatusOr<bool> ReadLogRow(
      std::uint64_t position,
      absl::FunctionRef<void(absl::string_view bytes)> use) const;
  absl::StatusOr<std::optional<storage::v1::StoredRecord>> RecordAt(
      std::uint64_t position) const;
  // Where a record of a case lies.
  absl::StatusOr<std::optional<std::uint64_t>> PositionOf(
      absl::string_view case_id, std::uint64_t sequence) const;
  // What lies there. That it is the record of that case and sequence is for
  // the checks to say.
  absl::StatusOr<std::optional<storage::v1::StoredRecord>> Record(
      absl::string_view case_id, std::uint64_t sequence) const;
  // The round that holds `position`, or the first after it.
  absl::StatusOr<std::optional<storage::v1::StoredRound>> RoundFrom(
      std::uint64_t position) const;
  absl::StatusOr<std::optional<storage::v1::StoredRound>> LastRound() const;
  // Rounds from the one that holds `position`, in order, until `visit` returns
  // false or an error, which is passed on.
  absl::Status VisitRounds(std::uint64_t position,
                           const std::function<absl::StatusOr<bool>(
                               const storage::v1::StoredRound&)>& visit) const;

  absl::StatusOr<std::optional<storage::v1::CaseFile>> CaseFile(
      absl::string_view case_id) const;
  // Into `file`, which is empty; false if there is no such case.
  absl::StatusOr<bool> LoadCaseFile(absl::string_view case_id,
                                    storage::v1::CaseFile& file) const;
  // As the ledger's ReadMessagePrints.
  absl::StatusOr<std::vector<storage::v1::MessagePrintsRow>> MessagePrints(
      absl::string_view case_id) const;
  absl::StatusOr<storage::v1::RouterFile> RouterFile() const;
  absl::StatusOr<std::vector<storage::v1::InboxRow>> Inbox(
      absl::string_view agency, std::uint64_t first_position,
      int max_rows) const;
  // The row of exactly one round.
  absl::StatusOr<std::optional<storage::v1::InboxRow>> InboxRowOf(
      absl::string_view agency, std::uint64_t last_position) const;
  absl::StatusOr<storage::v1::DeliveryCursor> Cursor(
      absl::string_view agency) const;
  absl::StatusOr<std::vector<storage::v1::CaseDelivery>> CaseDeliveries(
      absl::string_view agency) const;
  // As the ledger's of these names.
  absl::StatusOr<std::vector<DeadlineEntry>> Deadlines(
      const DeadlinePlace& after, absl::Time until, int max_entries) const;
  absl::StatusOr<absl::Time> DeadlineCursor() const;
  absl::Status VisitCaseFiles(
      absl::string_view after_case_id,
      const std::function<bool(const storage::v1::CaseFile&)>& visit) const;

  absl::StatusOr<std::optional<storage::v1::StoreFormat>> Format() const;
  // 0 if nothing was verified yet.
  absl::StatusOr<std::uint64_t> VerifiedPosition() const;
  absl::StatusOr<bool> IsRebuilding() const;
  // Cases whose keys are to be erased.
  absl::StatusOr<std::vector<std::string>> CasesBeingErased() const;
  // Whether the case's file is a tombstone.
  absl::StatusOr<bool> IsErased(absl::string_view case_id) const;
  // False in a store of another version.
  absl::StatusOr<bool> HasNewestProjections() const;

 private:
  template <typename Message>
  absl::StatusOr<bool> Load(store::FamilyId family, absl::string_view key,
                            Message& message) const;
  template <typename Message>
  absl::StatusOr<std::optional<Message>> Get(store::FamilyId family,
                                             absl::string_view key) const;
  absl::StatusOr<std::optional<std::uint64_t>> Number(
      store::FamilyId family, absl::string_view key) const;

  const store::Database& database_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_STORE_STORE_READER_H_
