#include "tests/bench/case_spread.h"

#include <map>

#include "gtest/gtest.h"

namespace referral::bench {
namespace {

TEST(CaseSpreadTest, WithoutAnythingSaidEveryCaseHasItsTurn) {
  const CaseSpread spread;
  EXPECT_EQ(spread.CaseOf(0, 3), 0);
  EXPECT_EQ(spread.CaseOf(2, 3), 2);
  EXPECT_EQ(spread.CaseOf(3, 3), 0);
}

TEST(CaseSpreadTest, OneInTwentyIsCold) {
  const CaseSpread spread = {.active = 10, .cold_percent = 5};
  std::map<std::size_t, int> times;
  for (std::size_t number = 0; number < 200; ++number) {
    ++times[spread.CaseOf(number, 15)];
  }
  ASSERT_EQ(times.size(), 15);
  for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(times[i], 19) << i;
  for (std::size_t i = 10; i < 15; ++i) EXPECT_EQ(times[i], 2) << i;
}

TEST(CaseSpreadTest, OnlyColdOnes) {
  const CaseSpread spread = {.active = 10, .cold_percent = 100};
  EXPECT_EQ(spread.CaseOf(0, 12), 10);
  EXPECT_EQ(spread.CaseOf(1, 12), 11);
  EXPECT_EQ(spread.CaseOf(2, 12), 10);
}

TEST(CaseSpreadTest, NoColdOnes) {
  const CaseSpread spread = {.active = 2, .cold_percent = 0};
  EXPECT_EQ(spread.CaseOf(0, 3), 0);
  EXPECT_EQ(spread.CaseOf(1, 3), 1);
  EXPECT_EQ(spread.CaseOf(2, 3), 0);
}

}  // namespace
}  // namespace referral::bench
