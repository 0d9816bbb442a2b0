#include "services/router/core/sequencer.h"

#include <string>
#include <utility>
#include <vector>

#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/evidence/receipt.h"
#include "common/evidence/timestamp.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/router/core/sequencer_fixture.h"
#include "tests/support/status_matchers.h"

namespace referral::router::testing {
namespace {

using referral::testing::IsOk;
using referral::testing::IsReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using SequencerTest = SequencerFixture;

TEST_F(SequencerTest, AReceiptProvesItsRecord) {
  Start();
  const v1::SignedMessage message =
      Message("border", CaseId(1), MessageId(1), Announce());
  ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, Submit(message));
  EXPECT_EQ(receipt.case_id(), CaseId(1));
  EXPECT_EQ(receipt.sequence(), 1u);
  EXPECT_EQ(receipt.position(), 3u);  // after deployment and programme
  EXPECT_EQ(receipt.message_id(), MessageId(1));
  EXPECT_OK(evidence::VerifyReceipt(receipt));
}

TEST_F(SequencerTest, NobodyIsAnsweredBeforeTheSync) {
  Start();
  ledger_.Hold();
  Answers answers;
  SubmitFrame({Message("border", CaseId(1), MessageId(1), Announce()),
               Message("sms", CaseId(9), MessageId(2), Inform())},
              answers);
  ledger_.WaitForHeld();
  EXPECT_EQ(answers.arrived(), 0u);  // not even the refusal
  ledger_.Release();
  EXPECT_OK(answers.Wait(0));
  EXPECT_THAT(answers.Wait(1), IsReason(Reason::kCaseNotFound));
}

TEST_F(SequencerTest, AnotherOpeningOfACaseIsRefused) {
  Start();
  ASSERT_OK(Submit(Message("border", CaseId(1), MessageId(1), Announce())));
  EXPECT_THAT(Submit(Message("border", CaseId(1), MessageId(2), Announce())),
              IsReason(Reason::kCaseExists));
}

TEST_F(SequencerTest, ARefusalChangesNothing) {
  Start();
  ASSERT_OK(Submit(Message("border", CaseId(1), MessageId(1), Announce())));
  const auto before = *ledger_.ReadCaseFile(CaseId(1));
  const size_t commits = ledger_.commits().size();
  EXPECT_THAT(Submit(Message("border", CaseId(1), MessageId(2), Inform())),
              IsReason(Reason::kRoleNotAllowed));
  EXPECT_THAT(ledger_.commits(), SizeIs(commits));
  EXPECT_EQ(before->SerializeAsString(),
            (*ledger_.ReadCaseFile(CaseId(1)))->SerializeAsString());
  ASSERT_OK_AND_ASSIGN(
      const v1::Receipt next,
      Submit(Message("sms", CaseId(1), MessageId(3), Inform())));
  EXPECT_EQ(next.sequence(), 2u);
}

TEST_F(SequencerTest, TheExpectedSequenceIsTheOneTheMessageGets) {
  Start();
  const v1::SignedMessage opening =
      Message("border", CaseId(1), MessageId(1), Announce());
  EXPECT_THAT(Submit(opening, 2), IsReason(Reason::kWrongExpectedSequence));
  ASSERT_OK(Submit(opening, 1));
  const v1::SignedMessage second =
      Message("sms", CaseId(1), MessageId(2), Inform());
  EXPECT_THAT(Submit(second, 1), IsReason(Reason::kWrongExpectedSequence));
  ASSERT_OK(Submit(second, 2));
  // A repeat is answered before anything else is asked.
  EXPECT_OK(Submit(second, 2));
}

TEST_F(SequencerTest, AFrameIsDecidedInItsOrder) {
  Start();
  Answers answers;
  std::vector<v1::SignedMessage> frame = {
      Message("border", CaseId(1), MessageId(1), Announce())};
  for (std::uint32_t i = 2; i <= 20; ++i) {
    frame.push_back(Message("sms", CaseId(1), MessageId(i), Inform()));
  }
  SubmitFrame(frame, answers);
  for (size_t i = 0; i < frame.size(); ++i) {
    ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, answers.Wait(i));
    EXPECT_EQ(receipt.sequence(), i + 1);
    EXPECT_EQ(receipt.position(), i + 3);
    EXPECT_OK(evidence::VerifyReceipt(receipt));
  }
}

