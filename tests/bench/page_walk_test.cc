#include "tests/bench/page_walk.h"

#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace referral::bench {
namespace {

TEST(PageWalkTest, GoesOnWhereThePageEndedAndBeginsAnewAfterTheLast) {
  PageWalk walk(Listed::kCases, 5);
  EXPECT_EQ(walk.token(), "");
  EXPECT_OK(walk.Read(3, "a"));
  EXPECT_EQ(walk.token(), "a");
  EXPECT_OK(walk.Read(2, ""));
  EXPECT_EQ(walk.token(), "");
  EXPECT_OK(walk.Read(5, ""));
}

TEST(PageWalkTest, CountsTheRowsOfTheWholeList) {
  PageWalk few(Listed::kReferrals, 5);
  EXPECT_OK(few.Read(3, "a"));
  EXPECT_TRUE(absl::IsDataLoss(few.Read(1, "")));
  PageWalk many(Listed::kReferrals, 5);
  EXPECT_OK(many.Read(3, "a"));
  EXPECT_TRUE(absl::IsDataLoss(many.Read(3, "b")));
}

}  // namespace
}  // namespace referral::bench
