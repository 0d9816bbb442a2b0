// A ledger in memory for tests, which can hold a write back or let it fail.
#ifndef REFERRAL_TESTS_SERVICES_ROUTER_CORE_FAKE_LEDGER_H_
#define REFERRAL_TESTS_SERVICES_ROUTER_CORE_FAKE_LEDGER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/errors.h"
#include "common/base/mutex.h"
#include "common/crypto/digest.h"
#include "common/evidence/digests.h"
#include "common/evidence/log_row.h"
#include "common/evidence/round_head.h"
#include "common/model/timestamps.h"
#include "common/store/key_store.h"
#include "services/router/core/ledger.h"
#include "tests/support/test_keys.h"

namespace referral::router::testing {

// Seals as a real one does. Thread-safe.
class FakeLedger final : public Ledger {
 public:
  FakeLedger()
      : vault_(std::make_unique<crypto::CaseKeys>(
            ::referral::testing::TestMasterKeys(), keys_)) {
    head_.round_digest = crypto::ToBytes(crypto::kZeroDigest);
  }

  const Vault& vault() const override { return vault_; }

  // Commits wait until Release.
  void Hold() {
    MutexLock lock(mutex_);
    held_ = true;
  }
  void Release() {
    MutexLock lock(mutex_);
    held_ = false;
    changed_.SignalAll();
  }
  // Waits until a commit is held back.
  void WaitForHeld() {
    MutexLock lock(mutex_);
    while (!waiting_) changed_.Wait(mutex_);
  }
  // Reads of case files wait until they are let go.
  void HoldCaseReads() {
    MutexLock lock(mutex_);
    case_reads_held_ = true;
  }
  void ReleaseCaseReads() {
    MutexLock lock(mutex_);
    case_reads_held_ = false;
    changed_.SignalAll();
  }
  // Waits until so many reads of case files have begun: the cases, in order.
  std::vector<std::string> WaitForCaseReads(std::size_t count) {
    MutexLock lock(mutex_);
    while (case_reads_.size() < count) changed_.Wait(mutex_);
    return case_reads_;
  }
  // Every commit from now on fails.
  void FailCommits() {
    MutexLock lock(mutex_);
    failing_ = true;
  }
  // Says how far a check has come; see CheckedPosition.
  void SetChecked(std::uint64_t position) {
    MutexLock lock(mutex_);
    checked_ = position;
  }
  // A row of the log; empty if there is none.
  storage::v1::LogRow Row(const std::string& case_id, std::uint64_t sequence) {
    MutexLock lock(mutex_);
    storage::v1::LogRow row;
    row.ParseFromString(log_[{case_id, sequence}]);
    return row;
  }
  // Puts another row in the place of one, or takes it away.
  void Replace(const std::string& case_id, std::uint64_t sequence,
               const storage::v1::LogRow& row) {
    MutexLock lock(mutex_);
    log_[{case_id, sequence}] = row.SerializeAsString();
  }
  void Erase(const std::string& case_id, std::uint64_t sequence) {
    MutexLock lock(mutex_);
    log_.erase({case_id, sequence});
  }
  // The same for the round that ends at a position, and for a case file.
  void ReplaceRound(std::uint64_t last_position,
                    const storage::v1::StoredRound& round) {
    MutexLock lock(mutex_);
    rounds_[last_position] = round;
  }
  void EraseRound(std::uint64_t last_position) {
    MutexLock lock(mutex_);
    rounds_.erase(last_position);
  }
  void ReplaceCaseFile(const std::string& case_id,
                       const storage::v1::CaseFile& file) {
    MutexLock lock(mutex_);
    case_files_[case_id] = file;
  }
  void ReplaceMessagePrints(
      const std::string& case_id,
      const std::vector<storage::v1::MessagePrintsRow>& rows) {
    MutexLock lock(mutex_);
    message_prints_[case_id] = rows;
  }
  void EraseCaseFile(const std::string& case_id) {
    MutexLock lock(mutex_);
    case_files_.erase(case_id);
  }
  void ReplaceRouterFile(const storage::v1::RouterFile& file) {
    MutexLock lock(mutex_);
    router_file_ = file;
  }
  // Every batch committed so far.
  std::vector<storage::v1::CommitBatch> commits() const {
    MutexLock lock(mutex_);
    return commits_;
  }