TEST_F(SequencerTest, AnswersMayGoOutBeforeALongFrameIsAnsweredWhole) {
  Start();
  constexpr std::uint32_t kMessages = 40;
  std::vector<v1::SignedMessage> frame;
  for (std::uint32_t i = 1; i <= kMessages; ++i) {
    frame.push_back(Message("border", CaseId(i), MessageId(i), Announce()));
  }
  Answers answers;
  std::vector<size_t> told;  // answers that were there each time
  SubmitFrame(frame, answers, [&] { told.push_back(answers.arrived()); });
  ASSERT_OK(answers.Wait(kMessages - 1));
  sequencer_->Stop();
  EXPECT_THAT(told, ElementsAre(16u, 32u, 40u));
}

TEST_F(SequencerTest, ARefusedFrameMayGoOutAsWell) {
  Start();
  sequencer_->Stop();
  Answers answers;
  size_t told = 0;
  SubmitFrame({Message("border", CaseId(1), MessageId(1), Announce())}, answers,
              [&] { told = answers.arrived(); });
  EXPECT_EQ(told, 1u);
}

TEST_F(SequencerTest, ARoundIsOneWriteWithOneRowForEachInbox) {
  Start();
  ledger_.Hold();
  Answers answers;
  SubmitFrame({Message("border", CaseId(1), MessageId(1), Announce()),
               Message("border", CaseId(2), MessageId(2), Announce())},
              answers);
  ledger_.WaitForHeld();
  ledger_.Release();
  ASSERT_OK(answers.Wait(1));
  sequencer_->Stop();
  const storage::v1::CommitBatch batch = ledger_.commits().back();
  EXPECT_EQ(batch.records_size(), 2);
  ASSERT_EQ(batch.inbox_rows_size(), 1);
  EXPECT_EQ(batch.inbox_rows(0).agency(), "sms");
  EXPECT_EQ(batch.inbox_rows(0).items_size(), 2);
  ASSERT_THAT(news_, SizeIs(1));
  EXPECT_EQ(news_[0].agency, "sms");
  EXPECT_THAT(news_[0].items, SizeIs(2));
}

TEST_F(SequencerTest, ALargeFrameBecomesRoundsOfAtMostAMebibyte) {
  Start();
  Answers answers;
  std::vector<v1::SignedMessage> frame;
  for (std::uint32_t i = 1; i <= kMaxRoundMessages + 10; ++i) {
    frame.push_back(Message("border", CaseId(i), MessageId(i), Announce()));
  }
  SubmitFrame(frame, answers);
  for (size_t i = 0; i < frame.size(); ++i) ASSERT_OK(answers.Wait(i));
  for (const storage::v1::CommitBatch& batch : ledger_.commits()) {
    EXPECT_LE(batch.records_size(), static_cast<int>(kMaxRoundMessages));
    EXPECT_LE(batch.ByteSizeLong(), kMaxRoundBytes);
  }
}

TEST_F(SequencerTest, LargeActsOfTheRouterKeepToTheMebibyteToo) {
  Start();
  ledger_.Hold();
  Answers answers;
  for (std::uint32_t i = 0; i < 8; ++i) {
    RouterAct act;
    act.act.mutable_programme_loaded()->set_programme_id("restart");
    act.act.mutable_programme_loaded()->set_text(
        ProgrammeText() + "# " + std::string(kMaxConfigFileBytes / 2, 'x'));
    act.done = answers.Next();
    sequencer_->Record(std::move(act));
  }
  ledger_.WaitForHeld();
  ledger_.Release();
  for (size_t i = 0; i < 8; ++i) ASSERT_OK(answers.Wait(i));
  for (const storage::v1::CommitBatch& batch : ledger_.commits()) {
    EXPECT_LE(batch.ByteSizeLong(), kMaxRoundBytes);
  }
}

