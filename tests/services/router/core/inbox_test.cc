#include "services/router/core/inbox.h"

#include "gmock/gmock.h"
#include "tests/services/router/core/inbox_testing.h"

namespace referral::router::testing {
namespace {

using ::referral::testing::IsOk;
using ::referral::testing::IsOkAndHolds;
using ::referral::testing::IsReason;
using storage::v1::CaseDelivery;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST_F(InboxTest, DeliversByPositionAndOneOfACaseAtATime) {
  Record({b_, a_});
  Record({a_, c_, b_});
  EXPECT_THAT(Deliver(), ElementsAre(Pair(b_, 1), Pair(a_, 1), Pair(c_, 1)));
  EXPECT_THAT(Deliver(), IsEmpty());
  EXPECT_TRUE(Ack(b_));
  EXPECT_THAT(Deliver(), ElementsAre(Pair(b_, 2)));
  EXPECT_TRUE(Ack(a_));
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 2)));
}

TEST_F(InboxTest, GetsOnlyWhatIsSentToTheAgency) {
  Record({a_}, "education");
  Record({a_});
  Record({a_}, "education");
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 2)));
  EXPECT_TRUE(Ack(a_));
  EXPECT_THAT(Deliver(), IsEmpty());
  EXPECT_TRUE(inbox_->caught_up());
}

TEST_F(InboxTest, PoisonedCaseNeverDelaysAnother) {
  Record({a_, b_});
  Deliver();
  EXPECT_TRUE(Ack(b_));
  Park(a_);
  for (int i = 0; i < 10; ++i) {
    Record({a_, b_});
    EXPECT_THAT(Deliver(), ElementsAre(Pair(b_, i + 2)));
    EXPECT_TRUE(Ack(b_));
  }
  EXPECT_THAT(Deliver(), IsEmpty());
  EXPECT_TRUE(inbox_->caught_up());
  // Nor does it hold the cursor back.
  EXPECT_EQ(inbox_->Counts().cursor_position, 22);
  EXPECT_EQ(inbox_->Counts().depth, 11);
  EXPECT_EQ(inbox_->Counts().parked_cases, 1);
  EXPECT_EQ(inbox_->Counts().oldest_position, 1);
}

TEST_F(InboxTest, OrderPerCaseSurvivesNackAndRestart) {
  Record({a_, a_, a_, b_});
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 1), Pair(b_, 1)));
  EXPECT_TRUE(Nack(a_));
  EXPECT_THAT(Deliver(), IsEmpty());
  Advance(absl::Seconds(1));
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 1)));
  EXPECT_TRUE(Ack(a_));
  EXPECT_TRUE(Ack(b_));
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 2)));
  Persist();
  Restart();
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 2)));
  EXPECT_TRUE(Ack(a_));
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 3)));
}

TEST_F(InboxTest, RestartDeliversAgainWhatWasNotAcknowledged) {
  Record({a_, b_, c_});
  Deliver();
  EXPECT_TRUE(Ack(b_));
  Persist();
  EXPECT_TRUE(Ack(a_));  // not on disk when the process ends
  Restart();
  EXPECT_EQ(inbox_->Counts().depth, 2);
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 1), Pair(c_, 1)));
}

TEST_F(InboxTest, AcknowledgedAheadOfTheCursorStaysAcknowledged) {
  Record({a_, b_, c_, b_});
  Deliver();
  EXPECT_TRUE(Ack(b_));
  EXPECT_TRUE(Ack(c_));
  Persist();
  ASSERT_OK_AND_ASSIGN(const auto cursor, ledger_.ReadCursor(kAgency));
  EXPECT_EQ(cursor.position(), 0);
  EXPECT_THAT(cursor.ahead(), ElementsAre(2, 3));
  Restart();
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 1), Pair(b_, 2)));
  EXPECT_TRUE(Ack(a_));
  EXPECT_EQ(inbox_->Counts().cursor_position, 3);
}