  absl::Status Commit(const storage::v1::CommitBatch& batch) override {
    MutexLock lock(mutex_);
    while (held_) {
      waiting_ = true;
      changed_.SignalAll();
      changed_.Wait(mutex_);
    }
    waiting_ = false;
    if (failing_) return MakeError(Reason::kDiskFailed, "told to fail");
    if (batch.has_round()) {
      const auto round = evidence::ParseRoundHead(batch.round().head());
      if (!round.ok() || round->first_position != head_.position + 1 ||
          crypto::AsBytes(round->previous_digest) != head_.round_digest) {
        return MakeError(Reason::kInternal, "the round does not follow");
      }
      head_.position = round->last_position;
      head_.round_digest =
          crypto::ToBytes(evidence::RoundDigest(batch.round().head().head()));
      head_.recorded_time = round->recorded_time;
      rounds_[head_.position] = batch.round();
    }
    Store(batch);
    commits_.push_back(batch);
    return absl::OkStatus();
  }

  LedgerHead Head() const override {
    MutexLock lock(mutex_);
    return head_;
  }
  std::uint64_t VerifiedPosition() const override {
    MutexLock lock(mutex_);
    return verified_;
  }
  std::uint64_t CheckedPosition() const override {
    MutexLock lock(mutex_);
    return checked_;
  }
  std::uint64_t WatermarkPosition() const override { return Head().position; }
  std::uint64_t StoreBytes() const override { return 0; }

