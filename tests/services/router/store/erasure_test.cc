// A case is forgotten, and the log still verifies.
#include "common/model/erasure.h"

#include <memory>
#include <string>
#include <vector>

#include "common/base/ids.h"
#include "common/store/key_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/router/core/case_reader.h"
#include "services/router/core/inbox.h"
#include "services/router/core/round_prover.h"
#include "services/router/core/verification.h"
#include "services/router/store/projections.h"
#include "tests/services/router/store/store_testing.h"

namespace referral::router::testing {
namespace {

using referral::testing::IsReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ErasureTest : public StoreTest {
 protected:
  // A router that runs on the store.
  struct Router {
    std::unique_ptr<RocksLedger> ledger;
    std::unique_ptr<Sequencer> sequencer;
  };
  Router Start() {
    Router router;
    auto ledger = RocksLedger::Open(Options());
    EXPECT_OK(ledger);
    router.ledger = *std::move(ledger);
    Sequencer::Options options;
    options.home = kHome;
    router.sequencer =
        std::make_unique<Sequencer>(options, clock_, *router.ledger);
    EXPECT_OK(router.sequencer->Start());
    return router;
  }

  // As if the case had come to its end long ago.
  void Archive(const std::string& case_id) {
    EditFile(case_id, [](storage::v1::CaseFile& file) {
      file.set_status(v1::CASE_STATUS_ARCHIVED);
    });
  }
  void EditFile(const std::string& case_id,
                const std::function<void(storage::v1::CaseFile&)>& edit) {
    Tamper([&](store::Batch& batch, store::Database& database) {
      const auto bytes = database.Get(layout::kCases, case_id);
      ASSERT_OK(bytes);
      storage::v1::CaseFile file;
      ASSERT_TRUE(file.ParseFromString(bytes->value_or("")));
      edit(file);
      batch.Put(layout::kCases, case_id, file.SerializeAsString());
    });
  }

  static absl::StatusOr<v1::Receipt> Erase(Router& router,
                                           const std::string& case_id) {
    Answers answers;
    RouterAct act;
    v1::CaseErased& erased = *act.act.mutable_case_erased();
    erased.set_case_id(case_id);
    erased.set_operator_id("op1");
    erased.set_approver("op2");
    erased.set_reason("retention is over");
    act.done = answers.Next();
    router.sequencer->Record(std::move(act));
    return answers.Wait(0);
  }

  static std::vector<std::string> Findings(const Ledger& ledger) {
    std::vector<CaseFinding> findings;
    const auto verification = Verification::Begin(
        ledger,
        {.home = kHome, .case_id = "", .insecure = true, .unseal = nullptr});
    EXPECT_OK(verification);
    while (!(*verification)->done()) {
      const absl::Status status = (*verification)->Step(findings);
      EXPECT_OK(status);
      if (!status.ok()) break;
    }
    std::vector<std::string> found;
    for (const CaseFinding& finding : findings) {
      found.push_back(finding.case_id + " " +
                      v1::FindingKind_Name(finding.kind));
    }
    return found;
  }

  // Cases whose key lies on the disk.
  std::vector<std::string> CasesWithKeys() const {
    const auto keys =
        store::KeyStore::Open(directory_.Join("router/keys"), nullptr);
    EXPECT_OK(keys);
    std::vector<std::string> cases;
    EXPECT_OK((*keys)->Visit({}, [&](const storage::v1::CaseKeyRow& row) {
      cases.push_back(row.case_id());
      return true;
    }));
    return cases;
  }
};

TEST_F(ErasureTest, NobodyReadsItAnyMoreAndTheLogVerifies) {
  Fill();
  Archive(CaseId(1));
  {
    Router router = Start();
    const storage::v1::StoredRecord before =
        *router.ledger->ReadRecord(CaseId(1), 1);
    ASSERT_OK(router.ledger->vault().Open(before));
    ASSERT_OK(Erase(router, CaseId(1)));
    EXPECT_THAT(router.ledger->vault().Open(before),
                IsReason(Reason::kKeyMissing));
    ASSERT_OK_AND_ASSIGN(const auto file,
                         router.ledger->ReadCaseFile(CaseId(1)));
    EXPECT_TRUE(model::IsErased(*file));
    EXPECT_EQ(file->last_sequence(), 3u);
    EXPECT_EQ(file->lead(), "");
    EXPECT_EQ(router.ledger->ReadRouterFile()->erased_case_count(), 1u);
    // The other case is as it was.
    EXPECT_OK(
        router.ledger->vault().Open(*router.ledger->ReadRecord(CaseId(2), 1)));
    EXPECT_THAT(Findings(*router.ledger), IsEmpty());
  }
  EXPECT_THAT(CasesWithKeys(), ElementsAre(CaseId(2), RouterLogId(kHome)));
  // Also after a restart.
  Router router = Start();
  EXPECT_THAT(Findings(*router.ledger), IsEmpty());
}

TEST_F(ErasureTest, OnlyAnArchivedCaseAndOnlyOnce) {
  Fill();
  Archive(CaseId(1));
  Router router = Start();
  EXPECT_THAT(Erase(router, CaseId(2)), IsReason(Reason::kCaseNotArchived));
  EXPECT_THAT(Erase(router, CaseId(9)), IsReason(Reason::kCaseNotFound));
  const std::uint64_t position = router.ledger->Head().position;
  ASSERT_OK(Erase(router, CaseId(1)));
  EXPECT_THAT(Erase(router, CaseId(1)), IsReason(Reason::kCaseErased));
  EXPECT_EQ(router.ledger->Head().position, position + 1);
}

TEST_F(ErasureTest, NothingMoreIsTakenForTheCase) {
  Fill();
  Archive(CaseId(1));
  Router router = Start();
  ASSERT_OK(Erase(router, CaseId(1)));
  EXPECT_THAT(SubmitAndWait(*router.sequencer, router.ledger->vault(),
                            Message("sms", CaseId(1), MessageId(20), Inform())),
              IsReason(Reason::kCaseErased));
  // What was recorded keeps its receipt.
  EXPECT_OK(RoundProver(*router.ledger).ReadReceipt(CaseId(1), 1));
}

TEST_F(ErasureTest, WhatWasUnderWayToAnAgencyArrivesAsAHead) {
  Fill();
  Archive(CaseId(1));
  Router router = Start();
  ASSERT_OK(Erase(router, CaseId(1)));
  const CaseReader reader(*router.ledger, clock_,
                          [&] { return router.sequencer->policy(); });
  ASSERT_OK_AND_ASSIGN(const DeliveredRecord delivered,
                       reader.ReadDelivery(CaseId(1), 3,
                                           {model::Reader::Kind::kAgency, "sms",
                                            v1::AGENCY_ROLE_LEAD}));
  EXPECT_FALSE(delivered.record.has_message());
  EXPECT_FALSE(delivered.record.has_effects());
  EXPECT_NE(delivered.record.head(), "");
}

TEST_F(ErasureTest, WhatWasParkedOfItStopsNoInbox) {
  Fill();
  Archive(CaseId(1));
  Router router = Start();
  ASSERT_OK(Erase(router, CaseId(1)));
  storage::v1::CommitBatch batch;
  storage::v1::DeliveryCursor& cursor = *batch.add_cursors();
  cursor.set_agency("sms");
  cursor.set_position(router.ledger->Head().position);
  storage::v1::CaseDelivery& parked = *batch.add_case_deliveries();
  parked.set_agency("sms");
  parked.set_case_id(CaseId(1));
  parked.set_next_sequence(1);
  parked.set_position(1);
  parked.set_state(storage::v1::CaseDelivery::STATE_PARKED);
  ASSERT_OK(router.ledger->Commit(batch));
  Inbox inbox("sms", *router.ledger);
  ASSERT_OK(inbox.Load());
  EXPECT_NE(inbox.FindParked(CaseId(1)), nullptr) << "for an operator to drop";
}

TEST_F(ErasureTest, TheFileIsTheSameWhenItIsDerivedAgain) {
  Fill();
  Archive(CaseId(1));
  {
    Router router = Start();
    ASSERT_OK(Erase(router, CaseId(1)));
  }
  Rows before;
  {
    const auto database = OpenDatabase();
    before = ReadAll(*database, layout::kCases);
  }
  RocksLedgerOptions options = Options();
  options.rebuild = true;
  ASSERT_OK(RocksLedger::Open(options));
  const auto database = OpenDatabase();
  EXPECT_EQ(ReadAll(*database, layout::kCases), before);
}

TEST_F(ErasureTest, ACrashBeforeTheKeyWentIsMadeUpForAtTheNextStart) {
  Fill();
  EditFile(CaseId(1),
           [](storage::v1::CaseFile& file) { file = model::Tombstone(file); });
  Tamper([](store::Batch& batch, store::Database&) {
    batch.Put(layout::kMeta, layout::ErasingKey(CaseId(1)), "");
  });
  ASSERT_OK(RocksLedger::Open(Options()));
  EXPECT_THAT(CasesWithKeys(), ElementsAre(CaseId(2), RouterLogId(kHome)));
}

TEST_F(ErasureTest, AFileThatOnlySaysThatItWasErasedIsFound) {
  Fill();
  EditFile(CaseId(1),
           [](storage::v1::CaseFile& file) { file = model::Tombstone(file); });
  const Router router = Start();
  EXPECT_THAT(Findings(*router.ledger),
              ::testing::Contains(CaseId(1) + " FINDING_KIND_CASE_FILE"));
}

}  // namespace
}  // namespace referral::router::testing
