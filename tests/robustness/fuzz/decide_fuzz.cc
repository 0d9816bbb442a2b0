#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/common/model/case_builder.h"
#include "tests/common/model/invariants.h"
#include "tests/common/model/random_traffic.h"
#include "tests/robustness/fuzz/act_codec.h"
#include "tests/robustness/fuzz/targets.h"

namespace referral::fuzz {
namespace {

using google::protobuf::util::MessageDifferencer;
using model::testing::RandomMessage;
using model::testing::RandomTraffic;
using model::testing::Story;

constexpr size_t kMaxSteps = 24;
constexpr std::uint64_t kSeedWalks = 40;

// Whether the step was taken.
bool Live(const StoryStep& step, Story& story) {
  const storage::v1::CaseFile before = story.file();
  const std::string bytes = before.SerializeAsString();
  absl::StatusOr<v1::Effects> effects =
      story.Try(step.sender, step.acts, step.sections);
  Check(story.file().SerializeAsString() == bytes, "deciding changed the file");
  if (!effects.ok()) {
    CheckRefusal(effects.status());
    return false;
  }
  story.Record(step.sender, step.acts, *std::move(effects));
  const std::string broken = model::testing::BrokenInvariant(before, story);
  Check(broken.empty(), broken);
  return true;
}

bool Run(absl::string_view input) {
  Story story;
  absl::Time now = story.context().now;
  bool taken = false;
  for (const StoryStep& step : ReadStory(input, kMaxSteps)) {
    now += absl::Hours(step.hours);
    story.At(now);
    if (step.new_version) story.Load(model::testing::TestProgramme());
    taken |= Live(step, story);
  }
  Check(MessageDifferencer::Equals(story.file(), story.Replay()),
        "replayed records give another file");
  return taken;
}

// Random walks: what was taken of them, now and then with what was not.
std::vector<Seed> Seeds() {
  std::vector<Seed> seeds = {{"", false}, {std::string(64, '\xff'), false}};
  for (std::uint64_t walk = 1; walk <= kSeedWalks; ++walk) {
    RandomTraffic traffic(walk);
    Story story;
    std::vector<StoryStep> steps;
    while (steps.size() < kMaxSteps) {
      RandomMessage message = traffic.Next(story.file());
      StoryStep step = {std::move(message.sender), 0, false,
                        std::move(message.acts), std::move(message.sections)};
      if (Live(step, story) || steps.size() % 8 == 7) {
        steps.push_back(std::move(step));
      }
    }
    seeds.push_back({WriteStory(steps), true});
  }
  return seeds;
}

}  // namespace

Target DecideTarget() { return {"decide", Run, Seeds}; }

}  // namespace referral::fuzz