TEST_F(SequencerTest, AFailedWriteAnswersNobodyAndStops) {
  Start();
  ledger_.FailCommits();
  Answers answers;
  SubmitFrame({Message("border", CaseId(1), MessageId(1), Announce())},
              answers);
  sequencer_->Stop();  // waits for its thread
  EXPECT_THAT(disk_failure_, IsReason(Reason::kDiskFailed));
  EXPECT_EQ(answers.arrived(), 0u);
  SubmitFrame({Message("border", CaseId(2), MessageId(2), Announce())},
              answers);
  EXPECT_THAT(answers.Wait(1), IsReason(Reason::kShuttingDown));
}

TEST_F(SequencerTest, AFullQueueRefusesTheWholeFrame) {
  const v1::SignedMessage message =
      Message("border", CaseId(1), MessageId(1), Announce());
  Answers answers;  // nothing is decided yet: the thread has not started
  const std::vector<v1::SignedMessage> large(kMaxSubmitQueue - 1, message);
  SubmitFrame(large, answers);
  SubmitFrame({message, message}, answers);
  EXPECT_THAT(answers.Wait(large.size()), IsReason(Reason::kQueueFull));
  EXPECT_THAT(answers.Wait(large.size() + 1), IsReason(Reason::kQueueFull));
  EXPECT_EQ(answers.arrived(), 2u);
  EXPECT_EQ(sequencer_->queued(), kMaxSubmitQueue - 1);
  SubmitFrame({message}, answers);  // fills it to the brim
  EXPECT_EQ(answers.arrived(), 2u);
  EXPECT_EQ(sequencer_->queued(), kMaxSubmitQueue);
}

TEST_F(SequencerTest, CasesAreReadWhileTheirMessagesWait) {
  Start();
  ledger_.Hold();
  Answers answers;
  SubmitFrame({Message("border", CaseId(1), MessageId(1), Announce())},
              answers);
  ledger_.WaitForHeld();
  // The sequencer is busy writing.
  SubmitFrame({Message("border", CaseId(2), MessageId(2), Announce()),
               Message("border", CaseId(3), MessageId(3), Announce()),
               Message("sms", CaseId(2), MessageId(4), Inform())},
              answers);
  EXPECT_THAT(ledger_.WaitForCaseReads(3),
              ElementsAre(CaseId(1), CaseId(2), CaseId(3)));
  ledger_.Release();
  for (std::size_t i = 0; i < 4; ++i) EXPECT_OK(answers.Wait(i)) << i;
  // Each of them once.
  EXPECT_THAT(ledger_.WaitForCaseReads(3), SizeIs(3));
}

TEST_F(SequencerTest, StoppingDecidesWhatIsQueued) {
  Start();
  Answers answers;
  SubmitFrame({Message("border", CaseId(1), MessageId(1), Announce())},
              answers);
  sequencer_->Stop();
  EXPECT_EQ(answers.arrived(), 1u);
  EXPECT_OK(answers.Wait(0));
}

TEST_F(SequencerTest, RecordedTimeNeverGoesBack) {
  Start();
  ASSERT_OK_AND_ASSIGN(
      const v1::Receipt first,
      Submit(Message("border", CaseId(1), MessageId(1), Announce())));
  clock_.SetWallClock(clock_.Now() - absl::Hours(5));
  ASSERT_OK_AND_ASSIGN(
      const v1::Receipt second,
      Submit(Message("border", CaseId(2), MessageId(2), Announce())));
  Restart();
  Start();
  ASSERT_OK_AND_ASSIGN(
      const v1::Receipt third,
      Submit(Message("border", CaseId(3), MessageId(3), Announce())));
  EXPECT_EQ(first.recorded_time().seconds(), second.recorded_time().seconds());
  EXPECT_EQ(first.recorded_time().seconds(), third.recorded_time().seconds());
}

TEST_F(SequencerTest, PositionsGoOnAfterARestart) {
  Start();
  ASSERT_OK(Submit(Message("border", CaseId(1), MessageId(1), Announce())));
  Restart();
  Start();
  ASSERT_OK_AND_ASSIGN(
      const v1::Receipt receipt,
      Submit(Message("sms", CaseId(1), MessageId(2), Inform())));
  EXPECT_EQ(receipt.position(), 4u);
  EXPECT_EQ(receipt.sequence(), 2u);
}

