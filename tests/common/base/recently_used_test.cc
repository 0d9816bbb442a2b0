#include "common/base/recently_used.h"

#include <optional>
#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace referral {
namespace {

class RecentlyUsedTest : public ::testing::Test {
 protected:
  RecentlyUsedTest() {
    values_.Put("a", 1);
    values_.Put("b", 2);
    values_.Put("c", 3);
  }

  RecentlyUsed<int> values_;
};

TEST_F(RecentlyUsedTest, TheFirstIsLongestUnused) {
  EXPECT_EQ(values_.TakeLongestUnused(), std::make_pair(std::string("a"), 1));
  EXPECT_EQ(values_.size(), 2);
  EXPECT_EQ(values_.Find("a"), nullptr);
}

TEST_F(RecentlyUsedTest, WhatIsFoundOrPutAgainIsUsed) {
  EXPECT_EQ(*values_.Find("a"), 1);
  values_.Put("b", 5);
  EXPECT_EQ(values_.size(), 3);
  EXPECT_EQ(values_.TakeLongestUnused().second, 3);
  EXPECT_EQ(values_.TakeLongestUnused().second, 1);
  EXPECT_EQ(values_.TakeLongestUnused().second, 5);
}

TEST_F(RecentlyUsedTest, APeekIsNoUse) {
  EXPECT_EQ(*values_.Peek("a"), 1);
  EXPECT_EQ(values_.Peek("d"), nullptr);
  EXPECT_EQ(values_.TakeLongestUnused().second, 1);
}

TEST_F(RecentlyUsedTest, WhatIsTakenIsGone) {
  EXPECT_EQ(values_.Take("a"), 1);
  EXPECT_EQ(values_.Take("a"), std::nullopt);
  EXPECT_EQ(values_.Find("a"), nullptr);
  EXPECT_EQ(values_.size(), 2);
}

TEST_F(RecentlyUsedTest, AValueStaysWhereItIs) {
  int* a = values_.Find("a");
  for (int i = 0; i < 100; ++i) values_.Put(std::to_string(i), i);
  values_.Erase("b");
  values_.Erase("d");  // was never there
  EXPECT_EQ(values_.Find("a"), a);
}

TEST_F(RecentlyUsedTest, CanBeEmptied) {
  while (!values_.empty()) values_.TakeLongestUnused();
  EXPECT_EQ(values_.size(), 0);
  EXPECT_EQ(values_.Find("c"), nullptr);
}

}  // namespace
}  // namespace referral
