#include "services/router/store/projections.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/services/router/store/store_testing.h"

namespace referral::router::testing {
namespace {

class ProjectionsTest : public StoreTest {
 protected:
  struct Projections {
    Rows cases;
    Rows inbox;
    Rows meta;
    bool operator==(const Projections&) const = default;
  };
  static Projections Read(const store::Database& database) {
    return {ReadAll(database, layout::kCases),
            ReadAll(database, layout::kInbox),
            ReadAll(database, layout::kMeta)};
  }
  absl::Status Rebuild(store::Database& database) const {
    const auto keys =
        store::KeyStore::Open(directory_.Join("router/keys"), nullptr);
    if (!keys.ok()) return keys.status();
    return RebuildProjections(
        database, Vault(std::make_unique<crypto::CaseKeys>(
                      referral::testing::TestMasterKeys(), **keys)));
  }
};

TEST_F(ProjectionsTest, AreTheSameAfterBeingDeletedAndDerivedAgain) {
  Fill();
  const std::unique_ptr<store::Database> database = OpenDatabase();
  const Projections before = Read(*database);
  EXPECT_EQ(before.cases.size(), 2u);
  EXPECT_EQ(before.inbox.size(), 2u);
  store::Batch batch;
  batch.DeleteRange(layout::kCases, "", std::string(layout::kEnd));
  batch.DeleteRange(layout::kInbox, "", std::string(layout::kEnd));
  batch.Delete(layout::kMeta, std::string(layout::kRouterFileKey));
  ASSERT_OK(database->Write(batch, store::Sync::kYes));
  ASSERT_FALSE(Read(*database) == before);
  ASSERT_OK(Rebuild(*database));
  const Projections after = Read(*database);
  EXPECT_EQ(after.cases, before.cases);
  EXPECT_EQ(after.inbox, before.inbox);
  EXPECT_EQ(after.meta, before.meta);
}

TEST_F(ProjectionsTest, AnInterruptedRebuildIsDoneAtTheNextStart) {
  Fill();
  Tamper([](store::Batch& batch, store::Database&) {
    batch.Put(layout::kMeta, std::string(layout::kRebuildingKey), "");
    batch.DeleteRange(layout::kCases, "", std::string(layout::kEnd));
  });
  ASSERT_OK_AND_ASSIGN(const auto ledger, RocksLedger::Open(Options()));
  ASSERT_OK_AND_ASSIGN(const auto file, ledger->ReadCaseFile(CaseId(1)));
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->last_sequence(), 3u);
}

TEST_F(ProjectionsTest, TruthIsLeftAlone) {
  Fill();
  const std::unique_ptr<store::Database> database = OpenDatabase();
  const Rows log = ReadAll(*database, layout::kLog);
  const Rows rounds = ReadAll(*database, layout::kRounds);
  ASSERT_OK(Rebuild(*database));
  EXPECT_EQ(ReadAll(*database, layout::kLog), log);
  EXPECT_EQ(ReadAll(*database, layout::kRounds), rounds);
}

}  // namespace
}  // namespace referral::router::testing
