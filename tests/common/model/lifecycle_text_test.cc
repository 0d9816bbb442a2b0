#include "common/model/lifecycle_text.h"

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace referral::model {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// With REFERRAL_WRITE_DOCUMENTS set the test writes the page anew.
TEST(LifecycleTextTest, ThePageIsWhatTheTablesSay) {
  const char* const path = REFERRAL_SOURCE_DIR "/services/lifecycles.md";
  if (std::getenv("REFERRAL_WRITE_DOCUMENTS") != nullptr) {
    std::ofstream(path) << LifecycleDocument();
  }
  std::ostringstream page;
  page << std::ifstream(path).rdbuf();
  EXPECT_EQ(page.str(), LifecycleDocument())
      << "run this test with REFERRAL_WRITE_DOCUMENTS=1";
}

TEST(LifecycleTextTest, ATableSaysWhoMovesWhat) {
  EXPECT_THAT(ReferralLifecycleText(),
              HasSubstr("referral_accepted               accepted          "
                        "receiver   requested, received\n"));
  EXPECT_THAT(CaseLifecycleText(), HasSubstr("case_archived"));
  EXPECT_THAT(CaseLifecycleText(), HasSubstr("unopened, announced"));
}

TEST(LifecycleTextTest, AGraphShowsWhatMovesAlone) {
  EXPECT_THAT(ReferralLifecycleDot(),
              HasSubstr("\"draft\" -> \"requested\" "
                        "[label=\"referral_requested\\nrequester\"];"));
  EXPECT_THAT(ReferralLifecycleDot(), Not(HasSubstr("referral_scheduled")));
  EXPECT_THAT(CaseLifecycleDot(), HasSubstr("\"open\" -> \"active\" "
                                            "[label=\"plan_agreed\\nlead\"];"));
  EXPECT_THAT(CaseLifecycleDot(), HasSubstr("\"archived\" [peripheries=2]"));
}

}  // namespace
}  // namespace referral::model