TEST_F(InboxTest, RedeliveryDelayGrowsUpToTheLongest) {
  policy_ = {20, absl::Seconds(1), absl::Seconds(10), absl::Seconds(30)};
  inbox_->SetPolicy(policy_);
  Record({a_});
  Deliver();
  for (const int seconds : {1, 2, 4, 8, 10, 10}) {
    ASSERT_TRUE(Nack(a_));
    EXPECT_EQ(inbox_->NextDue(), now_.monotonic + absl::Seconds(seconds));
    Advance(absl::Seconds(seconds) - absl::Milliseconds(1));
    EXPECT_THAT(Deliver(), IsEmpty());
    Advance(absl::Milliseconds(1));
    EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 1)));
  }
  EXPECT_EQ(last_[a_].attempt, 7);
}

TEST_F(InboxTest, NackMayAskForItsOwnDelay) {
  Record({a_});
  Deliver();
  EXPECT_TRUE(Nack(a_, absl::Minutes(5)));
  EXPECT_EQ(inbox_->NextDue(), now_.monotonic + absl::Minutes(5));
  Advance(absl::Minutes(5));
  Deliver();
  EXPECT_TRUE(Nack(a_, 10 * kMaxRedeliveryDelay));
  EXPECT_EQ(inbox_->NextDue(), now_.monotonic + kMaxRedeliveryDelay);
}

TEST_F(InboxTest, UnansweredDeliveryComesAgain) {
  Record({a_});
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 1)));
  Advance(policy_.ack_wait);
  EXPECT_THAT(Deliver(), IsEmpty());
  EXPECT_EQ(inbox_->out(), 0);
  Advance(policy_.first_delay);
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 1)));
  EXPECT_EQ(last_[a_].attempt, 2);
  // A late answer to the first delivery counts.
  EXPECT_TRUE(Ack(a_));
  EXPECT_TRUE(inbox_->caught_up());
}

TEST_F(InboxTest, StreamThatTheRouterEndsCountsNoAttempt) {
  Record({a_});
  for (int i = 0; i < 20; ++i) {
    EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 1)));
    EXPECT_EQ(last_[a_].attempt, 1);
    inbox_->Disconnect();
    EXPECT_EQ(inbox_->out(), 0);
  }
  // The consumer had stored it before it lost the stream.
  EXPECT_TRUE(Ack(a_));
  EXPECT_TRUE(inbox_->caught_up());
}

TEST_F(InboxTest, MessageThatKillsItsConsumerIsParkedAfterTheLastAttempt) {
  Record({a_});
  for (std::uint32_t i = 1; i <= policy_.max_attempts; ++i) {
    EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 1)));
    EXPECT_EQ(last_[a_].attempt, i);
    ASSERT_OK(inbox_->Abandon(now_));
    EXPECT_EQ(inbox_->out(), 0);
    Advance(policy_.longest_delay);
  }
  EXPECT_THAT(Deliver(), IsEmpty());
  ASSERT_EQ(inbox_->Parked().size(), 1);
  EXPECT_EQ(inbox_->Parked()[0].reason_code(), "STREAM_ENDED");
  EXPECT_EQ(inbox_->Parked()[0].attempts(), policy_.max_attempts);
}

TEST_F(InboxTest, LostStreamCountsForWhatWasOutLongestAlone) {
  Record({a_});
  Deliver();
  Advance(absl::Seconds(1));
  Record({b_});
  Deliver();
  ASSERT_OK(inbox_->Abandon(now_));
  EXPECT_EQ(inbox_->out(), 0);
  // The other one does not wait for it.
  EXPECT_THAT(Deliver(), ElementsAre(Pair(b_, 1)));
  EXPECT_EQ(last_[b_].attempt, 1);
  EXPECT_TRUE(Ack(b_));
  Advance(policy_.first_delay);
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 1)));
  EXPECT_EQ(last_[a_].attempt, 2);
  // Nothing was out: nothing counts.
  EXPECT_TRUE(Ack(a_));
  ASSERT_OK(inbox_->Abandon(now_));
  EXPECT_TRUE(inbox_->caught_up());
}

