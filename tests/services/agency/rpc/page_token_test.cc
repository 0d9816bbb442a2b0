#include "services/agency/rpc/page_token.h"

#include "common/base/errors.h"
#include "common/base/limits.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsOkAndHolds;
using ::referral::testing::IsReason;

TEST(PageTokenTest, LeadsBackToItsKey) {
  const std::string token = MakePageToken("worklist", "a:b");
  EXPECT_THAT(ParsePageToken("worklist", token), IsOkAndHolds("a:b"));
  EXPECT_EQ(MakePageToken("worklist", ""), "");
  EXPECT_THAT(ParsePageToken("worklist", ""), IsOkAndHolds(""));
}

TEST(PageTokenTest, WhatIsNoTokenOfTheListIsRefused) {
  for (const std::string& token :
       {MakePageToken("submissions", "a"), std::string("a"), std::string("!"),
        std::string(1000, 'A')}) {
    EXPECT_THAT(ParsePageToken("worklist", token),
                IsReason(Reason::kInvalidField));
  }
}

TEST(PageSizeTest, HasADefaultAndALimit) {
  EXPECT_THAT(ParsePageSize(0), IsOkAndHolds(kDefaultListPage));
  EXPECT_THAT(ParsePageSize(1), IsOkAndHolds(1u));
  EXPECT_THAT(ParsePageSize(kMaxListPage), IsOkAndHolds(kMaxListPage));
  EXPECT_THAT(ParsePageSize(kMaxListPage + 1), IsReason(Reason::kInvalidField));
}

}  // namespace
}  // namespace referral::agency