  absl::StatusOr<bool> LoadCaseFile(
      absl::string_view case_id, storage::v1::CaseFile& file) const override {
    MutexLock lock(mutex_);
    case_reads_.emplace_back(case_id);
    changed_.SignalAll();
    while (case_reads_held_) changed_.Wait(mutex_);
    const auto found = case_files_.find(std::string(case_id));
    if (found == case_files_.end()) return false;
    file = found->second;
    return true;
  }
  absl::StatusOr<std::vector<storage::v1::MessagePrintsRow>> ReadMessagePrints(
      absl::string_view case_id) const override {
    MutexLock lock(mutex_);
    const auto found = message_prints_.find(std::string(case_id));
    if (found != message_prints_.end()) return found->second;
    return std::vector<storage::v1::MessagePrintsRow>();
  }
  absl::StatusOr<storage::v1::RouterFile> ReadRouterFile() const override {
    MutexLock lock(mutex_);
    return router_file_;
  }
  absl::StatusOr<storage::v1::StoredRecord> ReadRecordAt(
      std::uint64_t position) const override {
    std::pair<std::string, std::uint64_t> place;
    {
      MutexLock lock(mutex_);
      const auto found = places_.find(position);
      if (found != places_.end()) place = found->second;
    }
    return ReadRecord(place.first, place.second);
  }
  absl::StatusOr<storage::v1::StoredRecord> ReadRecord(
      absl::string_view case_id, std::uint64_t sequence) const override {
    MutexLock lock(mutex_);
    const auto found = log_.find({std::string(case_id), sequence});
    if (found == log_.end()) {
      return MakeError(Reason::kNotFound, "there is no such record");
    }
    absl::StatusOr<storage::v1::StoredRecord> record =
        evidence::ReadLogRow(found->second);
    if (record.ok()) return record;
    return MakeError(Reason::kStoreCorrupt, record.status().message());
  }
  absl::StatusOr<storage::v1::StoredRound> ReadRound(
      std::uint64_t position) const override {
    MutexLock lock(mutex_);
    const auto found = rounds_.lower_bound(position);
    if (position == 0 || found == rounds_.end()) {
      return MakeError(Reason::kNotFound, "no round holds the position");
    }
    return found->second;
  }
  absl::StatusOr<std::vector<storage::v1::InboxRow>> ReadInbox(
      absl::string_view agency, std::uint64_t first_position,
      int max_rows) const override {
    MutexLock lock(mutex_);
    std::vector<storage::v1::InboxRow> rows;
    auto row = inboxes_.lower_bound({std::string(agency), first_position});
    for (; row != inboxes_.end() && row->first.first == agency; ++row) {
      if (max_rows-- <= 0) break;
      rows.push_back(row->second);
    }
    return rows;
  }
  absl::StatusOr<storage::v1::DeliveryCursor> ReadCursor(
      absl::string_view agency) const override {
    MutexLock lock(mutex_);
    const auto found = cursors_.find(std::string(agency));
    if (found != cursors_.end()) return found->second;
    storage::v1::DeliveryCursor none;
    none.set_agency(std::string(agency));
    return none;
  }
  absl::StatusOr<std::vector<storage::v1::CaseDelivery>> ReadCaseDeliveries(
      absl::string_view agency) const override {
    MutexLock lock(mutex_);
    std::vector<storage::v1::CaseDelivery> deliveries;
    for (const auto& [key, delivery] : case_deliveries_) {
      if (key.first == agency) deliveries.push_back(delivery);
    }
    return deliveries;
  }
  absl::StatusOr<std::vector<DeadlineEntry>> ReadDeadlines(
      const DeadlinePlace& after, absl::Time until,
      int max_entries) const override {
    MutexLock lock(mutex_);
    std::vector<DeadlineEntry> entries;
    auto row = deadlines_.upper_bound({after.due, after.position});
    for (; row != deadlines_.end() && row->first.first <= until; ++row) {
      if (max_entries-- <= 0) break;
      entries.push_back({{row->first.first, row->first.second}, row->second});
    }
    return entries;
  }
  absl::StatusOr<absl::Time> ReadDeadlineCursor() const override {
    MutexLock lock(mutex_);
    return deadline_cursor_;
  }
  absl::Status VisitCaseFiles(
      absl::string_view after_case_id,
      const std::function<bool(const storage::v1::CaseFile&)>& visit)
      const override {
    std::map<std::string, storage::v1::CaseFile> files;
    {
      MutexLock lock(mutex_);
      files = case_files_;
    }
    auto file = files.upper_bound(std::string(after_case_id));
    while (file != files.end() && visit(file->second)) ++file;
    return absl::OkStatus();
  }
  absl::Status VisitCaseKeys(
      const storage::v1::CaseKeyRow& after,
      const std::function<bool(const storage::v1::CaseKeyRow&)>& visit)
      const override {
    for (const storage::v1::CaseKeyRow& row : keys_.After(after)) {
      if (!visit(row)) break;
    }
    return absl::OkStatus();
  }
  // Forgets the key of a case.
  void EraseKey(const std::string& case_id) {
    keys_.Erase(case_id);
    vault_.keys()->Forget(case_id);
  }

 private:
  using Key = std::pair<std::string, std::string>;

  // One key a case is enough here.
  class FakeKeys final : public crypto::WrappedKeys {
   public:
    void Put(const storage::v1::CaseKeyRow& row) {
      MutexLock lock(mutex_);
      rows_[row.case_id()] = row;
    }
    void Erase(const std::string& case_id) {
      MutexLock lock(mutex_);
      rows_.erase(case_id);
    }
    std::vector<storage::v1::CaseKeyRow> After(
        const storage::v1::CaseKeyRow& after) const {
      MutexLock lock(mutex_);
      std::vector<storage::v1::CaseKeyRow> rows;
      auto row = rows_.upper_bound(after.case_id());
      for (; row != rows_.end(); ++row) rows.push_back(row->second);
      return rows;
    }
    absl::StatusOr<absl::optional<crypto::WrappedKey>> Newest(
        absl::string_view case_id) const override {
      MutexLock lock(mutex_);
      const auto found = rows_.find(std::string(case_id));
      if (found == rows_.end()) return absl::optional<crypto::WrappedKey>();
      return absl::optional<crypto::WrappedKey>(store::FromRow(found->second));
    }
    absl::StatusOr<absl::optional<crypto::WrappedKey>> Read(
        absl::string_view case_id, std::uint32_t) const override {
      return Newest(case_id);
    }

