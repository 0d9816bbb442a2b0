#include "common/model/plan.h"

#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT

v1::PlanAgreed& In(v1::Act& act) { return *act.mutable_plan_agreed(); }

void Approve(v1::Act& act) {
  In(act).mutable_budget_override()->set_reason_code("SINGLE_APPLICANT");
  In(act).mutable_budget_override()->set_approver("head-1");
}

TEST(PlanTest, SetsTheSupportItsEndAndItsFunding) {  // [11, 22]
  Story story;
  story.Open().Planned();
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_PLAN_AGREED);
  EXPECT_EQ(story.file().support_start_date().DebugString(),
            Day(2020, 3, 9).DebugString());
  EXPECT_EQ(story.file().support_end_date().DebugString(),
            Day(2020, 9, 9).DebugString());
  EXPECT_EQ(story.file().funding_source_code(), "eu");
  EXPECT_EQ(story.file().vulnerability_level(), v1::VULNERABILITY_LEVEL_LOW);
}

TEST(PlanTest, TheFundingEndsOnItsSourcesLastDay) {  // [22]
  config::v1::Programme programme = TestProgramme();
  *programme.mutable_funding_sources(0)->mutable_end_date() = Day(2020, 3, 9);
  Story story(programme);
  story.Open().Planned();  // support begins on the last day of the money
  EXPECT_EQ(story.file().funding_end_date().DebugString(),
            Day(2020, 3, 9).DebugString());

  // The other source is open-ended.
  v1::Act act = acts::PlanAgreed();
  In(act).set_funding_source_code("state");
  ASSERT_OK(story.Send("sms", {act}));
  EXPECT_FALSE(story.file().has_funding_end_date());
  EXPECT_EQ(story.Replay().DebugString(), story.file().DebugString());
}

TEST(PlanTest, NoSupportBeginsAfterItsFundingHasEnded) {  // [22]
  config::v1::Programme programme = TestProgramme();
  *programme.mutable_funding_sources(0)->mutable_end_date() = Day(2020, 3, 8);
  Story story(programme);
  story.Open();
  for (const char* code : {"", "eu"}) {  // by default, or named
    v1::Act act = acts::PlanAgreed();
    In(act).set_funding_source_code(code);
    const auto effects = story.Try("sms", {act});
    EXPECT_THAT(effects, IsReason(Reason::kInvalidField));
    EXPECT_EQ(Where(effects.status()),
              "acts[0].plan_agreed.funding_source_code");
  }
  v1::Act act = acts::PlanAgreed();
  In(act).set_funding_source_code("state");
  EXPECT_THAT(story.Try("sms", {act}), IsOk());
}

TEST(PlanTest, IsAgreedAgainWhileTheCaseGoesOn) {
  Story story;
  story.Active();
  v1::Act act = acts::PlanAgreed();
  In(act).set_funding_source_code("state");
  ASSERT_OK(story.Send("sms", {act}));
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_ACTIVE);
  EXPECT_EQ(story.file().funding_source_code(), "state");
}

TEST(PlanTest, AfterUrgentReferralsTheCaseIsActiveAtOnce) {  // [19]
  Story story;
  story.Open().Consented().Referred(Id(1));
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_OPEN);
  story.Planned();
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_ACTIVE);
}

TEST(PlanTest, LastsAsLongAsTheLevelAllows) {  // [11]
  Story story;
  story.Open();
  const struct {
    v1::VulnerabilityLevel level;
    std::uint32_t months;
    bool allowed;
  } kTable[] = {
      {v1::VULNERABILITY_LEVEL_LOW, 2, false},
      {v1::VULNERABILITY_LEVEL_LOW, 3, true},
      {v1::VULNERABILITY_LEVEL_LOW, 6, true},
      {v1::VULNERABILITY_LEVEL_LOW, 7, false},
      {v1::VULNERABILITY_LEVEL_MEDIUM, 9, true},
      {v1::VULNERABILITY_LEVEL_MEDIUM, 10, false},
      {v1::VULNERABILITY_LEVEL_HIGH, 5, false},
      {v1::VULNERABILITY_LEVEL_HIGH, 12, true},
      {v1::VULNERABILITY_LEVEL_HIGH, 13, false},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.months);
    v1::Act act = acts::PlanAgreed();
    In(act).set_vulnerability_level(row.level);
    In(act).set_duration_months(row.months);
    const auto effects = story.Try("sms", {act});
    if (row.allowed) {
      EXPECT_THAT(effects, IsOk());
    } else {
      EXPECT_THAT(effects, IsReason(Reason::kDurationExceeded));
    }
  }
}