TEST_F(SequencerTest, DeliveryChangesJoinTheRoundAndTheLastOneCounts) {
  Start();
  DeliveryChange parks;
  parks.case_deliveries.emplace_back();
  parks.case_deliveries[0].set_agency("sms");
  parks.case_deliveries[0].set_case_id("a");
  DeliveryChange ends;
  ends.case_delivery_ends.emplace_back();
  ends.case_delivery_ends[0].set_agency("sms");
  ends.case_delivery_ends[0].set_case_id("a");
  ends.cursors.emplace_back();
  ends.cursors[0].set_agency("sms");
  ends.cursors[0].set_position(5);
  DeliveryChange parks_again = parks;
  bool done = false;
  parks_again.done = [&done] { done = true; };
  ledger_.Hold();
  sequencer_->ChangeDelivery(parks);
  sequencer_->ChangeDelivery(ends);
  sequencer_->ChangeDelivery(parks_again);
  ledger_.WaitForHeld();
  EXPECT_FALSE(done);
  ledger_.Release();
  sequencer_->Stop();
  EXPECT_TRUE(done);
  EXPECT_EQ(ledger_.ReadCursor("sms")->position(), 5u);
  EXPECT_THAT(*ledger_.ReadCaseDeliveries("sms"), SizeIs(1));
}

TEST_F(SequencerTest, ARouterActGoesToItsRecipientsWithItsDelivery) {
  Start();
  RouterAct act;
  act.act.mutable_delivery_dropped()->set_agency("health");
  act.recipients = {"sms"};
  act.delivery.cursors.emplace_back();
  act.delivery.cursors[0].set_agency("health");
  act.delivery.cursors[0].set_position(2);
  Answers answers;
  act.done = answers.Next();
  sequencer_->Record(std::move(act));
  ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, answers.Wait(0));
  EXPECT_EQ(receipt.case_id(), "AZ-ROUTER");
  EXPECT_EQ(receipt.sequence(), 3u);
  sequencer_->Stop();
  EXPECT_EQ(ledger_.ReadCursor("health")->position(), 2u);
  ASSERT_OK_AND_ASSIGN(const auto rows, ledger_.ReadInbox("sms", 0, 10));
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0].items(0).case_id(), "AZ-ROUTER");
}

TEST_F(SequencerTest, AConfigurationThatCannotBeReadIsRefused) {
  Start();
  Answers answers;
  RouterAct act;
  act.act.mutable_deployment_loaded()->set_text("no such field: 1");
  act.done = answers.Next();
  sequencer_->Record(std::move(act));
  EXPECT_THAT(answers.Wait(0), IsReason(Reason::kConfigInvalid));
  EXPECT_EQ(ledger_.Head().position, 2u);
  EXPECT_NE(sequencer_->policy().directory->Find("sms"), nullptr);
}

TEST_F(SequencerTest, ALoadedProgrammeIsInForceAndNumbered14) {
  Start();
  EXPECT_EQ(sequencer_->policy().programmes->Newest("restart")->version(), 1u);
  Answers answers;
  RouterAct act;
  act.act.mutable_programme_loaded()->set_programme_id("restart");
  act.act.mutable_programme_loaded()->set_text(ProgrammeText());
  act.done = answers.Next();
  sequencer_->Record(std::move(act));
  ASSERT_OK(answers.Wait(0));
  EXPECT_EQ(sequencer_->policy().programmes->Newest("restart")->version(), 2u);
  EXPECT_NE(sequencer_->policy().programmes->Find("restart", 1), nullptr);
}

TEST_F(SequencerTest, TheVerifiedPositionTravelsWithTheNextRound) {
  Start();
  ledger_.SetChecked(2);
  ASSERT_OK(Submit(Message("border", CaseId(1), MessageId(1), Announce())));
  EXPECT_EQ(ledger_.VerifiedPosition(), 2u);
}

}  // namespace
}  // namespace referral::router::testing
