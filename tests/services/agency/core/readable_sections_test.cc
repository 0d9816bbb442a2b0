#include "services/agency/core/readable_sections.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/agency/support/samples.h"

namespace referral::agency {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> TextsFor(std::vector<MessageSections> messages) {
  v1::WorklistItem item;
  item.add_person_ids("p1");
  std::vector<std::string> texts;
  for (const v1::Section& section : SectionsFor(item, std::move(messages))) {
    texts.push_back(section.note().text());
  }
  return texts;
}

TEST(ReadableSectionsTest, AreOfThePeopleOfTheReferralOldestFirst) {
  EXPECT_THAT(
      TextsFor({{5, Uuid(5), {NoteOf("p1", "later")}},
                {2,
                 Uuid(2),
                 {NoteOf("p2", "somebody else's"), NoteOf("p1", "earlier")}}}),
      ElementsAre("earlier", "later"));
}

TEST(ReadableSectionsTest, ACorrectionTakesThePlaceOfWhatItCorrects) {
  v1::Section corrected = NoteOf("p1", "right");
  corrected.set_supersedes_message_id(Uuid(2));
  EXPECT_THAT(TextsFor({{2, Uuid(2), {NoteOf("p1", "wrong")}},
                        {3, Uuid(3), {NoteOf("p1", "stays")}},
                        {4, Uuid(4), {corrected}}}),
              ElementsAre("stays", "right"));
}

TEST(ReadableSectionsTest, ACorrectionOfAnotherPersonOrKindCorrectsNothing) {
  v1::Section other_person = NoteOf("p2", "x");
  other_person.set_supersedes_message_id(Uuid(2));
  v1::Section other_kind;
  other_kind.set_person_id("p1");
  other_kind.mutable_medical()->set_text("x");
  other_kind.set_supersedes_message_id(Uuid(2));
  EXPECT_THAT(TextsFor({{2, Uuid(2), {NoteOf("p1", "stays")}},
                        {3, Uuid(3), {other_person, other_kind}}}),
              ElementsAre("stays", ""));
}

}  // namespace
}  // namespace referral::agency
