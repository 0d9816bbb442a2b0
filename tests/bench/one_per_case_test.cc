#include "tests/bench/one_per_case.h"

#include "gtest/gtest.h"

namespace referral::bench {
namespace {

TEST(OnePerCaseTest, ASecondMessageOfACaseWaitsForTheAnswerToTheFirst) {
  OnePerCase order(2);
  EXPECT_TRUE(order.MayGo(0, 10));
  EXPECT_FALSE(order.MayGo(0, 11));
  EXPECT_FALSE(order.MayGo(0, 12));
  EXPECT_EQ(order.Out(0), 10);
  EXPECT_EQ(order.Answered(0), 11);
  EXPECT_EQ(order.Out(0), 11);
  EXPECT_EQ(order.Answered(0), 12);
  EXPECT_EQ(order.Answered(0), std::nullopt);
  EXPECT_EQ(order.Out(0), std::nullopt);
  EXPECT_TRUE(order.MayGo(0, 13));
}

TEST(OnePerCaseTest, CasesDoNotWaitForEachOther) {
  OnePerCase order(2);
  EXPECT_TRUE(order.MayGo(0, 10));
  EXPECT_TRUE(order.MayGo(1, 11));
  EXPECT_EQ(order.Answered(1), std::nullopt);
  EXPECT_EQ(order.Out(0), 10);
}

}  // namespace
}  // namespace referral::bench