TEST(PlanTest, StaysWithinTheBudgetPerPersonTimesPeople) {  // [15]
  for (const int people : {1, 3}) {
    Story story;
    story.Open(people);
    v1::Act act = acts::PlanAgreed();
    *In(act).mutable_services(0)->mutable_budget() = Azn(people * 100'000);
    EXPECT_THAT(story.Try("sms", {act}), IsOk());
    *In(act).mutable_services(0)->mutable_budget() = Azn(people * 100'000 + 1);
    EXPECT_THAT(story.Try("sms", {act}), IsReason(Reason::kBudgetExceeded));
    Approve(act);
    ASSERT_OK(story.Send("sms", {act}));
    EXPECT_TRUE(story.file().budget_overridden());
  }
}

TEST(PlanTest, SumsTheBudgetsOfItsServices) {
  Story story;
  story.Open();
  v1::Act act = acts::PlanAgreed();
  *In(act).mutable_services(0)->mutable_budget() = Azn(60'000);
  *In(act).add_services() = In(act).services(0);
  EXPECT_THAT(story.Try("sms", {act}), IsReason(Reason::kBudgetExceeded));
}

TEST(PlanTest, PaysNothingInCash) {  // [9]
  v1::Act act = acts::PlanAgreed();
  In(act).mutable_services(0)->set_form(v1::SUPPORT_FORM_CASH);
  Story story;
  story.Open();
  EXPECT_THAT(story.Try("sms", {act}), IsReason(Reason::kCashRefused));

  config::v1::Programme partly_cash = TestProgramme();  // [28]
  partly_cash.set_in_kind_only(false);
  Story other(partly_cash);
  other.Open();
  EXPECT_THAT(other.Try("sms", {act}), IsOk());
}

TEST(PlanTest, IsChecked) {
  Story story;
  story.Open();
  v1::Act with_override = acts::PlanAgreed();
  Approve(with_override);
  ExpectRefusals(
      story, "sms", with_override,
      {{"no strand", [](v1::Act& act) { In(act).clear_strands(); },
        Reason::kInvalidField, "plan_agreed.strands"},
       {"no start", [](v1::Act& act) { In(act).clear_start_date(); },
        Reason::kInvalidDate, "plan_agreed.start_date"},
       {"no level", [](v1::Act& act) { In(act).clear_vulnerability_level(); },
        Reason::kInvalidField},
       {"no service", [](v1::Act& act) { In(act).clear_services(); },
        Reason::kInvalidField, "plan_agreed.services"},
       {"an unknown service",
        [](v1::Act& act) {
          In(act).mutable_services(0)->set_service_code("x");
        },
        Reason::kUnknownService, "plan_agreed.services[0].service_code"},
       {"for nobody",
        [](v1::Act& act) { In(act).mutable_services(0)->clear_person_ids(); },
        Reason::kInvalidField},
       {"for a stranger",
        [](v1::Act& act) { In(act).mutable_services(0)->add_person_ids("p9"); },
        Reason::kUnknownPerson, "plan_agreed.services[0].person_ids"},
       {"no budget",
        [](v1::Act& act) { In(act).mutable_services(0)->clear_budget(); },
        Reason::kInvalidField},
       {"another currency",
        [](v1::Act& act) {
          In(act).mutable_services(0)->mutable_budget()->set_currency_code(
              "EUR");
        },
        Reason::kInvalidField, "plan_agreed.services[0].budget"},
       {"less than nothing",
        [](v1::Act& act) {
          In(act).mutable_services(0)->mutable_budget()->set_minor_units(-1);
        },
        Reason::kInvalidField},
       {"an override without a reason",
        [](v1::Act& act) {
          In(act).mutable_budget_override()->clear_reason_code();
        },
        Reason::kReasonRequired},
       {"an override with a reason in words",
        [](v1::Act& act) {
          In(act).mutable_budget_override()->set_reason_code("very poor");
        },
        Reason::kInvalidField},
       {"an override without an approver",
        [](v1::Act& act) {
          In(act).mutable_budget_override()->clear_approver();
        },
        Reason::kApproverRequired},
       {"approved by the officer alone",
        [](v1::Act& act) {
          In(act).mutable_budget_override()->set_approver(act.officer());
        },
        Reason::kApproverRequired, "plan_agreed.budget_override.approver"},
       {"an unknown source of money",
        [](v1::Act& act) { In(act).set_funding_source_code("lottery"); },
        Reason::kInvalidField, "plan_agreed.funding_source_code"},
       {"beyond the calendar",
        [](v1::Act& act) { *In(act).mutable_start_date() = Day(2200, 12, 1); },
        Reason::kInvalidDate}});
}

TEST(PlanTest, NeedsAreOfPeopleAndPathways) {  // [26]
  Story story;
  story.Open();
  ExpectRefusals(
      story, "sms", acts::NeedsAssessed(),
      {{"none",
        [](v1::Act& act) { act.mutable_needs_assessed()->clear_needs(); },
        Reason::kInvalidField},
       {"of a stranger",
        [](v1::Act& act) {
          act.mutable_needs_assessed()->mutable_needs(0)->set_person_id("x");
        },
        Reason::kUnknownPerson, "needs_assessed.needs[0].person_id"},
       {"without a pathway",
        [](v1::Act& act) {
          act.mutable_needs_assessed()->mutable_needs(0)->set_need_code("x");
        },
        Reason::kInvalidField, "needs_assessed.needs[0].need_code"},
       {"no level",
        [](v1::Act& act) {
          act.mutable_needs_assessed()->clear_vulnerability_level();
        },
        Reason::kInvalidField}});
  v1::Act act = acts::NeedsAssessed();
  while (act.needs_assessed().needs_size() < 256) {
    *act.mutable_needs_assessed()->add_needs() = act.needs_assessed().needs(0);
  }
  EXPECT_THAT(story.Try("sms", {act}), IsOk());
  *act.mutable_needs_assessed()->add_needs() = act.needs_assessed().needs(0);
  EXPECT_THAT(story.Try("sms", {act}), IsReason(Reason::kInvalidField));
}

TEST(PlanTest, AnExtensionHasAReasonAndAnApprover) {  // [11]
  Story story;
  story.Active();
  ExpectRefusals(
      story, "sms", acts::Extended(6),
      {{"no months",
        [](v1::Act& act) { act.mutable_support_extended()->set_months(0); },
        Reason::kInvalidField, "support_extended.months"},
       {"more than a year",
        [](v1::Act& act) { act.mutable_support_extended()->set_months(13); },
        Reason::kInvalidField},
       {"no approval",
        [](v1::Act& act) { act.mutable_support_extended()->clear_approval(); },
        Reason::kApproverRequired},
       {"no reason",
        [](v1::Act& act) {
          act.mutable_support_extended()
              ->mutable_approval()
              ->clear_reason_code();
        },
        Reason::kReasonRequired},
       {"approved by the officer alone",
        [](v1::Act& act) {
          act.mutable_support_extended()->mutable_approval()->set_approver(
              act.officer());
        },
        Reason::kApproverRequired}});
  ASSERT_OK(story.Send("sms", {acts::Extended(6)}));
  EXPECT_EQ(story.file().support_end_date().DebugString(),
            Day(2021, 3, 9).DebugString());
}

TEST(PlanTest, ExtensionsAddUpFromTheLastDayOfSupport) {  // [11]
  Story story;
  story.Active();  // from 2020-03-09, six months
  ASSERT_OK(story.Send("sms", {acts::Extended(12)}));  // the most at once
  EXPECT_EQ(story.file().support_end_date().DebugString(),
            Day(2021, 9, 9).DebugString());
  ASSERT_OK(story.Send("sms", {acts::Extended(1)}));
  EXPECT_EQ(story.file().support_end_date().DebugString(),
            Day(2021, 10, 9).DebugString());
  EXPECT_EQ(story.Replay().DebugString(), story.file().DebugString());
}

TEST(PlanTest, AnExtensionKeepsToTheCalendar) {  // [11]
  Story story;
  story.Open().Consented();
  v1::Act plan = acts::PlanAgreed();
  *In(plan).mutable_start_date() = Day(2020, 8, 31);
  ASSERT_OK(story.Send("sms", {plan}));
  EXPECT_EQ(story.file().support_end_date().DebugString(),
            Day(2021, 2, 28).DebugString());  // no 31st of February
  ASSERT_OK(story.Send("sms", {acts::Extended(12)}));
  EXPECT_EQ(story.file().support_end_date().DebugString(),
            Day(2022, 2, 28).DebugString());

  Story last;
  last.Open();
  *In(plan).mutable_start_date() = Day(2200, 6, 1);
  ASSERT_OK(last.Send("sms", {plan}));
  EXPECT_THAT(last.Send("sms", {acts::Extended(1)}),
              IsReason(Reason::kInvalidDate));
}

TEST(PlanTest, AnExtensionNeedsSupportThatBegan) {
  Story story;
  story.Open();
  EXPECT_THAT(story.Send("sms", {acts::Extended(3)}),
              IsReason(Reason::kCaseNotOpen));
}

}  // namespace
}  // namespace referral::model
