#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/config/deployment.h"
#include "common/config/programme.h"
#include "gmock/gmock.h"
#include "tests/support/status_matchers.h"

namespace referral::config {
namespace {

using ::referral::testing::IsOk;
using ::testing::ElementsAre;

std::string Deploy(const std::string& name) {
  return absl::StrCat(REFERRAL_DEPLOY_DIR, "/", name);
}

TEST(ShippedFilesTest, DeploymentLoads) {
  EXPECT_THAT(LoadDeployment(Deploy("deployment.textproto")), IsOk());
}

TEST(ShippedFilesTest, RestartLoadsAndHasTheReportsSixGroups) {
  const auto deployment = LoadDeployment(Deploy("deployment.textproto"));
  ASSERT_THAT(deployment, IsOk());
  const auto loaded = LoadProgramme(Deploy("programmes/az-restart.textproto"),
                                    deployment->deployment);
  ASSERT_THAT(loaded, IsOk());
  std::vector<std::string> groups;
  for (const auto& group : loaded->programme.report_groups()) {
    groups.push_back(group.code());
  }
  // domain.md 5.
  EXPECT_THAT(groups, ElementsAre("employment", "education",
                                  "mentoring_documents", "accommodation",
                                  "medical", "disability_allowance_other"));
  // domain.md 9.
  EXPECT_TRUE(loaded->programme.in_kind_only());
}

// [24-28]: by configuration alone.
TEST(ShippedFilesTest, TheSecondProgrammeLoadsUnderItsOwnDeployment) {
  const auto deployment = LoadDeployment(Deploy("deployment-tj.textproto"));
  ASSERT_THAT(deployment, IsOk());
  const auto loaded = LoadProgramme(
      Deploy("programmes/tj-reintegration.textproto"), deployment->deployment);
  ASSERT_THAT(loaded, IsOk());
  std::vector<std::string> groups;
  for (const auto& group : loaded->programme.report_groups()) {
    groups.push_back(group.code());
  }
  EXPECT_THAT(groups,
              ElementsAre("employment", "education", "financial_services",
                          "community_support", "medical"));
  EXPECT_FALSE(loaded->programme.in_kind_only());
  EXPECT_THAT(loaded->programme.self_referral_agencies(),
              ElementsAre("mrc-dushanbe", "mrc-khujand"));
  std::vector<int64_t> amounts;  // [28]
  for (const auto& package : loaded->programme.packages()) {
    amounts.push_back(package.amount().minor_units());
  }
  EXPECT_THAT(amounts, ElementsAre(61500, 20500, 200000, 100000, 100000));
}

}  // namespace
}  // namespace referral::config
