// Complaints and their answers.
#include "common/model/complaints.h"

#include "absl/strings/str_cat.h"
#include "common/base/limits.h"
#include "google/protobuf/util/time_util.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;

v1::ComplaintLodged& Lodged(v1::Act& act) {
  return *act.mutable_complaint_lodged();
}

v1::Act To(absl::string_view addressee) {
  v1::Act act = acts::Complaint(Id(9));
  Lodged(act).set_addressee(std::string(addressee));
  return act;
}

std::string AnswerBy(const Story& story) {
  return google::protobuf::util::TimeUtil::ToString(
      story.file().complaints(0).answer_by_time());
}

TEST(ComplaintTest, IsLodgedByWhoServesTheCaseAndAnsweredByItsAddressee) {
  Story story;
  story.Active();
  ASSERT_OK(story.Send("health", {acts::Complaint(Id(9))}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("ombudsman", "sms"));
  const v1::Complaint* complaint = FindComplaint(story.file(), Id(9));
  ASSERT_NE(complaint, nullptr);
  EXPECT_EQ(LodgerOf(story.file(), Id(9)), "health");
  EXPECT_EQ(complaint->subject(), v1::COMPLAINT_SUBJECT_DELAY);
  EXPECT_TRUE(complaint->has_lodged_time());
  EXPECT_TRUE(IsUnanswered(*complaint));
  ASSERT_OK(story.Send("ombudsman", {acts::Answer(Id(9))}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("health", "sms"));
  complaint = FindComplaint(story.file(), Id(9));
  EXPECT_EQ(complaint->answer(), v1::COMPLAINT_ANSWER_UPHELD);
  EXPECT_TRUE(complaint->has_answered_time());
}

TEST(ComplaintTest, IsToBeAnsweredWithinTheProgrammesWorkingDays) {
  // Monday, 2 March 2020, noon in Baku; 5 working days are set.
  Story story;
  story.Applied().At(
      absl::FromCivil(absl::CivilHour(2020, 3, 2, 8), absl::UTCTimeZone()));
  ASSERT_OK(story.Send("sms", {acts::Complaint(Id(9))}));
  EXPECT_EQ(AnswerBy(story), "2020-03-09T20:00:00Z");
}

TEST(ComplaintTest, IsToBeAnsweredInTenWorkingDaysWhereNothingIsSaid) {
  config::v1::Programme programme = TestProgramme();
  programme.clear_complaints();
  Story story(programme);
  story.Applied().At(
      absl::FromCivil(absl::CivilHour(2020, 3, 2, 8), absl::UTCTimeZone()));
  EXPECT_THAT(story.Send("sms", {To("ombudsman")}),
              IsReason(Reason::kInvalidField))
      << "the lead alone takes complaints";
  ASSERT_OK(story.Send("sms", {To("sms")}));
  EXPECT_EQ(AnswerBy(story), "2020-03-16T20:00:00Z");
}

TEST(ComplaintTest, IsChecked) {
  Story story;
  story.Active(2);
  ASSERT_OK(story.Send("sms", {acts::Complaint(Id(8))}));
  ExpectRefusals(
      story, "sms", acts::Complaint(Id(9)),
      {{"no id", [](v1::Act& act) { Lodged(act).set_complaint_id("9"); },
        Reason::kInvalidField, "complaint_lodged.complaint_id"},
       {"an id the case has",
        [](v1::Act& act) { Lodged(act).set_complaint_id(Id(8)); },
        Reason::kInvalidField, "complaint_lodged.complaint_id"},
       {"a stranger", [](v1::Act& act) { Lodged(act).set_person_id("px"); },
        Reason::kUnknownPerson, "complaint_lodged.person_id"},
       {"about nothing", [](v1::Act& act) { Lodged(act).clear_subject(); },
        Reason::kInvalidField, "complaint_lodged.subject"},
       {"to nobody", [](v1::Act& act) { Lodged(act).clear_addressee(); },
        Reason::kUnknownAgency, "complaint_lodged.addressee"},
       {"to who takes no complaints",
        [](v1::Act& act) { Lodged(act).set_addressee("health"); },
        Reason::kInvalidField, "complaint_lodged.addressee"},
       {"about nobody known",
        [](v1::Act& act) { Lodged(act).set_about_agency("nobody"); },
        Reason::kUnknownAgency, "complaint_lodged.about_agency"}});
  EXPECT_THAT(story.Try("education", {acts::Complaint(Id(9))}),
              IsReason(Reason::kRoleNotAllowed))
      << "it serves nobody of the case";
}

TEST(ComplaintTest, GoesToNoAgencyThatHasLeft) {
  Story story;
  story.Active();
  ASSERT_THAT(story.Try("sms", {acts::Complaint(Id(9))}), IsOk());
  config::v1::Deployment deployment = TestDeployment();
  for (config::v1::Agency& agency : *deployment.mutable_agencies()) {
    if (agency.id() == "ombudsman") agency.set_successor("iom");
  }
  story.Deploy(deployment);
  const auto refused = story.Try("sms", {acts::Complaint(Id(9))});
  EXPECT_THAT(refused, IsReason(Reason::kInvalidField));
  EXPECT_EQ(Where(refused.status()), "acts[0].complaint_lodged.addressee");
}

TEST(ComplaintTest, AnswersAreChecked) {
  Story story;
  story.Active();
  ASSERT_OK(story.Send("sms", {acts::Complaint(Id(8))}));
  ExpectRefusals(
      story, "ombudsman", acts::Answer(Id(8)),
      {{"of none",
        [](v1::Act& act) {
          act.mutable_complaint_answered()->set_complaint_id(Id(7));
        },
        Reason::kComplaintNotFound, "complaint_answered.complaint_id"},
       {"that says nothing",
        [](v1::Act& act) { act.mutable_complaint_answered()->clear_answer(); },
        Reason::kInvalidField, "complaint_answered.answer"}});
  EXPECT_THAT(story.Try("sms", {acts::Answer(Id(8))}),
              IsReason(Reason::kRoleNotAllowed))
      << "only the addressee answers";
  EXPECT_THAT(story.Try("iom", {acts::Answer(Id(8))}),
              IsReason(Reason::kRoleNotAllowed));
  ASSERT_OK(story.Send("ombudsman", {acts::Answer(Id(8))}));
  EXPECT_THAT(story.Send("ombudsman", {acts::Answer(Id(8))}),
              IsReason(Reason::kIllegalTransition));
}

TEST(ComplaintTest, ACaseTakesSoMany) {
  Story story;
  story.Applied();
  std::vector<v1::Act> complaints;
  for (std::uint64_t i = 0; i < kMaxComplaintsPerCase; ++i) {
    complaints.push_back(acts::Complaint(Id(i)));
  }
  ASSERT_OK(story.Send("sms", complaints));
  EXPECT_THAT(story.Send("sms", {acts::Complaint(Id(9999))}),
              IsReason(Reason::kInvalidField));
}

}  // namespace
}  // namespace referral::model