TEST_F(InboxTest, LateAnswerToALostStreamCounts) {
  Record({a_});
  Deliver();
  ASSERT_OK(inbox_->Abandon(now_));
  EXPECT_TRUE(Ack(a_));
  EXPECT_TRUE(inbox_->caught_up());
}

TEST_F(InboxTest, AnswersToWhatIsNotOutAreIgnored) {
  Record({a_, a_});
  for (const std::uint64_t position : {0, 1, 2, 99}) {
    EXPECT_THAT(inbox_->Ack(position), IsOkAndHolds(false));
    EXPECT_THAT(inbox_->Nack(position, "X", std::nullopt, now_),
                IsOkAndHolds(false));
  }
  Deliver();
  EXPECT_THAT(inbox_->Ack(2), IsOkAndHolds(false));
  EXPECT_TRUE(Ack(a_));
  EXPECT_FALSE(Ack(a_));
  EXPECT_EQ(inbox_->Counts().depth, 1);
}

TEST_F(InboxTest, ParkedRowSaysWhatWhoAndWhy) {
  Record({b_, a_});
  Deliver();
  Park(a_);
  ASSERT_EQ(inbox_->Parked().size(), 1);
  const CaseDelivery row = inbox_->Parked()[0];
  EXPECT_EQ(row.agency(), kAgency);
  EXPECT_EQ(row.case_id(), a_);
  EXPECT_EQ(row.state(), CaseDelivery::STATE_PARKED);
  EXPECT_EQ(row.next_sequence(), 1);
  EXPECT_EQ(row.position(), 2);
  EXPECT_EQ(row.origin(), "sms");
  EXPECT_EQ(row.message_id(), MessageId(2));
  EXPECT_EQ(row.attempts(), policy_.max_attempts);
  EXPECT_EQ(row.reason_code(), "WORKLIST_FULL");
  EXPECT_GT(row.parked_time().seconds(), 0);
  Persist();
  Restart();
  ASSERT_EQ(inbox_->Parked().size(), 1);
  EXPECT_EQ(inbox_->Parked()[0].SerializeAsString(), row.SerializeAsString());
  EXPECT_THAT(Deliver(), ElementsAre(Pair(b_, 1)));
}

TEST_F(InboxTest, ReplayCatchesUpInOrder) {
  Record({a_, b_});
  Deliver();
  Ack(b_);
  Park(a_);
  Record({a_, b_});
  Record({a_, b_}, "education");
  Record({a_, b_});
  Persist();
  Restart();
  EXPECT_THAT(Deliver(), ElementsAre(Pair(b_, 2)));
  Ack(b_);
  Replay(a_);
  EXPECT_FALSE(inbox_->caught_up());
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 1), Pair(b_, 4)));
  Record({a_});
  Ack(a_);
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 2)));
  Ack(a_);
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 4)));
  // A restart in the middle goes on where it was.
  Persist();
  Restart();
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 4), Pair(b_, 4)));
  Ack(a_);
  Ack(b_);
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 5)));
  Ack(a_);
  EXPECT_TRUE(inbox_->caught_up());
  EXPECT_EQ(inbox_->Counts().depth, 0);
  Persist();
  EXPECT_THAT(*ledger_.ReadCaseDeliveries(kAgency), IsEmpty());
}

TEST_F(InboxTest, ReplayedMessageIsParkedAgainAfterAsManyAttempts) {
  Record({a_, a_});
  Deliver();
  Park(a_);
  Replay(a_);
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 1)));
  EXPECT_EQ(last_[a_].attempt, 1);
  Park(a_);
  EXPECT_EQ(inbox_->Counts().parked_cases, 1);
  EXPECT_EQ(inbox_->Counts().depth, 2);
}

TEST_F(InboxTest, DropGoesOnAfterTheDroppedMessage) {
  Record({a_, a_, a_});
  Deliver();
  Park(a_);
  Drop(a_);
  EXPECT_EQ(inbox_->Counts().parked_cases, 0);
  EXPECT_EQ(inbox_->Counts().depth, 2);
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 2)));
  Ack(a_);
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 3)));
  Ack(a_);
  EXPECT_TRUE(inbox_->caught_up());
}

