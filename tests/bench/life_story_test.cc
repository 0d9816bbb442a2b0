#include "tests/bench/life_story.h"

#include <cstdint>
#include <set>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "common/config/deployment.h"
#include "common/config/programme.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/common/model/case_builder.h"
#include "tests/support/status_matchers.h"

namespace referral::bench {
namespace {

using model::testing::Story;
using ::testing::UnorderedElementsAreArray;

// A case of the shipped programme, decided as the router does.
Story ShippedStory() {
  const std::string deploy = absl::StrCat(REFERRAL_SOURCE_DIR, "/deploy/");
  const auto deployment =
      config::LoadDeployment(deploy + "deployment.textproto");
  EXPECT_OK(deployment);
  const auto programme = config::LoadProgramme(
      deploy + "programmes/az-restart.textproto", deployment->deployment);
  EXPECT_OK(programme);
  Story story(programme->programme);
  story.Deploy(deployment->deployment);
  return story;
}

TEST(LifeStoryTest, TheShippedProgrammeTakesEveryLifeToItsEnd) {
  for (std::uint64_t number = 0; number < kKindsOfLife; ++number) {
    SCOPED_TRACE(number);
    Story story = ShippedStory();
    const std::vector<LifeStep> life = LifeOf(number);
    EXPECT_GE(life.size(), 15);
    EXPECT_LE(life.size(), 25);
    for (const LifeStep& step : life) {
      absl::StatusOr<v1::Effects> effects =
          story.Try(step.sender, step.acts, step.sections);
      ASSERT_OK(effects) << step.acts.front().ShortDebugString();
      story.Record(step.sender, step.acts, *std::move(effects));
    }
    EXPECT_EQ(story.file().status(), v1::CASE_STATUS_FOLLOW_UP);
    EXPECT_GE(story.file().referrals_size(), 2);
  }
}

TEST(LifeStoryTest, EveryAgencyHasItsSay) {
  std::set<std::string> senders;
  for (std::uint64_t number = 0; number < kKindsOfLife; ++number) {
    for (const LifeStep& step : LifeOf(number)) senders.insert(step.sender);
  }
  EXPECT_THAT(senders, UnorderedElementsAreArray(LifeSenders()));
}

TEST(LifeStoryTest, CasesShareNoReferral) {
  std::set<std::string> requested;
  std::size_t requests = 0;
  for (std::uint64_t number = 0; number < 2 * kKindsOfLife; ++number) {
    for (const LifeStep& step : LifeOf(number)) {
      for (const v1::Act& act : step.acts) {
        if (!act.has_referral_requested()) continue;
        requested.insert(act.referral_requested().referral_id());
        ++requests;
      }
    }
  }
  EXPECT_EQ(requested.size(), requests);
}

}  // namespace
}  // namespace referral::bench
