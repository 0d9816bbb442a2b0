#include "services/router/core/case_reader.h"

#include <memory>
#include <optional>
#include <string>

#include "common/evidence/record.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/router/core/fake_ledger.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"

namespace referral::router::testing {
namespace {

using referral::testing::IsReason;

class CaseReaderTest : public ::testing::Test {
 protected:
  CaseReaderTest() {
    Sequencer::Options options;
    options.home = kHome;
    sequencer_ = std::make_unique<Sequencer>(options, clock_, ledger_);
    EXPECT_OK(sequencer_->Start());
    LoadConfiguration(*sequencer_);
    receipt_ =
        *SubmitAndWait(*sequencer_, ledger_.vault(),
                       Message("border", CaseId(1), MessageId(1), Announce()));
    EXPECT_OK(SubmitAndWait(*sequencer_, ledger_.vault(),
                            Message("sms", CaseId(1), MessageId(2), Inform())));
    reader_ = std::make_unique<CaseReader>(
        ledger_, clock_, [this] { return sequencer_->policy(); });
  }
  static model::Reader Agency(const std::string& id, v1::AgencyRole role) {
    return {model::Reader::Kind::kAgency, id, role};
  }

  const model::Reader lead_ = Agency("sms", v1::AGENCY_ROLE_LEAD);
  const model::Reader provider_ = Agency("health", v1::AGENCY_ROLE_PROVIDER);
  const model::Reader oversight_ =
      Agency("ombudsman", v1::AGENCY_ROLE_OVERSIGHT);
  referral::testing::ManualClock clock_;
  FakeLedger ledger_;
  std::unique_ptr<Sequencer> sequencer_;
  std::unique_ptr<CaseReader> reader_;
  v1::Receipt receipt_;
};

TEST_F(CaseReaderTest, TheLeadGetsEverythingAndItVerifies) {
  ASSERT_OK_AND_ASSIGN(const std::optional<v1::Record> record,
                       reader_->Read(CaseId(1), 1, lead_));
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->message().parts_size(), 1);
  EXPECT_TRUE(record->has_effects());
  EXPECT_OK(evidence::VerifyRecord(*record));
}

TEST_F(CaseReaderTest, OversightGetsHeadsThatVerify) {
  ASSERT_OK_AND_ASSIGN(const std::optional<v1::Record> record,
                       reader_->Read(CaseId(1), 1, oversight_));
  ASSERT_TRUE(record.has_value());
  EXPECT_FALSE(record->has_message());
  EXPECT_FALSE(record->has_effects());
  EXPECT_OK(evidence::VerifyRecord(*record));
}

TEST_F(CaseReaderTest, HeadsOnlyIsNoMoreThanHeads) {
  ASSERT_OK_AND_ASSIGN(const std::optional<v1::Record> record,
                       reader_->Read(CaseId(1), 1, lead_, true));
  ASSERT_TRUE(record.has_value());
  EXPECT_FALSE(record->has_message());
  EXPECT_FALSE(record->has_effects());
}

TEST_F(CaseReaderTest, AStrangerGetsNothing) {
  ASSERT_OK_AND_ASSIGN(const std::optional<v1::Record> record,
                       reader_->Read(CaseId(1), 1, provider_));
  EXPECT_FALSE(record.has_value());
  EXPECT_THAT(reader_->ReadTimeline(CaseId(1), provider_),
              IsReason(Reason::kCaseNotFound));
}

TEST_F(CaseReaderTest, ADeliveryShowsAtLeastTheHead) {
  ASSERT_OK_AND_ASSIGN(
      const DeliveredRecord delivered,
      reader_->ReadDelivery(CaseId(1), receipt_.position(), provider_));
  EXPECT_FALSE(delivered.record.has_message());
  EXPECT_OK(evidence::VerifyRecord(delivered.record));
}

TEST_F(CaseReaderTest, ARecordIsNotShownAsOneOfAnotherCase) {
  EXPECT_THAT(reader_->ReadDelivery(CaseId(2), receipt_.position(), lead_),
              IsReason(Reason::kStoreCorrupt));
}

TEST_F(CaseReaderTest, ARecordThatIsNotThereIsNotFound) {
  EXPECT_THAT(reader_->Read(CaseId(1), 3, lead_), IsReason(Reason::kNotFound));
  EXPECT_THAT(reader_->ReadDelivery(CaseId(1), 9, lead_),
              IsReason(Reason::kNotFound));
}

TEST_F(CaseReaderTest, TheReceiptIsTheOneThatWasGiven) {
  ASSERT_OK_AND_ASSIGN(const v1::Receipt again,
                       reader_->ReadReceipt(CaseId(1), 1));
  EXPECT_EQ(again.SerializeAsString(), receipt_.SerializeAsString());
}

TEST_F(CaseReaderTest, TheRoutersLogShowsItselfToWhomItWasSent) {
  RouterAct act;
  act.act.mutable_delivery_dropped()->set_agency("health");
  act.recipients = {"sms"};
  Answers answers;
  act.done = answers.Next();
  sequencer_->Record(std::move(act));
  ASSERT_OK(answers.Wait(0));
  ASSERT_OK_AND_ASSIGN(const std::optional<v1::Record> shown,
                       reader_->Read("AZ-ROUTER", 3, lead_));
  ASSERT_TRUE(shown.has_value());
  EXPECT_EQ(shown->message().parts_size(), 1);
  EXPECT_OK(evidence::VerifyRecord(*shown));
  ASSERT_OK_AND_ASSIGN(const std::optional<v1::Record> hidden,
                       reader_->Read("AZ-ROUTER", 1, lead_));
  EXPECT_FALSE(hidden.has_value());
}

TEST_F(CaseReaderTest, TheTimelineTellsWhatHappened) {
  ASSERT_OK_AND_ASSIGN(const v1::CaseTimeline timeline,
                       reader_->ReadTimeline(CaseId(1), lead_));
  EXPECT_EQ(timeline.summary().case_id(), CaseId(1));
  ASSERT_EQ(timeline.entries_size(), 2);
  EXPECT_EQ(timeline.entries(0).act(), "arrival_announced");
  EXPECT_EQ(timeline.entries(0).sender(), "border");
  EXPECT_EQ(timeline.entries(0).case_status(), v1::CASE_STATUS_ANNOUNCED);
  EXPECT_EQ(timeline.entries(1).act(), "returnee_informed");
  EXPECT_EQ(timeline.entries(1).case_status(), v1::CASE_STATUS_UNSPECIFIED);
}

TEST_F(CaseReaderTest, OversightSeesThatEveryStepHappened) {
  ASSERT_OK_AND_ASSIGN(const v1::CaseTimeline timeline,
                       reader_->ReadTimeline(CaseId(1), oversight_));
  EXPECT_EQ(timeline.entries_size(), 2);
}

}  // namespace
}  // namespace referral::router::testing
