#include "common/model/sections.h"

#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT

TEST(SectionsTest, EveryContentHasItsCategory) {
  const auto* contents = v1::Section::descriptor()->FindOneofByName("content");
  ASSERT_NE(contents, nullptr);
  for (int i = 0; i < contents->field_count(); ++i) {
    v1::Section section;
    section.GetReflection()->MutableMessage(&section, contents->field(i));
    // Fields and categories are numbered alike.
    EXPECT_EQ(CategoryOf(section), contents->field(i)->number() - 9)
        << contents->field(i)->name();
  }
  EXPECT_EQ(CategoryOf(v1::Section()), v1::DATA_CATEGORY_UNSPECIFIED);
}

TEST(SectionsTest, ComeWithThePeopleTheyAreAbout) {
  Story story;
  ASSERT_OK(
      story.Send("sms", {acts::Application(2)}, {Note("p1"), Medical("p2")}));
  EXPECT_THAT(story.Send("sms", {acts::Information()}, {Note("p9")}),
              IsReason(Reason::kUnknownPerson));
}

TEST(SectionsTest, NobodyWritesAboutThePeopleOfAnAnnouncement) {
  Story story;
  EXPECT_THAT(story.Send("border", {acts::ArrivalAnnounced()}, {Note("p1")}),
              IsReason(Reason::kUnknownPerson));
}

TEST(SectionsTest, AProviderWritesAboutWhomItServes) {
  Story story;
  story.Active(2).BroughtTo(Id(1), v1::REFERRAL_STATUS_IN_PROGRESS);
  EXPECT_THAT(story.Send("health", {acts::Information(Id(1))}, {Medical("p1")}),
              IsOk());
  EXPECT_THAT(story.Send("health", {acts::Information(Id(1))}, {Medical("p2")}),
              IsReason(Reason::kRoleNotAllowed));
  EXPECT_THAT(story.Send("education", {acts::Information()}, {Note("p1")}),
              IsReason(Reason::kRoleNotAllowed));
  EXPECT_THAT(story.Send("education", {acts::Information(Id(1))}, {Note("p1")}),
              IsReason(Reason::kRoleNotAllowed));
  EXPECT_THAT(
      story.Send("health",
                 {acts::Request(Id(2), "accommodation.temporary", {"p2"})},
                 {Note("p2")}),
      IsOk())
      << "and whom it refers onward";
}

TEST(SectionsTest, SaySomething) {
  Story story;
  story.Applied();
  v1::Section empty;
  empty.set_person_id("p1");
  EXPECT_THAT(story.Send("sms", {acts::Information()}, {empty}),
              IsReason(Reason::kInvalidField));
  EXPECT_THAT(story.Send("sms", {acts::Information()}),
              IsReason(Reason::kInvalidField))
      << "information was announced, and none came";
  EXPECT_THAT(story.Send("sms", {acts::Information(Id(1))}, {Note("p1")}),
              IsReason(Reason::kReferralNotFound));
}

TEST(SectionsTest, CorrectWhatTheCaseHas) {
  Story story;
  story.Applied();
  v1::Section section = Note("p1");
  section.set_supersedes_message_id(story.records()[0].message_id);
  EXPECT_THAT(story.Send("sms", {acts::Information()}, {section}), IsOk());
  section.set_supersedes_message_id(Id(99));
  EXPECT_THAT(story.Send("sms", {acts::Information()}, {section}),
              IsReason(Reason::kInvalidField));
}

}  // namespace
}  // namespace referral::model
