#ifndef REFERRAL_SERVICES_ROUTER_STORE_ROCKS_LEDGER_H_
#define REFERRAL_SERVICES_ROUTER_STORE_ROCKS_LEDGER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/limits.h"
#include "common/base/mutex.h"
#include "common/crypto/master_keys.h"
#include "common/store/database.h"
#include "common/store/fatal.h"
#include "common/store/key_store.h"
#include "common/store/sync_hook.h"
#include "common/store/watermark.h"
#include "services/router/core/ledger.h"
#include "services/router/store/background_check.h"
#include "services/router/store/store_reader.h"

namespace referral::router {

struct RocksLedgerOptions {
  // Directory of this router alone; created if missing. Holds the database
  // (db), the keys of cases (keys) and the watermark (WATERMARK).
  std::string data_dir;
  std::string home;
  // Serving without certificates; marks the store for ever.
  bool insecure = false;
  // Wrap the keys of cases. Required unless insecure; else nothing is sealed.
  std::shared_ptr<const crypto::MasterKeys> master_keys;
  // Derive the projections again before anything is checked.
  bool rebuild = false;
  // Not owned; outlives the ledger. Null: nothing watches.
  store::SyncHook* sync_hook = nullptr;
  // Called once when the disk refuses the watermark, or when the log turns
  // out not to be what was written.
  store::FatalHandler fatal = store::ExitAtOnce();
  // Positions after which the log is checked in the background.
  std::uint64_t check_every = kCheckEveryRecords;
};

// The router's disk. Thread-safe as Ledger says.
class RocksLedger final : public Ledger {
 public:
  // Opens or creates the store and checks it from the verified position to
  // its end before it returns; see recovery.h.
  // Errors: those of store::Database::Open and store::WatermarkFile::Open;
  //         CONFIG_DIFFERS, STORE_INSECURE, INSECURE_REFUSED, STORE_TOO_NEW,
  //         STORE_CORRUPT, STORE_BEHIND; KEY_MISSING  the master keys are not
  //         those that the store was sealed with.
  static absl::StatusOr<std::unique_ptr<RocksLedger>> Open(
      RocksLedgerOptions options);

  // Errors besides DISK_FAILED: INTERNAL  the round does not follow the head;
  // nothing was written.
  absl::Status Commit(const storage::v1::CommitBatch& batch) override;

  const Vault& vault() const override { return *vault_; }
  LedgerHead Head() const override;
  std::uint64_t VerifiedPosition() const override;
  std::uint64_t CheckedPosition() const override;
  // What the next start is certain to ask for.
  std::uint64_t WatermarkPosition() const override;
  std::uint64_t StoreBytes() const override;

  absl::StatusOr<bool> LoadCaseFile(absl::string_view case_id,
                                    storage::v1::CaseFile& file) const override;
  absl::StatusOr<std::vector<storage::v1::MessagePrintsRow>> ReadMessagePrints(
      absl::string_view case_id) const override;
  absl::StatusOr<storage::v1::RouterFile> ReadRouterFile() const override;
  absl::StatusOr<storage::v1::StoredRecord> ReadRecord(
      absl::string_view case_id, std::uint64_t sequence) const override;
  absl::StatusOr<storage::v1::StoredRecord> ReadRecordAt(
      std::uint64_t position) const override;
  absl::StatusOr<storage::v1::StoredRound> ReadRound(
      std::uint64_t position) const override;
  absl::StatusOr<std::vector<storage::v1::InboxRow>> ReadInbox(
      absl::string_view agency, std::uint64_t first_position,
      int max_rows) const override;
  absl::StatusOr<storage::v1::DeliveryCursor> ReadCursor(
      absl::string_view agency) const override;
  absl::StatusOr<std::vector<storage::v1::CaseDelivery>> ReadCaseDeliveries(
      absl::string_view agency) const override;
  absl::StatusOr<std::vector<DeadlineEntry>> ReadDeadlines(
      const DeadlinePlace& after, absl::Time until,
      int max_entries) const override;
  absl::StatusOr<absl::Time> ReadDeadlineCursor() const override;
  absl::Status VisitCaseFiles(
      absl::string_view after_case_id,
      const std::function<bool(const storage::v1::CaseFile&)>& visit)
      const override;
  absl::Status VisitCaseKeys(
      const storage::v1::CaseKeyRow& after,
      const std::function<bool(const storage::v1::CaseKeyRow&)>& visit)
      const override;

 private:
  // The keys of cases and what seals with them; no keys if insecure.
  struct Sealing {
    std::unique_ptr<store::KeyStore> keys;
    std::unique_ptr<Vault> vault;
  };

  RocksLedger(std::unique_ptr<store::Database> database, Sealing sealing,
              std::unique_ptr<store::WatermarkFile> watermark, LedgerHead head,
              std::uint64_t verified, const RocksLedgerOptions& options);
  static absl::StatusOr<Sealing> OpenSealing(const RocksLedgerOptions& options);
  // Keys of erased cases, and what else only they or earlier versions of their
  // files told, leave the disk.
  absl::Status FinishErasures();
  void MarkSynced(const LedgerHead& head);

  const std::unique_ptr<store::Database> database_;
  const StoreReader reader_;
  const std::unique_ptr<store::KeyStore> keys_;  // null if insecure
  const std::unique_ptr<Vault> vault_;
  const std::unique_ptr<store::WatermarkFile> watermark_;

  mutable Mutex mutex_;
  LedgerHead head_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t verified_ ABSL_GUARDED_BY(mutex_);

  // Last: it reads while the others are there.
  BackgroundCheck check_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_STORE_ROCKS_LEDGER_H_
