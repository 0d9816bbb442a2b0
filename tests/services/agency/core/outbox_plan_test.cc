#include "services/agency/core/outbox_plan.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace referral::agency {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OutboxPlanTest : public ::testing::Test {
 protected:
  void Add(uint64_t number, const std::string& case_id) {
    plan_.Add(
        number, case_id,
        absl::FromUnixSeconds(1000) + absl::Seconds(static_cast<int>(number)));
  }
  void PassDelay() {
    now_ += kMaxReconnectDelay;
    plan_.Release(now_);
  }

  OutboxPlan plan_{4};
  absl::Duration now_;
};

TEST_F(OutboxPlanTest, GoesInTheOrderOfAcceptance) {
  Add(1, "a");
  Add(2, "b");
  Add(3, "a");
  EXPECT_THAT(plan_.Take(2), ElementsAre(1, 2));
  EXPECT_THAT(plan_.Take(2), ElementsAre(3));
  EXPECT_EQ(plan_.in_flight(), 3u);
}

TEST_F(OutboxPlanTest, NeverHasMoreInFlightThanItMay) {
  for (uint64_t n = 1; n <= 6; ++n) Add(n, "a");
  EXPECT_THAT(plan_.Take(10), ElementsAre(1, 2, 3, 4));
  EXPECT_FALSE(plan_.HasSendable());
  plan_.Settle(2);
  EXPECT_THAT(plan_.Take(10), ElementsAre(5));
}

TEST_F(OutboxPlanTest, ARetryHoldsItsCaseAndNoOther) {
  Add(1, "a");
  Add(2, "a");
  Add(3, "b");
  EXPECT_THAT(plan_.Take(1), ElementsAre(1));
  plan_.Retry(1, now_);
  EXPECT_THAT(plan_.Take(10), ElementsAre(3));
  Add(4, "a");
  EXPECT_THAT(plan_.Take(10), IsEmpty());
  PassDelay();
  EXPECT_THAT(plan_.Take(10), ElementsAre(1));
  EXPECT_THAT(plan_.Take(10), IsEmpty());
  plan_.Settle(1);
  EXPECT_THAT(plan_.Take(10), ElementsAre(2, 4));
}

TEST_F(OutboxPlanTest, WhatComesWhileTheFirstIsTriedAgainWaitsForIt) {
  Add(1, "a");
  plan_.Take(10);
  plan_.Retry(1, now_);
  PassDelay();
  EXPECT_THAT(plan_.Take(10), ElementsAre(1));
  Add(2, "a");
  EXPECT_THAT(plan_.Take(10), IsEmpty());
  plan_.Retry(1, now_);
  PassDelay();
  EXPECT_THAT(plan_.Take(10), ElementsAre(1));
  plan_.Lose();
  EXPECT_THAT(plan_.Take(10), ElementsAre(1, 2));
}

TEST_F(OutboxPlanTest, ACaseGoesOnOnlyWhenAllItsAnswersAreIn) {
  Add(1, "a");
  Add(2, "a");
  EXPECT_THAT(plan_.Take(10), ElementsAre(1, 2));
  plan_.Retry(1, now_);
  PassDelay();
  EXPECT_THAT(plan_.Take(10), IsEmpty());
  EXPECT_EQ(plan_.NextRelease(), absl::InfiniteDuration());
  plan_.Retry(2, now_);
  EXPECT_LT(plan_.NextRelease(), absl::InfiniteDuration());
  PassDelay();
  EXPECT_THAT(plan_.Take(10), ElementsAre(1));
}

TEST_F(OutboxPlanTest, TheDelayGrowsUntilTheFirstMessageIsSettled) {
  Add(1, "a");
  for (const absl::Duration want :
       {absl::Milliseconds(100), absl::Milliseconds(200),
        absl::Milliseconds(400)}) {
    EXPECT_THAT(plan_.Take(1), ElementsAre(1));
    plan_.Retry(1, now_);
    EXPECT_EQ(plan_.NextRelease(), now_ + want);
    plan_.Release(now_ + want - absl::Nanoseconds(1));
    EXPECT_FALSE(plan_.HasSendable());
    now_ += want;
    plan_.Release(now_);
  }
  EXPECT_THAT(plan_.Take(1), ElementsAre(1));
  plan_.Settle(1);
  Add(2, "a");
  EXPECT_THAT(plan_.Take(1), ElementsAre(2));
  plan_.Retry(2, now_);
  EXPECT_EQ(plan_.NextRelease(), now_ + kFirstReconnectDelay);
}

TEST_F(OutboxPlanTest, ALostStreamSendsEverythingUnansweredAgain) {
  Add(1, "a");
  Add(2, "b");
  Add(3, "a");
  plan_.Take(10);
  plan_.Settle(2);
  plan_.Retry(1, now_);
  plan_.Lose();
  EXPECT_EQ(plan_.in_flight(), 0u);
  EXPECT_THAT(plan_.Take(10), ElementsAre(1, 3));
}

TEST_F(OutboxPlanTest, TellsDepthAndAge) {
  EXPECT_EQ(plan_.depth(), 0u);
  EXPECT_EQ(plan_.oldest(), absl::InfinitePast());
  Add(7, "a");
  Add(8, "a");
  plan_.Take(10);
  plan_.Settle(7);
  EXPECT_EQ(plan_.depth(), 1u);
  EXPECT_EQ(plan_.oldest(), absl::FromUnixSeconds(1008));
  plan_.Settle(8);
  EXPECT_EQ(plan_.depth(), 0u);
}

TEST(RetryDelayTest, DoublesUpToTheLongest) {
  EXPECT_EQ(RetryDelay(1), kFirstReconnectDelay);
  EXPECT_EQ(RetryDelay(2), 2 * kFirstReconnectDelay);
  EXPECT_EQ(RetryDelay(1'000'000), kMaxReconnectDelay);
}

}  // namespace
}  // namespace referral::agency
