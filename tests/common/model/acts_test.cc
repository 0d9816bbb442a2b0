#include "common/model/lifecycle.h"

#include <string>

#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT: a test's own vocabulary

TEST(ActsTest, EveryActHasItsNameAndReferral) {
  for (const v1::Act& act : acts::EveryReferralAct()) {
    EXPECT_EQ(ReferralIdOf(act), Id(1)) << std::string(ActName(act));
  }
  for (const v1::Act& act : acts::EveryCaseAct()) {
    EXPECT_EQ(ReferralIdOf(act), "") << std::string(ActName(act));
  }
  EXPECT_EQ(ReferralIdOf(acts::Information(Id(1))), Id(1));
  EXPECT_EQ(ActName(acts::Accepted(Id(1))), "referral_accepted");
  EXPECT_EQ(ActName(v1::Act()), "kind");
}

}  // namespace
}  // namespace referral::model
