#include "tests/robustness/fuzz/act_codec.h"

#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/common/model/case_builder.h"
#include "tests/common/model/random_traffic.h"

namespace referral::fuzz {
namespace {

using google::protobuf::util::MessageDifferencer;

void ExpectSame(const StoryStep& read, const StoryStep& written) {
  EXPECT_EQ(read.sender, written.sender);
  EXPECT_EQ(read.hours, written.hours);
  EXPECT_EQ(read.new_version, written.new_version);
  ASSERT_EQ(read.acts.size(), written.acts.size());
  for (size_t i = 0; i < read.acts.size(); ++i) {
    EXPECT_TRUE(MessageDifferencer::Equals(read.acts[i], written.acts[i]))
        << read.acts[i].DebugString() << written.acts[i].DebugString();
  }
  ASSERT_EQ(read.sections.size(), written.sections.size());
  for (size_t i = 0; i < read.sections.size(); ++i) {
    EXPECT_TRUE(
        MessageDifferencer::Equals(read.sections[i], written.sections[i]))
        << read.sections[i].DebugString();
  }
}

TEST(ActCodecTest, ReadsWhatWasWritten) {
  std::vector<StoryStep> steps(3);
  steps[0] = {
      "border", 0, false, {model::testing::acts::ArrivalAnnounced()}, {}};
  steps[1] = {"sms",
              255,
              true,
              {model::testing::acts::Application(7),
               model::testing::acts::Request(model::testing::Id(77), "x.y",
                                             {"p1", "p7"}, -5),
               model::testing::acts::PlanAgreed(), v1::Act()},
              {model::testing::Medical("p2"), model::testing::Note("p1")}};
  steps[2] = {"nobody",
              1,
              false,
              {model::testing::acts::Completed(model::testing::Id(2), 1234567)},
              {}};
  const std::vector<StoryStep> read = ReadStory(WriteStory(steps), 100);
  ASSERT_EQ(read.size(), steps.size());
  for (size_t i = 0; i < steps.size(); ++i) {
    SCOPED_TRACE(i);
    ExpectSame(read[i], steps[i]);
  }
}

TEST(ActCodecTest, RandomMessagesSurvive) {
  model::testing::RandomTraffic traffic(7);
  const model::testing::Story story;
  for (int i = 0; i < 500; ++i) {
    SCOPED_TRACE(i);
    const auto message = traffic.Next(story.file());
    const StoryStep step = {message.sender, 3, false, message.acts,
                            message.sections};
    const std::vector<StoryStep> read = ReadStory(WriteStory({step}), 100);
    ASSERT_EQ(read.size(), 1u);
    ExpectSame(read[0], step);
  }
}

TEST(ActCodecTest, AnyBytesReadAsAStoryWithinTheLimit) {
  const std::string bytes(2000, '\x05');
  EXPECT_EQ(ReadStory(bytes, 4).size(), 4u);
  EXPECT_THAT(ReadStory("", 4), testing::IsEmpty());
  // What is cut off reads as zero.
  const std::vector<StoryStep> cut = ReadStory("\x01", 4);
  ASSERT_EQ(cut.size(), 1u);
  ASSERT_EQ(cut[0].acts.size(), 1u);
  EXPECT_EQ(cut[0].acts[0].kind_case(), v1::Act::KIND_NOT_SET);
}

}  // namespace
}  // namespace referral::fuzz