TEST_F(InboxTest, DropBeyondTheCursorSurvivesARestartBeforeTheCursorMoved) {
  Record({b_, a_, a_});
  Deliver();
  Park(a_);  // b_ is out still and keeps the cursor at 0
  Drop(a_);
  Restart();  // only the operator's act reached the disk
  EXPECT_EQ(inbox_->Counts().depth, 2);
  EXPECT_THAT(Deliver(), ElementsAre(Pair(b_, 1), Pair(a_, 2)));
  Ack(b_);
  Ack(a_);
  EXPECT_TRUE(inbox_->caught_up());
  EXPECT_EQ(inbox_->Counts().cursor_position, 3);
}

TEST_F(InboxTest, OnlyAParkedCaseCanBeReplayedOrDroppedAndOnlyOnce) {
  Record({a_, b_});
  Deliver();
  EXPECT_THAT(inbox_->PlanReplay(a_), IsReason(Reason::kNotParked));
  EXPECT_THAT(inbox_->PlanDrop(c_), IsReason(Reason::kNotParked));
  Park(a_);
  ASSERT_OK(inbox_->PlanReplay(a_));
  EXPECT_THAT(inbox_->PlanDrop(a_), IsReason(Reason::kNotParked));
  // The act did not get to the disk: everything is as before.
  ASSERT_OK(inbox_->Resolve(a_, std::nullopt));
  EXPECT_EQ(inbox_->Counts().parked_cases, 1);
  EXPECT_OK(inbox_->PlanDrop(a_));
}

TEST_F(InboxTest, HotCaseDoesNotBlockOthersWithinTheLookAhead) {
  const std::vector<std::string> hot(1000, a_);
  for (int i = 0; i < 4; ++i) Record(hot);
  Record({b_});
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 1), Pair(b_, 1)));
  // What lies beyond the look-ahead stays on the disk until there is room.
  for (int i = 0; i < 4; ++i) Record(hot);
  Record({c_});
  EXPECT_THAT(Deliver(), IsEmpty());
  EXPECT_EQ(inbox_->Counts().depth, 8002);
  Ack(b_);
  for (int i = 1; i <= 8000; ++i) {
    ASSERT_TRUE(Ack(a_)) << i;
    Deliver();
  }
  Ack(c_);
  EXPECT_TRUE(inbox_->caught_up());
  EXPECT_EQ(inbox_->Counts().cursor_position, 8002);
}

TEST_F(InboxTest, AcknowledgedAheadIsBoundedByTheLookAhead) {
  Record({a_});
  std::vector<std::string> many;
  for (std::uint32_t i = 10; i < 10 + 1000; ++i) many.push_back(CaseId(i));
  for (int i = 0; i < 5; ++i) Record(many);
  // All but the first are acknowledged, as far as the inbox looks.
  while (true) {
    std::vector<Delivered> delivered = Deliver();
    std::erase(delivered, Delivered(a_, 1));
    if (delivered.empty()) break;
    for (const auto& [case_id, sequence] : delivered) Ack(case_id);
  }
  Persist();
  ASSERT_OK_AND_ASSIGN(const auto cursor, ledger_.ReadCursor(kAgency));
  EXPECT_EQ(cursor.position(), 0);
  EXPECT_EQ(cursor.ahead_size(), static_cast<int>(kInboxLookAhead) - 1);
  EXPECT_EQ(inbox_->Counts().depth, 5001 - kInboxLookAhead + 1);
}

TEST_F(InboxTest, NewsThatTheStoreToldAlreadyCountOnce) {
  const storage::v1::CommitBatch batch =
      MakeBatch(ledger_, {a_, b_}, {kAgency});
  ASSERT_OK(ledger_.Commit(batch));
  Restart();
  inbox_->OnNews(ItemsOf(batch.inbox_rows(0)));
  EXPECT_EQ(inbox_->Counts().depth, 2);
  EXPECT_THAT(Deliver(), ElementsAre(Pair(a_, 1), Pair(b_, 1)));
}

}  // namespace
}  // namespace referral::router::testing
