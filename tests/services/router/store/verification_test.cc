// Verification of a store on disk that was edited while nobody had it open.
#include "services/router/core/verification.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/router/core/signed_log.h"
#include "tests/services/router/store/store_testing.h"

namespace referral::router::testing {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsEmpty;

// A store is checked when it is opened, up to the position that was verified
// before: what is tampered with below that, only a verification finds.
class StoreVerificationTest : public StoreTest {
 protected:
  void FillSigned() {
    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<RocksLedger> ledger,
                         RocksLedger::Open(Options()));
    SignedLog log(*ledger);
    log.Fill();
    storage::v1::CommitBatch batch;
    batch.set_verified_position(7);
    ASSERT_OK(ledger->Commit(batch));
  }

  std::vector<std::string> Found() {
    auto ledger = RocksLedger::Open(Options());
    EXPECT_OK(ledger);
    std::vector<CaseFinding> findings;
    const auto verification = Verification::Begin(
        **ledger,
        {.home = kHome, .case_id = "", .insecure = false, .unseal = nullptr});
    EXPECT_OK(verification);
    while (!(*verification)->done()) {
      const absl::Status status = (*verification)->Step(findings);
      EXPECT_OK(status);
      if (!status.ok()) break;
    }
    std::vector<std::string> found;
    for (const CaseFinding& finding : findings) {
      found.push_back(absl::StrCat(finding.case_id, " ", finding.sequence, " ",
                                   v1::FindingKind_Name(finding.kind)));
    }
    return found;
  }

  static storage::v1::LogRow Row(const store::Database& database,
                                 const std::string& key) {
    storage::v1::LogRow row;
    const auto value = database.Get(layout::kLog, key);
    EXPECT_OK(value);
    EXPECT_TRUE(row.ParseFromString(value->value_or("")));
    return row;
  }
};

TEST_F(StoreVerificationTest, NamesWhatWasDoneToTheDatabase) {
  struct Case {
    const char* name;
    std::function<void(store::Batch&, store::Database&)> tamper;
    std::vector<std::string> want;
  };
  const std::string two = layout::LogKey(4);
  const std::string three = layout::LogKey(5);
  const Case kCases[] = {
      {"a part is changed",
       [&](store::Batch& batch, store::Database& database) {
         storage::v1::LogRow row = Row(database, two);
         row.mutable_parts(0)->back() ^= 1;
         batch.Put(layout::kLog, two, row.SerializeAsString());
       },
       {CaseId(1) + " 2 FINDING_KIND_CHANGED"}},
      {"a record is dropped",
       [&](store::Batch& batch, store::Database&) {
         batch.Delete(layout::kLog, two);
       },
       {CaseId(1) + " 2 FINDING_KIND_MISSING"}},
      {"two records change places",
       [&](store::Batch& batch, store::Database& database) {
         batch.Put(layout::kLog, two, Row(database, three).SerializeAsString());
         batch.Put(layout::kLog, three, Row(database, two).SerializeAsString());
       },
       {CaseId(1) + " 2 FINDING_KIND_REORDERED",
        CaseId(1) + " 3 FINDING_KIND_REORDERED"}},
      {"a round loses its signature",
       [&](store::Batch& batch, store::Database& database) {
         storage::v1::StoredRound round;
         const auto value = database.Get(layout::kRounds, layout::RoundKey(5));
         ASSERT_TRUE(round.ParseFromString(value->value_or("")));
         round.mutable_head()->clear_signature();
         batch.Put(layout::kRounds, layout::RoundKey(5),
                   round.SerializeAsString());
       },
       {CaseId(1) + " 2 FINDING_KIND_ROUTER_SIGNATURE",
        CaseId(1) + " 3 FINDING_KIND_ROUTER_SIGNATURE"}},
  };
  FillSigned();
  EXPECT_THAT(Found(), IsEmpty());
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    Rows log;
    Rows rounds;
    Tamper([&](store::Batch& batch, store::Database& database) {
      log = ReadAll(database, layout::kLog);
      rounds = ReadAll(database, layout::kRounds);
      c.tamper(batch, database);
    });
    EXPECT_THAT(Found(), ElementsAreArray(c.want));
    Tamper([&](store::Batch& batch, store::Database&) {
      for (const auto& [key, value] : log) batch.Put(layout::kLog, key, value);
      for (const auto& [key, value] : rounds) {
        batch.Put(layout::kRounds, key, value);
      }
    });
  }
  EXPECT_THAT(Found(), IsEmpty());
}

}  // namespace
}  // namespace referral::router::testing
