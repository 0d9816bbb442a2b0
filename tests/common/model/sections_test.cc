#include "common/model/sections.h"

#include "common/base/limits.h"
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

// The case, with findings of p1 that health wrote; the message's id.
std::string WriteFindings(Story& story) {
  story.Active(2).BroughtTo(Id(1), v1::REFERRAL_STATUS_IN_PROGRESS);
  EXPECT_THAT(story.Send("health", {acts::Information(Id(1))}, {Medical("p1")}),
              IsOk());
  return story.records().back().message_id;
}

TEST(SectionsTest, TheAuthorAndTheLeadCorrect) {
  Story story;
  const std::string wrong = WriteFindings(story);
  EXPECT_OK(story
                .Try("health", {acts::Information(Id(1))},
                     {Correcting(wrong, Medical("p1"))})
                .status());
  EXPECT_OK(
      story
          .Try("sms", {acts::Information()}, {Correcting(wrong, Medical("p1"))})
          .status());
  ASSERT_OK(story.Send("health", {acts::Request(Id(2), "documents.passport")}));
  const auto refused = story.Try("ngo", {acts::Information(Id(2))},
                                 {Correcting(wrong, Medical("p1"))});
  EXPECT_THAT(refused, IsReason(Reason::kRoleNotAllowed));
  EXPECT_EQ(Where(refused.status()), "sections[0].supersedes_message_id");
}

// Another agency may have used the same id, by chance or on purpose.
TEST(SectionsTest, AnIdThatTwoHaveUsedIsCorrectedByTheLeadAlone) {
  Story story;
  const std::string wrong = WriteFindings(story);
  const std::vector<v1::Act> of_referral = {acts::Information(Id(1))};
  const std::vector<v1::Act> of_case = {acts::Information()};
  const std::vector<v1::Section> sections = {Correcting(wrong, Medical("p1"))};
  const std::vector<CorrectedMessage> corrected = {{wrong, {"ngo", "health"}}};
  const auto decide = [&](absl::string_view sender,
                          const std::vector<v1::Act>& acts) {
    return Decide(story.file(),
                  {kCaseId, sender, Id(78), acts, sections, false, corrected},
                  story.context());
  };
  EXPECT_THAT(decide("health", of_referral), IsReason(Reason::kRoleNotAllowed));
  EXPECT_THAT(decide("sms", of_case), IsOk());
}

TEST(SectionsTest, ACorrectionIsKeptOnceAndSaysWhatItCorrects) {
  Story story;
  const std::string wrong = WriteFindings(story);
  for (int i = 0; i < 2; ++i) {
    ASSERT_OK(story.Send(
        "health", {acts::Information(Id(1))},
        {Correcting(wrong, Medical("p1")), Correcting(wrong, Medical("p1"))}));
    EXPECT_EQ(story.effects().superseded_size(), 1 - i);
  }
  ASSERT_EQ(story.file().superseded_size(), 1);
  EXPECT_EQ(story.file().superseded(0).message_id(), wrong);
  EXPECT_TRUE(IsSuperseded(story.file(), wrong, Medical("p1")));
  EXPECT_FALSE(IsSuperseded(story.file(), wrong, Medical("p2")));
  EXPECT_FALSE(IsSuperseded(story.file(), wrong, Note("p1")));
  EXPECT_FALSE(IsSuperseded(story.file(), Id(77), Medical("p1")));
}

TEST(SectionsTest, ACaseKeepsSoManyCorrections) {
  Story story;
  const std::string wrong = WriteFindings(story);
  storage::v1::CaseFile file = story.file();
  for (size_t i = 0; i + 1 < kMaxCorrectionsPerCase; ++i) file.add_superseded();
  const std::vector<v1::Act> acts = {acts::Information(Id(1))};
  const std::vector<v1::Section> sections = {Correcting(wrong, Medical("p1"))};
  const std::string id = Id(78);
  const std::vector<CorrectedMessage> corrected = {{wrong, {"health"}}};
  const Incoming message{kCaseId,  "health", id,       acts,
                         sections, false,    corrected};
  EXPECT_OK(Decide(file, message, story.context()).status());
  file.add_superseded();
  EXPECT_THAT(Decide(file, message, story.context()),
              IsReason(Reason::kInvalidField));
}

}  // namespace
}  // namespace referral::model
