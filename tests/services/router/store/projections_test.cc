#include "services/router/store/projections.h"

#include <string>
#include <vector>

#include "common/model/dates.h"
#include "common/model/deadlines.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/services/router/store/store_testing.h"

namespace referral::router::testing {
namespace {

class ProjectionsTest : public StoreTest {
 protected:
  struct Projections {
    Rows cases;
    Rows inbox;
    Rows messages;
    Rows case_log;
    Rows meta;
    bool operator==(const Projections&) const = default;
  };
  static Projections Read(const store::Database& database) {
    return {
        ReadAll(database, layout::kCases), ReadAll(database, layout::kInbox),
        ReadAll(database, layout::kMessages),
        ReadAll(database, layout::kCaseLog), ReadAll(database, layout::kMeta)};
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
  MakeLong();
  const std::unique_ptr<store::Database> database = OpenDatabase();
  const Projections before = Read(*database);
  EXPECT_EQ(before.cases.size(), 2u);
  EXPECT_FALSE(before.inbox.empty());
  EXPECT_EQ(before.messages.size(), 2u);
  EXPECT_EQ(before.case_log.size(), 137u);
  store::Batch batch;
  batch.DeleteRange(layout::kCaseLog, "", std::string(layout::kEnd));
  batch.DeleteRange(layout::kMessages, "", std::string(layout::kEnd));
  batch.DeleteRange(layout::kCases, "", std::string(layout::kEnd));
  batch.DeleteRange(layout::kInbox, "", std::string(layout::kEnd));
  batch.Delete(layout::kMeta, std::string(layout::kRouterFileKey));
  ASSERT_OK(database->Write(batch, store::Sync::kYes));
  ASSERT_FALSE(Read(*database) == before);
  ASSERT_OK(Rebuild(*database));
  const Projections after = Read(*database);
  EXPECT_EQ(after.cases, before.cases);
  EXPECT_EQ(after.inbox, before.inbox);
  EXPECT_EQ(after.messages, before.messages);
  EXPECT_EQ(after.case_log, before.case_log);
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

// Of a case that waits for the health ministry until the end of Thursday.
std::vector<v1::Act> Waiting() {
  std::vector<v1::Act> acts = {Announce()};
  for (const char* text :
       {"application_registered { programme_id: 'restart'"
        "  people { person_id: 'p1' } region_code: 'baku'"
        "  return_facts { return_kind: RETURN_KIND_READMISSION"
        "    return_country_code: 'DE' citizen: true"
        "    return_date { year: 2019 month: 1 day: 20 } } }",
        "consent_given { person_id: 'p1' categories: DATA_CATEGORY_IDENTITY"
        "  language_code: 'az' given_by: CONSENT_GIVER_SELF }",
        "eligibility_review_started {}",
        "eligibility_decided { eligible: true }",
        "referral_requested {"
        "  referral_id: '00000000-0000-4000-8000-000000000001'"
        "  service_code: 'medical.check' person_ids: 'p1' region_code: 'baku'"
        "  budget { minor_units: 100 currency_code: 'AZN' } }"}) {
    v1::Act act;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &act));
    act.set_officer("officer-1");
    *act.mutable_occurred_date() = model::ToDate(absl::CivilDay(2019, 2, 1));
    acts.push_back(act);
  }
  return acts;
}

class DeadlinesTest : public ProjectionsTest {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(const auto ledger, RocksLedger::Open(Options()));
    Sequencer::Options options;
    options.home = kHome;
    Sequencer sequencer(options, clock_, *ledger);
    ASSERT_OK(sequencer.Start());
    LoadConfiguration(sequencer);
    std::uint32_t number = 0;
    for (const v1::Act& act : Waiting()) {
      ASSERT_OK(
          SubmitAndWait(sequencer, ledger->vault(),
                        Message("sms", CaseId(1), MessageId(++number), act)));
    }
  }

  static void ExpectWaiting(const RocksLedger& ledger) {
    const absl::Time thursday =
        absl::FromCivil(absl::CivilDay(2019, 3, 8), absl::UTCTimeZone());
    ASSERT_OK_AND_ASSIGN(const auto file, ledger.ReadCaseFile(CaseId(1)));
    EXPECT_EQ(model::NextDueTime(*file), thursday);
    ASSERT_OK_AND_ASSIGN(
        const std::vector<DeadlineEntry> entries,
        ledger.ReadDeadlines({absl::InfinitePast(), 0}, thursday, 10));
    ASSERT_EQ(entries.size(), 1u);
    EXPECT_EQ(entries[0].place.due, thursday);
    EXPECT_EQ(entries[0].case_ids, std::vector<std::string>({CaseId(1)}));
  }
};

TEST_F(DeadlinesTest, AreThereAfterACaseWasRecorded) {
  ASSERT_OK_AND_ASSIGN(const auto ledger, RocksLedger::Open(Options()));
  ExpectWaiting(*ledger);
}

TEST_F(DeadlinesTest, AreDerivedAgainFromTheCaseFiles) {
  RocksLedgerOptions options = Options();
  options.rebuild = true;
  ASSERT_OK_AND_ASSIGN(const auto ledger, RocksLedger::Open(options));
  ExpectWaiting(*ledger);
}

TEST_F(DeadlinesTest, AStoreOfAnEarlierVersionGetsThem) {
  Tamper([](store::Batch& batch, store::Database&) {
    batch.Delete(layout::kMeta, std::string(layout::kProjectionsKey));
    batch.DeleteRange(layout::kDeadlines, "", std::string(layout::kEnd));
  });
  ASSERT_OK_AND_ASSIGN(const auto ledger, RocksLedger::Open(Options()));
  ExpectWaiting(*ledger);
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

TEST_F(ProjectionsTest, ARecordAtThePlaceOfAnotherIsRefused) {
  Fill();
  Tamper([](store::Batch& batch, store::Database& database) {
    batch.Put(layout::kLog, layout::LogKey(8),
              ReadAll(database, layout::kLog)[layout::LogKey(7)]);
  });
  const absl::Status status = Rebuild(*OpenDatabase());
  EXPECT_THAT(status, referral::testing::IsReason(Reason::kStoreCorrupt));
  EXPECT_EQ(Where(status), "position 8");
}

}  // namespace
}  // namespace referral::router::testing
