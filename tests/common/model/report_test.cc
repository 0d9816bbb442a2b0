#include "common/model/report.h"

#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT

TEST(ReportTest, PercentagesRoundHalfToEven) {  // [2]
  const struct {
    std::uint64_t part, whole;
    std::uint32_t want;
  } kTable[] = {{54, 64, 8438}, {10, 64, 1562}, {0, 64, 0},  {64, 64, 10000},
                {1, 3, 3333},   {2, 3, 6667},   {5, 0, 0},   {1, 20000, 0},
                {3, 20000, 2},  {1, 2, 5000},   {1, 7, 1429}};
  for (const auto& row : kTable) {
    EXPECT_EQ(BasisPointsHalfEven(row.part, row.whole), row.want)
        << row.part << "/" << row.whole;
  }
}

v1::Report ReportOf(const std::vector<const Story*>& stories) {
  const Programme programme(TestProgramme(), 1);
  ReportBuilder builder(programme);
  for (const Story* story : stories) builder.Add(story->file());
  return builder.Finish();
}

v1::Report Parse(const char* text) {
  v1::Report report;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &report));
  return report;
}

Story Rejected() {
  Story story;
  v1::Act application = acts::Application(2);
  auto& applied = *application.mutable_application_registered();
  applied.mutable_return_facts()->set_citizen(false);
  for (v1::CasePerson& person : *applied.mutable_people()) {
    person.clear_sex();
    person.clear_age_group();
  }
  EXPECT_OK(
      story.Send("sms", {application, acts::ReviewStarted(),
                         acts::Rejected(v1::REJECTION_REASON_NOT_A_CITIZEN)}));
  return story;
}

// p1 a woman, p2 a boy and p3 a girl born in DE. Checked are p1 and
// p2, p1 twice; p2 is placed in a school; p3's lodging fails.
Story Supported() {
  Story story;
  story.Open(3).Consented().Planned();
  story.Referred(Id(1), "medical.check", {"p1", "p2"})
      .Referred(Id(2), "medical.check", {"p1"})
      .Referred(Id(3), "education.school", {"p2"})
      .Referred(Id(4), "accommodation.temporary", {"p3"});
  for (const std::uint64_t id : {1, 2, 3}) {
    story.BroughtTo(Id(id), v1::REFERRAL_STATUS_COMPLETED).Settled(Id(id));
  }
  story.BroughtTo(Id(4), v1::REFERRAL_STATUS_FAILED).Settled(Id(4));
  EXPECT_OK(story.Send("sms", {acts::ClosingStarted(), acts::Closed()}));
  return story;
}

TEST(ReportTest, CountsEveryCaseOnceAndWhereItStands) {  // [1, 3, 4, 5, 6]
  Story announced, pending;
  announced.Announced();
  pending.Active();
  Story nobody;  // a file that no message ever reached
  const Story rejected = Rejected(), supported = Supported();
  Story followed_up = Supported();
  ASSERT_OK(followed_up.Send("sms", {acts::FollowUp()}));
  const v1::Report report = ReportOf(
      {&announced, &pending, &rejected, &supported, &followed_up, &nobody});
  const v1::Report want = Parse(R"pb(
    programme_id: "restart"
    announced { people: 2 cases: 1 }
    applied { people: 9 cases: 4 }
    supported { people: 6 cases: 2 case_share_basis_points: 5000 }
    rejected { people: 2 cases: 1 case_share_basis_points: 2500 }
    pending { people: 1 cases: 1 }
    supported_people { women: 2 boys: 2 girls: 2 }
    rejected_people { not_recorded: 2 }
    born_abroad { country_code: "DE" people: 4 }
    services { code: "education" people: 2 minors: 2 adults: 0 }
    services { code: "accommodation" people: 0 cases: 0 }
    services { code: "medical" people: 4 }
    services { code: "documents" people: 0 }
    service_people_total: 6
    distinct_people_served: 4
  )pb");
  std::string difference;
  google::protobuf::util::MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&difference);
  EXPECT_TRUE(differencer.Compare(want, report)) << difference;
}

TEST(ReportTest, WhoeverWasOfACaseCountsWithIt) {  // [15, 21]
  Story story;
  v1::Act application = acts::Application(2);
  application.mutable_application_registered()
      ->mutable_people(1)
      ->set_earlier_case_id("AZ-00000-00000-C");
  ASSERT_OK(story.Send("sms",
                       {application, acts::ReviewStarted(), acts::Eligible()}));
  story.Consented().Planned().Referred(Id(1));
  ASSERT_OK(story.Send("sms", {acts::Joined("p3"), acts::Left("p2")}));
  story.BroughtTo(Id(1), v1::REFERRAL_STATUS_COMPLETED).Settled(Id(1));
  ASSERT_OK(story.Send("sms", {acts::ClosingStarted(), acts::Closed()}));
  const v1::Report report = ReportOf({&story});
  EXPECT_EQ(report.applied().people(), 3);
  EXPECT_EQ(report.supported().people(), 3);
  EXPECT_EQ(report.returned_again_people(), 1);
}

