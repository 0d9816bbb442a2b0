// What protects a person, and who is told.
#include "common/model/protection.h"

#include "common/model/case_file.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::ProtectionRecorded& Recorded(v1::Act& act) {
  return *act.mutable_protection_recorded();
}

TEST(ProtectionTest, IsReplacedByWhatIsRecordedLater) {
  Story story;
  story.Applied(2);
  v1::Act first = acts::Protection("p2");
  Recorded(first).set_guardian_person_id("p1");
  ASSERT_OK(story.Send("sms", {first}));
  EXPECT_TRUE(HasGuardian(story.file(), *FindPerson(story.file(), "p2")));
  ASSERT_OK(story.Send("sms", {acts::Protection("p2")}));
  EXPECT_FALSE(HasGuardian(story.file(), *FindPerson(story.file(), "p2")));
  EXPECT_EQ(FindPerson(story.file(), "p2")->protection().safe_contact(),
            v1::SAFE_CONTACT_IN_PERSON_ONLY);
}

TEST(ProtectionTest, AGuardianWhoLeftIsNoneAnyMore) {
  Story story;
  story.Applied(2);
  v1::Act act = acts::Protection("p2");
  Recorded(act).set_guardian_person_id("p1");
  ASSERT_OK(story.Send("sms", {act}));
  storage::v1::CaseFile file = story.file();
  *FindPerson(file, "p1")->mutable_left_date() = Day(2020, 4, 1);
  EXPECT_FALSE(HasGuardian(file, *FindPerson(file, "p2")));
}

TEST(ProtectionTest, GoesToWhoServesThePersonNow) {
  Story story;
  story.Active(2).Referred(Id(2), "education.school", {"p2"});
  ASSERT_OK(story.Send("sms", {acts::Protection("p2")}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("education"));
  ASSERT_OK(story.Send("sms", {acts::Cancelled(Id(2))}));
  ASSERT_OK(story.Send("sms", {acts::Protection("p2")}));
  EXPECT_THAT(story.effects().recipients(), IsEmpty())
      << "whose referral ended has nobody to contact";
}

TEST(ProtectionTest, IsChecked) {
  Story story;
  story.Applied(3);
  v1::Act act = acts::Protection("p2");
  Recorded(act).set_unaccompanied_minor(true);
  Recorded(act).set_guardian_person_id("p1");
  ExpectRefusals(
      story, "sms", act,
      {{"a stranger", [](v1::Act& a) { Recorded(a).set_person_id("px"); },
        Reason::kUnknownPerson, "protection_recorded.person_id"},
       {"a way that does not exist",
        [](v1::Act& a) {
          Recorded(a).set_safe_contact(static_cast<v1::SafeContact>(9));
        },
        Reason::kInvalidField, "protection_recorded.safe_contact"},
       {"a minor without guardian",
        [](v1::Act& a) { Recorded(a).clear_guardian_person_id(); },
        Reason::kGuardianRequired, "protection_recorded.guardian_agency"},
       {"a guardian who is a stranger",
        [](v1::Act& a) { Recorded(a).set_guardian_person_id("px"); },
        Reason::kUnknownPerson, "protection_recorded.guardian_person_id"},
       {"a guardian who is a minor",
        [](v1::Act& a) { Recorded(a).set_guardian_person_id("p3"); },
        Reason::kGuardianRequired, "protection_recorded.guardian_person_id"},
       {"one's own guardian",
        [](v1::Act& a) { Recorded(a).set_guardian_person_id("p2"); },
        Reason::kGuardianRequired, "protection_recorded.guardian_person_id"},
       {"an agency that nobody knows",
        [](v1::Act& a) { Recorded(a).set_guardian_agency("nobody"); },
        Reason::kUnknownAgency, "protection_recorded.guardian_agency"},
       {"an adult as unaccompanied minor",
        [](v1::Act& a) {
          Recorded(a).set_person_id("p1");
          Recorded(a).clear_guardian_person_id();
          Recorded(a).set_guardian_agency("ngo");
        },
        Reason::kInvalidField, "protection_recorded.unaccompanied_minor"}});
}

}  // namespace
}  // namespace referral::model
