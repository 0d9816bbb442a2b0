#include "services/router/rpc/predecessors.h"

#include "gmock/gmock.h"
#include "tests/support/status_matchers.h"

namespace referral::router {
namespace {

using ::referral::testing::IsOk;
using ::referral::testing::IsReason;

TEST(PredecessorsTest, LaterMessagesOfTheCaseWaitUntilTheFailedOneComesAgain) {
  Predecessors predecessors;
  EXPECT_OK(predecessors.Admit("a", "1"));
  predecessors.OnRetryable("a", "1");
  EXPECT_THAT(predecessors.Check("a", "2"),
              IsReason(Reason::kPredecessorPending));
  EXPECT_THAT(predecessors.Admit("a", "2"),
              IsReason(Reason::kPredecessorPending));
  EXPECT_OK(predecessors.Admit("b", "2"));
  EXPECT_OK(predecessors.Check("a", "1"));
  EXPECT_OK(predecessors.Admit("a", "1"));
  EXPECT_OK(predecessors.Admit("a", "2"));
  predecessors.OnSettled("a", "1");
  predecessors.OnSettled("a", "2");
  EXPECT_EQ(predecessors.size(), 0);
}

TEST(PredecessorsTest, SeveralThatFailedComeAgainInTheirOrder) {
  Predecessors predecessors;
  predecessors.OnRetryable("a", "1");
  predecessors.OnRetryable("a", "2");
  EXPECT_EQ(predecessors.size(), 2);
  EXPECT_THAT(predecessors.Admit("a", "2"),
              IsReason(Reason::kPredecessorPending));
  EXPECT_OK(predecessors.Admit("a", "1"));
  EXPECT_THAT(predecessors.Admit("a", "3"),
              IsReason(Reason::kPredecessorPending));
  EXPECT_OK(predecessors.Admit("a", "2"));
  EXPECT_OK(predecessors.Admit("a", "3"));
}

TEST(PredecessorsTest, WhatFailsAgainKeepsItsPlace) {
  Predecessors predecessors;
  predecessors.OnRetryable("a", "1");
  predecessors.OnRetryable("a", "2");
  // At the door, and then on its way.
  predecessors.OnRetryable("a", "1");
  EXPECT_OK(predecessors.Admit("a", "1"));
  predecessors.OnRetryable("a", "1");
  EXPECT_EQ(predecessors.size(), 2);
  EXPECT_THAT(predecessors.Admit("a", "2"),
              IsReason(Reason::kPredecessorPending));
  EXPECT_OK(predecessors.Admit("a", "1"));
  predecessors.OnSettled("a", "1");
  EXPECT_OK(predecessors.Admit("a", "2"));
  predecessors.OnSettled("a", "2");
  EXPECT_OK(predecessors.Admit("a", "3"));
  EXPECT_EQ(predecessors.size(), 0);
}

TEST(PredecessorsTest, WhatNeverFailedIsNotRemembered) {
  Predecessors predecessors;
  EXPECT_OK(predecessors.Admit("a", "1"));
  predecessors.OnSettled("a", "1");
  predecessors.OnRetryable("a", "2");
  predecessors.OnSettled("a", "1");
  EXPECT_EQ(predecessors.size(), 1);
}

}  // namespace
}  // namespace referral::router