TEST(ReportTest, WhatIsNotRecordedIsNotGuessed) {  // [6]
  Story story;
  v1::Act application = acts::Application(5);
  auto& people =
      *application.mutable_application_registered()->mutable_people();
  people[0].set_sex(v1::SEX_OTHER);
  people[1].clear_age_group();
  people[2].clear_birth_country_code();
  people[3].set_sex(v1::SEX_UNKNOWN);
  ASSERT_OK(story.Send("sms",
                       {application, acts::ReviewStarted(), acts::Eligible()}));
  story.Consented().Planned().Referred(Id(1), "education.school",
                                       {"p1", "p2", "p3", "p4", "p5"});
  story.BroughtTo(Id(1), v1::REFERRAL_STATUS_COMPLETED).Settled(Id(1));
  ASSERT_OK(story.Send("sms", {acts::ClosingStarted(), acts::Closed()}));
  const v1::Report report = ReportOf({&story});
  EXPECT_EQ(report.supported_people().not_recorded(), 3);
  EXPECT_EQ(report.supported_people().girls(), 2);
  EXPECT_EQ(report.born_abroad(0).people(), 3);
  EXPECT_EQ(report.services(0).people(), 5);
  EXPECT_EQ(report.services(0).minors(), 3);
  EXPECT_EQ(report.services(0).adults(), 1);
  EXPECT_EQ(report.services(0).age_not_recorded(), 1);
}

TEST(ReportTest, BornAbroadGoesByNumberThenName) {  // [4]
  Story story;
  v1::Act application = acts::Application(4);
  auto& people =
      *application.mutable_application_registered()->mutable_people();
  people[0].set_birth_country_code("SE");
  people[1].set_birth_country_code("BG");
  people[2].set_birth_country_code("DE");
  people[3].set_birth_country_code("DE");
  ASSERT_OK(story.Send("sms",
                       {application, acts::ReviewStarted(), acts::Eligible()}));
  EXPECT_EQ(ReportOf({&story}).born_abroad_size(), 0) << "not yet supported";
  story.Consented().Planned().Referred(Id(1));
  story.BroughtTo(Id(1), v1::REFERRAL_STATUS_COMPLETED).Settled(Id(1));
  ASSERT_OK(story.Send("sms", {acts::ClosingStarted(), acts::Closed()}));
  const v1::Report report = ReportOf({&story});
  ASSERT_EQ(report.born_abroad_size(), 3);
  EXPECT_EQ(report.born_abroad(0).country_code(), "DE");
  EXPECT_EQ(report.born_abroad(1).country_code(), "BG");
  EXPECT_EQ(report.born_abroad(2).country_code(), "SE");
}

TEST(ReportTest, AMistakenReferralServedNobody) {
  Story story = Supported();
  ASSERT_OK(story.Send("sms", {acts::EnteredInError(Id(3))}));
  const v1::Report report = ReportOf({&story});
  EXPECT_EQ(report.services(0).people(), 0);
  EXPECT_EQ(report.services(2).people(), 2);
}

TEST(ReportTest, CountsComplaintsAndEmergencies) {
  Story story;
  story.Active();
  ASSERT_OK(story.Send("sms", {acts::Emergency("p1"), acts::Emergency("p1"),
                               acts::Withdrawal("p1")}));
  ASSERT_OK(story.Send("sms", {acts::Complaint(Id(8))}));
  ASSERT_OK(story.Send("health", {acts::Complaint(Id(9))}));
  ASSERT_OK(story.Send("ombudsman", {acts::Answer(Id(9))}));
  const v1::Report report = ReportOf({&story});
  EXPECT_EQ(report.complaints(), 2);
  EXPECT_EQ(report.complaints_unanswered(), 1);
  EXPECT_EQ(report.emergencies(), 2) << "whether withdrawn or not";
}

TEST(ReportTest, CountsItsOwnProgrammeInEveryVersion) {
  config::v1::Programme other = TestProgramme();
  other.set_id("other");
  Story story = Supported();
  const Programme programme(other, 7);
  ReportBuilder builder(programme);
  builder.Add(story.file());
  EXPECT_EQ(builder.Finish().applied().cases(), 0);

  // A group that only an earlier version had still shows.
  config::v1::Programme newer = TestProgramme();
  newer.mutable_report_groups()->DeleteSubrange(0, 1);
  const Programme version_two(newer, 2);
  ReportBuilder newest(version_two);
  newest.Add(story.file());
  const v1::Report report = newest.Finish();
  ASSERT_EQ(report.services_size(), 4);
  EXPECT_EQ(report.services(3).code(), "education");
  EXPECT_EQ(report.services(3).people(), 1);
}

}  // namespace
}  // namespace referral::model
