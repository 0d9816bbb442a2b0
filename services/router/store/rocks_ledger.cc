#include "services/router/store/rocks_ledger.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/evidence/digests.h"
#include "common/evidence/round_head.h"
#include "services/router/store/commit_rows.h"
#include "services/router/store/layout.h"
#include "services/router/store/projections.h"
#include "services/router/store/recovery.h"

namespace referral::router {
namespace {

LedgerHead HeadOf(const evidence::RoundLink& end) {
  return {end.last_position, crypto::ToBytes(end.digest), end.recorded_time};
}

// The head after `round`, which must follow `head`.
absl::StatusOr<LedgerHead> Follow(const storage::v1::CommitBatch& batch,
                                  const LedgerHead& head) {
  ASSIGN_OR_RETURN(const evidence::RoundHeadSpec spec,
                   evidence::ParseRoundHead(batch.round().head()));
  const std::uint64_t count = spec.last_position - spec.first_position + 1;
  if (spec.first_position != head.position + 1 ||
      crypto::AsBytes(spec.previous_digest) != head.round_digest ||
      spec.recorded_time < head.recorded_time ||
      static_cast<std::uint64_t>(batch.records_size()) != count ||
      static_cast<std::uint64_t>(batch.round().entries_size()) != count) {
    return MakeError(Reason::kInternal,
                     "the round does not follow the one before",
                     absl::StrCat("position ", spec.first_position));
  }
  return LedgerHead{
      spec.last_position,
      crypto::ToBytes(evidence::RoundDigest(batch.round().head().head())),
      spec.recorded_time};
}

absl::Status RebuildIfNeeded(store::Database& database, const Vault& vault,
                             bool wanted) {
  ASSIGN_OR_RETURN(const bool interrupted,
                   StoreReader(database).IsRebuilding());
  ASSIGN_OR_RETURN(const bool of_this_version,
                   StoreReader(database).HasNewestProjections());
  if (!wanted && !interrupted && of_this_version) return absl::OkStatus();
  return RebuildProjections(database, vault);
}

// One key opens: the master keys are those of this store.
absl::Status CheckMasterKeys(const store::KeyStore& store,
                             crypto::CaseKeys& keys) {
  std::string case_id;
  RETURN_IF_ERROR(store.Visit({}, [&](const storage::v1::CaseKeyRow& row) {
    case_id = row.case_id();
    return false;
  }));
  if (case_id.empty()) return absl::OkStatus();
  return keys.ForSealing(case_id).status();
}

}  // namespace

absl::StatusOr<RocksLedger::Sealing> RocksLedger::OpenSealing(
    const RocksLedgerOptions& options) {
  Sealing sealing;
  if (options.insecure) {
    sealing.vault = std::make_unique<Vault>();
    return sealing;
  }
  if (options.master_keys == nullptr) {
    return MakeError(Reason::kKeyFileInvalid, "there is no master key",
                     options.data_dir);
  }
  ASSIGN_OR_RETURN(
      sealing.keys,
      store::KeyStore::Open(options.data_dir + "/keys", options.sync_hook));
  auto keys =
      std::make_unique<crypto::CaseKeys>(options.master_keys, *sealing.keys);
  RETURN_IF_ERROR(CheckMasterKeys(*sealing.keys, *keys));
  sealing.vault = std::make_unique<Vault>(std::move(keys));
  return sealing;
}

absl::StatusOr<std::unique_ptr<RocksLedger>> RocksLedger::Open(
    RocksLedgerOptions options) {
  store::DatabaseOptions database_options;
  database_options.path = options.data_dir + "/db";
  database_options.families = layout::FamilyNames();
  database_options.in_order = layout::FamiliesInOrder();
  database_options.format_version = layout::kFormatVersion;
  database_options.oldest_format_version = layout::kOldestFormatVersion;
  database_options.sync_hook = options.sync_hook;
  ASSIGN_OR_RETURN(std::unique_ptr<store::Database> database,
                   store::Database::Open(database_options));
  RETURN_IF_ERROR(CheckFormat(*database, options.home, options.insecure));
  ASSIGN_OR_RETURN(Sealing sealing, OpenSealing(options));

  const StoreReader reader(*database);
  store::WatermarkFile::Options watermark_options;
  watermark_options.path = options.data_dir + "/WATERMARK";
  watermark_options.sync_hook = options.sync_hook;
  watermark_options.fatal = options.fatal;
  RETURN_IF_ERROR(
      CheckWatermarkFile(reader, watermark_options.path, options.data_dir));
  ASSIGN_OR_RETURN(std::unique_ptr<store::WatermarkFile> watermark,
                   store::WatermarkFile::Open(std::move(watermark_options)));

  RETURN_IF_ERROR(RebuildIfNeeded(*database, *sealing.vault, options.rebuild));
  ASSIGN_OR_RETURN(const evidence::RoundLink end,
                   CheckStore(reader, options.home, *sealing.vault, *watermark,
                              options.data_dir));
  ASSIGN_OR_RETURN(const std::uint64_t verified, reader.VerifiedPosition());
  std::unique_ptr<RocksLedger> ledger(
      new RocksLedger(std::move(database), std::move(sealing),
                      std::move(watermark), HeadOf(end), verified, options));
  // A stop may have come between a round that erases and the keys.
  RETURN_IF_ERROR(ledger->FinishErasures());
  if (end.last_position > 0) ledger->MarkSynced(ledger->Head());
  return ledger;
}

absl::Status RocksLedger::FinishErasures() {
  ASSIGN_OR_RETURN(const std::vector<std::string> cases,
                   reader_.CasesBeingErased());
  if (cases.empty() || keys_ == nullptr) return absl::OkStatus();
  store::Batch done;
  std::vector<store::KeyStore::Id> keys;
  for (const std::string& case_id : cases) {
    RETURN_IF_ERROR(
        keys_->Visit({case_id, 0}, [&](const storage::v1::CaseKeyRow& row) {
          if (row.case_id() != case_id) return false;
          keys.push_back({case_id, row.generation()});
          return true;
        }));
    // What the file said before, in codes.
    RETURN_IF_ERROR(database_->Rewrite(layout::kCases, case_id));
    done.Delete(layout::kMeta, layout::ErasingKey(case_id));
  }
  RETURN_IF_ERROR(keys_->Erase(keys));
  return database_->Write(done, store::Sync::kYes);
}

RocksLedger::RocksLedger(std::unique_ptr<store::Database> database,
                         Sealing sealing,
                         std::unique_ptr<store::WatermarkFile> watermark,
                         LedgerHead head, std::uint64_t verified,
                         const RocksLedgerOptions& options)
    : database_(std::move(database)),
      reader_(*database_),
      keys_(std::move(sealing.keys)),
      vault_(std::move(sealing.vault)),
      watermark_(std::move(watermark)),
      head_(std::move(head)),
      verified_(verified),
      check_(reader_, {options.home, head_.position, options.check_every,
                       options.fatal}) {}

absl::Status RocksLedger::Commit(const storage::v1::CommitBatch& batch) {
  LedgerHead head = Head();
  if (batch.has_round()) {
    ASSIGN_OR_RETURN(head, Follow(batch, head));
  }
  if (!batch.case_keys().empty()) {
    // First: what is sealed with a key is never there without it.
    const std::vector<storage::v1::CaseKeyRow> rows(batch.case_keys().begin(),
                                                    batch.case_keys().end());
    RETURN_IF_ERROR(keys_->Put(rows));
  }
  RETURN_IF_ERROR(
      database_->Write(RowsOf(batch, head.position), store::Sync::kYes));
  if (!batch.erased_keys().empty()) RETURN_IF_ERROR(FinishErasures());
  {
    MutexLock lock(mutex_);
    head_ = head;
    if (batch.verified_position() != 0) verified_ = batch.verified_position();
  }
  if (batch.has_round()) {
    MarkSynced(head);
    check_.Advance(head.position);
  }
  return absl::OkStatus();
}

void RocksLedger::MarkSynced(const LedgerHead& head) {
  watermark_->Update({head.position, head.round_digest});
}

LedgerHead RocksLedger::Head() const {
  MutexLock lock(mutex_);
  return head_;
}

std::uint64_t RocksLedger::VerifiedPosition() const {
  MutexLock lock(mutex_);
  return verified_;
}

std::uint64_t RocksLedger::CheckedPosition() const { return check_.checked(); }

std::uint64_t RocksLedger::WatermarkPosition() const { return Head().position; }

std::uint64_t RocksLedger::StoreBytes() const { return database_->DiskBytes(); }

absl::StatusOr<bool> RocksLedger::LoadCaseFile(
    absl::string_view case_id, storage::v1::CaseFile& file) const {
  return reader_.LoadCaseFile(case_id, file);
}

absl::StatusOr<std::vector<storage::v1::MessagePrintsRow>>
RocksLedger::ReadMessagePrints(absl::string_view case_id) const {
  return reader_.MessagePrints(case_id);
}

absl::StatusOr<storage::v1::RouterFile> RocksLedger::ReadRouterFile() const {
  return reader_.RouterFile();
}

absl::StatusOr<storage::v1::StoredRecord> RocksLedger::ReadRecord(
    absl::string_view case_id, std::uint64_t sequence) const {
  ASSIGN_OR_RETURN(std::optional<storage::v1::StoredRecord> record,
                   reader_.Record(case_id, sequence));
  if (record.has_value()) return *std::move(record);
  return MakeError(Reason::kNotFound, "there is no such record",
                   absl::StrCat(case_id, " sequence ", sequence));
}

absl::StatusOr<storage::v1::StoredRecord> RocksLedger::ReadRecordAt(
    std::uint64_t position) const {
  ASSIGN_OR_RETURN(std::optional<storage::v1::StoredRecord> record,
                   reader_.RecordAt(position));
  if (record.has_value()) return *std::move(record);
  return MakeError(Reason::kNotFound, "there is no such record",
                   absl::StrCat("position ", position));
}

absl::StatusOr<storage::v1::StoredRound> RocksLedger::ReadRound(
    std::uint64_t position) const {
  // Positions count from 1.
  if (position > 0 && position <= Head().position) {
    ASSIGN_OR_RETURN(std::optional<storage::v1::StoredRound> round,
                     reader_.RoundFrom(position));
    if (round.has_value()) return *std::move(round);
  }
  return MakeError(Reason::kNotFound, "no round holds the position",
                   absl::StrCat("position ", position));
}

absl::StatusOr<std::vector<storage::v1::InboxRow>> RocksLedger::ReadInbox(
    absl::string_view agency, std::uint64_t first_position,
    int max_rows) const {
  return reader_.Inbox(agency, first_position, max_rows);
}

absl::StatusOr<storage::v1::DeliveryCursor> RocksLedger::ReadCursor(
    absl::string_view agency) const {
  return reader_.Cursor(agency);
}

absl::StatusOr<std::vector<storage::v1::CaseDelivery>>
RocksLedger::ReadCaseDeliveries(absl::string_view agency) const {
  return reader_.CaseDeliveries(agency);
}

absl::StatusOr<std::vector<DeadlineEntry>> RocksLedger::ReadDeadlines(
    const DeadlinePlace& after, absl::Time until, int max_entries) const {
  return reader_.Deadlines(after, until, max_entries);
}

absl::StatusOr<absl::Time> RocksLedger::ReadDeadlineCursor() const {
  return reader_.DeadlineCursor();
}

absl::Status RocksLedger::VisitCaseFiles(
    absl::string_view after_case_id,
    const std::function<bool(const storage::v1::CaseFile&)>& visit) const {
  return reader_.VisitCaseFiles(after_case_id, visit);
}

absl::Status RocksLedger::VisitCaseKeys(
    const storage::v1::CaseKeyRow& after,
    const std::function<bool(const storage::v1::CaseKeyRow&)>& visit) const {
  if (keys_ == nullptr) return absl::OkStatus();
  return keys_->Visit({after.case_id(), after.generation()}, visit);
}

}  // namespace referral::router