   private:
    mutable Mutex mutex_;
    std::map<std::string, storage::v1::CaseKeyRow> rows_;
  };

  void Store(const storage::v1::CommitBatch& batch) {
    for (const storage::v1::CaseKeyRow& row : batch.case_keys()) {
      keys_.Put(row);
    }
    std::uint64_t position =
        head_.position - static_cast<std::uint64_t>(batch.records_size());
    for (const storage::v1::RecordRow& row : batch.records()) {
      places_[++position] = {row.case_id(), row.sequence()};
      log_[places_[position]] = row.record();
    }
    for (const storage::v1::CaseFileRow& row : batch.case_files()) {
      case_files_[row.case_id()].ParseFromString(row.case_file());
    }
    for (const storage::v1::MessagePrintsRow& row : batch.message_prints()) {
      message_prints_[row.case_id()].push_back(row);
    }
    if (!batch.router_file().empty()) {
      router_file_.ParseFromString(batch.router_file());
    }
    for (const storage::v1::InboxRow& row : batch.inbox_rows()) {
      inboxes_[{row.agency(), head_.position}] = row;
    }
    for (const storage::v1::DeliveryCursor& cursor : batch.cursors()) {
      cursors_[cursor.agency()] = cursor;
    }
    for (const storage::v1::CaseDelivery& row : batch.case_deliveries()) {
      case_deliveries_[{row.agency(), row.case_id()}] = row;
    }
    for (const auto& end : batch.case_delivery_ends()) {
      case_deliveries_.erase({end.agency(), end.case_id()});
    }
    for (const storage::v1::DeadlineRow& row : batch.deadline_rows()) {
      deadlines_[{model::ToTime(row.due_time()), head_.position}].assign(
          row.case_ids().begin(), row.case_ids().end());
    }
    if (batch.has_deadline_cursor()) {
      deadline_cursor_ = model::ToTime(batch.deadline_cursor().time());
    }
    if (batch.verified_position() != 0) verified_ = batch.verified_position();
  }

  FakeKeys keys_;
  const Vault vault_;
  mutable Mutex mutex_;
  mutable CondVar changed_;
  bool held_ = false;
  mutable std::vector<std::string> case_reads_;
  bool case_reads_held_ = false;
  bool waiting_ = false;
  bool failing_ = false;
  LedgerHead head_;
  std::uint64_t verified_ = 0;
  std::uint64_t checked_ = 0;
  std::vector<storage::v1::CommitBatch> commits_;
  std::map<std::pair<std::string, std::uint64_t>, std::string> log_;
  // By position.
  std::map<std::uint64_t, std::pair<std::string, std::uint64_t>> places_;
  std::map<std::uint64_t, storage::v1::StoredRound> rounds_;  // by last
  std::map<std::string, storage::v1::CaseFile> case_files_;
  std::map<std::string, std::vector<storage::v1::MessagePrintsRow>>
      message_prints_;
  storage::v1::RouterFile router_file_;
  // By agency and last position of the round.
  std::map<std::pair<std::string, std::uint64_t>, storage::v1::InboxRow>
      inboxes_;
  std::map<std::string, storage::v1::DeliveryCursor> cursors_;
  std::map<Key, storage::v1::CaseDelivery> case_deliveries_;
  // By due time and last position of the round.
  std::map<std::pair<absl::Time, std::uint64_t>, std::vector<std::string>>
      deadlines_;
  absl::Time deadline_cursor_ = absl::InfinitePast();
};

}  // namespace referral::router::testing

#endif  // REFERRAL_TESTS_SERVICES_ROUTER_CORE_FAKE_LEDGER_H_
