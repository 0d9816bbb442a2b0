#include "services/router/store/rocks_ledger.h"

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "common/evidence/receipt.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/router/core/round_prover.h"
#include "tests/services/router/core/ledger_contract.h"
#include "tests/services/router/store/store_testing.h"

namespace referral::router::testing {
namespace {

using referral::testing::IsReason;

std::unique_ptr<Ledger> MakeRocksLedger(const std::string& directory) {
  RocksLedgerOptions options;
  options.data_dir = directory;
  options.home = kHome;
  options.master_keys = referral::testing::TestMasterKeys();
  auto ledger = RocksLedger::Open(options);
  EXPECT_OK(ledger);
  return *std::move(ledger);
}

INSTANTIATE_TEST_SUITE_P(Rocks, LedgerContract,
                         ::testing::Values(MakeRocksLedger));

// Refuses syncs from a moment on.
class FailingHook final : public store::SyncHook {
 public:
  absl::Status BeforeSync(absl::string_view) override {
    if (!failing) return absl::OkStatus();
    return MakeError(Reason::kDiskFailed, "told to fail");
  }
  std::atomic<bool> failing = false;
};

class RocksLedgerTest : public StoreTest {};

TEST_F(RocksLedgerTest, KeepsEverythingAcrossARestart) {
  Fill();
  ASSERT_OK_AND_ASSIGN(const auto ledger, RocksLedger::Open(Options()));
  EXPECT_EQ(ledger->Head().position, 7u);
  EXPECT_EQ(ledger->WatermarkPosition(), 7u);
  EXPECT_GT(ledger->StoreBytes(), 0u);
  const RoundProver prover(*ledger);
  ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt,
                       prover.ReadReceipt(CaseId(1), 3));
  EXPECT_EQ(receipt.position(), 6u);
  EXPECT_OK(evidence::VerifyReceipt(receipt));
}

TEST_F(RocksLedgerTest, OneProcessAtATime) {
  ASSERT_OK_AND_ASSIGN(const auto ledger, RocksLedger::Open(Options()));
  EXPECT_THAT(RocksLedger::Open(Options()), IsReason(Reason::kDataDirLocked));
}

TEST_F(RocksLedgerTest, AStoreBelongsToOneHome) {
  Fill();
  RocksLedgerOptions options = Options();
  options.home = "TJ";
  EXPECT_THAT(RocksLedger::Open(options), IsReason(Reason::kConfigDiffers));
}

TEST_F(RocksLedgerTest, AStoreOnceInsecureIsNeverSecureAgain) {
  RocksLedgerOptions insecure = Options();
  insecure.insecure = true;
  ASSERT_OK(RocksLedger::Open(insecure));
  EXPECT_THAT(RocksLedger::Open(Options()), IsReason(Reason::kStoreInsecure));
  EXPECT_OK(RocksLedger::Open(insecure));
}

TEST_F(RocksLedgerTest, ASealedStoreIsNotOpenedInsecurely) {
  Fill();
  RocksLedgerOptions insecure = Options();
  insecure.insecure = true;
  EXPECT_THAT(RocksLedger::Open(insecure), IsReason(Reason::kInsecureRefused));
  EXPECT_OK(RocksLedger::Open(Options()));
}

TEST_F(RocksLedgerTest, AnotherMasterKeyOpensNothing) {
  Fill();
  RocksLedgerOptions options = Options();
  options.master_keys = referral::testing::TestMasterKeys("b");
  EXPECT_THAT(RocksLedger::Open(options), IsReason(Reason::kKeyMissing));
  options.master_keys = nullptr;
  EXPECT_THAT(RocksLedger::Open(options), IsReason(Reason::kKeyFileInvalid));
  options.master_keys = referral::testing::TestMasterKeys("ba");
  EXPECT_OK(RocksLedger::Open(options));
}

TEST_F(RocksLedgerTest, ACaseWithoutItsKeyIsFoundAtTheStart) {
  Fill();
  {
    ASSERT_OK_AND_ASSIGN(
        const auto keys,
        store::KeyStore::Open(directory_.Join("router/keys"), nullptr));
    ASSERT_OK(keys->Erase({{CaseId(2), 1}}));
  }
  EXPECT_THAT(RocksLedger::Open(Options()), IsReason(Reason::kKeyMissing));
}

TEST_F(RocksLedgerTest, ANewerFormatIsRefused) {
  Fill();
  Tamper([](store::Batch& batch, store::Database&) {
    storage::v1::StoreFormat format;
    format.set_version(layout::kFormatVersion + 1);
    format.set_home(kHome);
    batch.Put(layout::kMeta, std::string(layout::kFormatKey),
              format.SerializeAsString());
  });
  EXPECT_THAT(RocksLedger::Open(Options()), IsReason(Reason::kStoreTooNew));
}

TEST_F(RocksLedgerTest, ALogWithOtherRowsIsRefused) {
  {
    store::DatabaseOptions options;
    options.path = directory_.Join("router/db");
    options.families = {"log", "rounds"};
    options.format_version = layout::kOldestFormatVersion - 1;
    ASSERT_OK(store::Database::Open(options));
  }
  EXPECT_THAT(RocksLedger::Open(Options()), IsReason(Reason::kStoreTooOld));
}

TEST_F(RocksLedgerTest, ARefusedSyncIsAFailedCommitAndNothingIsLost) {
  FailingHook hook;
  RocksLedgerOptions options = Options();
  options.sync_hook = &hook;
  options.fatal = [](const absl::Status&) {};
  {
    ASSERT_OK_AND_ASSIGN(const auto ledger, RocksLedger::Open(options));
    ASSERT_OK(ledger->Commit(MakeBatch(*ledger, {CaseId(1)}, {})));
    hook.failing = true;
    EXPECT_THAT(ledger->Commit(MakeBatch(*ledger, {CaseId(1)}, {})),
                IsReason(Reason::kDiskFailed));
    EXPECT_EQ(ledger->Head().position, 1u);
    EXPECT_FALSE(ledger->Commit(MakeBatch(*ledger, {CaseId(1)}, {})).ok());
  }
  hook.failing = false;
  ASSERT_OK_AND_ASSIGN(const auto ledger, RocksLedger::Open(options));
  EXPECT_GE(ledger->Head().position, 1u);
}

TEST_F(RocksLedgerTest, TheLogIsCheckedInTheBackground) {
  RocksLedgerOptions options = Options();
  options.check_every = 4;
  ASSERT_OK_AND_ASSIGN(const auto ledger, RocksLedger::Open(options));
  // Ends when the check has come along; each round gives it a reason to.
  while (ledger->VerifiedPosition() < 8) {
    storage::v1::CommitBatch batch =
        MakeBatch(*ledger, {CaseId(1), CaseId(2)}, {"sms"});
    if (ledger->CheckedPosition() > ledger->VerifiedPosition()) {
      batch.set_verified_position(ledger->CheckedPosition());
    }
    ASSERT_OK(ledger->Commit(batch));
    ASSERT_LT(ledger->Head().position, 200'000u) << "the check never came";
  }
  EXPECT_EQ(ledger->VerifiedPosition() % 2, 0u) << "not the end of a round";
}

TEST_F(RocksLedgerTest, AStartChecksOnlyFromTheVerifiedPosition) {
  Fill();
  Tamper([](store::Batch& batch, store::Database&) {
    batch.Put(layout::kMeta, std::string(layout::kVerifiedKey), EncodeU64(6));
    batch.Delete(layout::kLog, layout::LogKey(5));
  });
  EXPECT_OK(RocksLedger::Open(Options()));
}

}  // namespace
}  // namespace referral::router::testing
