#include "common/model/clocks.h"

#include <string>
#include <utility>
#include <vector>

#include "common/model/dates.h"
#include "common/model/timestamps.h"
#include "tests/common/model/clock_stories.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr v1::Clock kResponse = v1::CLOCK_RESPONSE;
constexpr v1::Clock kCompletion = v1::CLOCK_COMPLETION;
constexpr v1::Clock kConsentEnd = v1::CLOCK_CONSENT_END;

TEST(ClocksTest, AReferralsClocksFollowItsStatus) {
  struct Row {
    std::string name;
    v1::ReferralStatus status;
    std::vector<Set> want;  // besides the consent
  };
  const Row rows[] = {
      {"asked for", v1::REFERRAL_STATUS_REQUESTED, {{kResponse, Id(1)}}},
      {"a receipt is no answer [29]",
       v1::REFERRAL_STATUS_RECEIVED,
       {{kResponse, Id(1)}}},
      {"accepted", v1::REFERRAL_STATUS_ACCEPTED, {{kCompletion, Id(1)}}},
      {"begun", v1::REFERRAL_STATUS_IN_PROGRESS, {{kCompletion, Id(1)}}},
      {"held, to be resumed long ago", v1::REFERRAL_STATUS_ON_HOLD, {}},
      {"declined", v1::REFERRAL_STATUS_REJECTED, {}},
      {"completed", v1::REFERRAL_STATUS_COMPLETED, {}},
      {"failed", v1::REFERRAL_STATUS_FAILED, {}},
      {"cancelled", v1::REFERRAL_STATUS_CANCELLED, {}},
      {"entered in error", v1::REFERRAL_STATUS_ENTERED_IN_ERROR, {}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    Story story = Consented();
    story.Referred(Id(1));
    if (row.status == v1::REFERRAL_STATUS_ON_HOLD) {
      v1::Act held = acts::Held(Id(1));
      *held.mutable_referral_held()->mutable_resume_date() = Day(2026, 5, 4);
      story.BroughtTo(Id(1), v1::REFERRAL_STATUS_IN_PROGRESS);
      story.At(EndOf(2026, 5, 8));
      ASSERT_OK(story.Send("health", {held}));
    } else {
      story.BroughtTo(Id(1), row.status);
    }
    std::vector<Set> want = row.want;
    want.emplace_back(kConsentEnd, "p1");
    EXPECT_EQ(Running(story), want);
  }
}

TEST(ClocksTest, AResponseIsDueWhenItsWorkingDaysAreOver) {  // [26]
  Story story = Consented();
  story.Referred(Id(1));  // three working days, on a Monday
  EXPECT_EQ(NextDueTime(story.file()), EndOf(2026, 5, 7));
  EXPECT_THAT(Due(story, EndOf(2026, 5, 7) - absl::Seconds(1)), IsEmpty());
  EXPECT_THAT(Due(story, EndOf(2026, 5, 7)),
              ElementsAre(Pair(kResponse, Id(1))));
}

TEST(ClocksTest, APsychosocialReferralIsDueTheNextDay) {  // [17]
  Story story = Consented();
  story.Referred(Id(1), "medical.psychosocial");
  EXPECT_EQ(NextDueTime(story.file()), EndOf(2026, 5, 5));
}

TEST(ClocksTest, APriorityHasClocksOfItsOwn) {  // [17]
  config::v1::Programme programme = TestProgramme();
  config::v1::PriorityClock& clock =
      *programme.mutable_services(0)->add_priority_clocks();
  clock.set_priority(v1::PRIORITY_EMERGENCY);
  clock.set_response_working_days(1);
  clock.set_completion_working_days(2);
  Story story = Consented(programme);
  struct Row {
    v1::Priority priority;
    absl::Time respond;
    absl::Time complete;
  };
  const Row rows[] = {
      {v1::PRIORITY_UNSPECIFIED, EndOf(2026, 5, 7), EndOf(2026, 5, 25)},
      {v1::PRIORITY_URGENT, EndOf(2026, 5, 7), EndOf(2026, 5, 25)},
      {v1::PRIORITY_EMERGENCY, EndOf(2026, 5, 5), EndOf(2026, 5, 6)},
  };
  std::uint64_t number = 0;
  for (const Row& row : rows) {
    const std::string id = Id(++number);
    v1::Act act = acts::Request(id, "medical.check");
    act.mutable_referral_requested()->set_priority(row.priority);
    ASSERT_OK(story.Send("sms", {act}));
    EXPECT_EQ(ToTime(story.referral(id).respond_by_time()), row.respond);
    EXPECT_EQ(ToTime(story.referral(id).complete_by_time()), row.complete);
  }
}

TEST(ClocksTest, AHeldReferralIsToBeTakenUpAgain) {
  Story story = Consented();
  story.Referred(Id(1)).BroughtTo(Id(1), v1::REFERRAL_STATUS_IN_PROGRESS);
  v1::Act held = acts::Held(Id(1));
  *held.mutable_referral_held()->mutable_resume_date() = Day(2026, 6, 1);
  ASSERT_OK(story.Send("health", {held}));
  EXPECT_EQ(NextDueTime(story.file()), EndOf(2026, 6, 1));
  EXPECT_THAT(Due(story, EndOf(2026, 6, 1)),
              ElementsAre(Pair(v1::CLOCK_HOLD, Id(1))));
}

TEST(ClocksTest, AClockThatStoodStillWhileItWasDueRunsOutAfterwards) {
  Story story = Consented();
  story.Referred(Id(1)).BroughtTo(Id(1), v1::REFERRAL_STATUS_IN_PROGRESS);
  ASSERT_OK(story.Send("health", {acts::Held(Id(1))}));
  story.At(EndOf(2026, 6, 30));
  EXPECT_THAT(Due(story, EndOf(2026, 6, 30)), IsEmpty());
  ASSERT_OK(story.Send("health", {acts::TakenUp(Id(1))}));
  EXPECT_THAT(Due(story, EndOf(2026, 6, 30)),
              ElementsAre(Pair(kCompletion, Id(1))));
}

// Acts, the last of which sets a clock of the case.
struct CaseClock {
  std::string name;
  v1::Clock clock;
  v1::Date last_day;
  void (*set)(Story& story, const v1::Date& last_day);
};

void Suspend(Story& story, const v1::Date& day) {
  story.Referred(Id(1)).BroughtTo(Id(1), v1::REFERRAL_STATUS_CANCELLED);
  ASSERT_OK(story.Send("sms", {acts::PlanAgreed()}));
  v1::Act act = acts::Suspended();
  *act.mutable_case_suspended()->mutable_resume_date() = day;
  ASSERT_OK(story.Send("sms", {act}));
}

void Close(Story& story, const v1::Date& day) {
  story.Referred(Id(1)).BroughtTo(Id(1), v1::REFERRAL_STATUS_CANCELLED);
  ASSERT_OK(story.Send("sms", {acts::PlanAgreed()}));
  ASSERT_OK(story.Send("sms", {acts::ClosingStarted()}));
  v1::Act act = acts::Closed();
  v1::Continuation& next = *act.mutable_case_closed()->mutable_continuation();
  next.set_owner("ngo");
  *next.mutable_follow_up_date() = day;
  ASSERT_OK(story.Send("sms", {act}));
}

void Plan(Story& story, const v1::Date& day) {
  v1::Act act = acts::PlanAgreed();
  v1::PlanAgreed& plan = *act.mutable_plan_agreed();
  *plan.mutable_start_date() = ToDate(
      AddMonths(ToCivilDay(day), -static_cast<int>(plan.duration_months())));
  ASSERT_OK(story.Send("sms", {act}));
}

void Fund(Story& story, const v1::Date& day) {
  config::v1::Programme programme = TestProgramme();
  *programme.mutable_funding_sources(0)->mutable_end_date() = day;
  const absl::Time now = story.context().now;
  story = Consented(programme);
  story.At(now).Planned();
}

void Consent(Story& story, const v1::Date& day) {
  ASSERT_OK(story.Send("sms", {acts::Withdrawal("p1")}));
  v1::Act act = acts::Consent("p1");
  *act.mutable_consent_given()->mutable_expiry_date() = day;
  ASSERT_OK(story.Send("sms", {act}));
}

const std::vector<CaseClock>& CaseClocks() {
  static const auto* clocks = new std::vector<CaseClock>{
      {"suspension", v1::CLOCK_SUSPENSION, Day(2026, 6, 1), Suspend},
      {"follow-up", v1::CLOCK_FOLLOW_UP, Day(2026, 9, 1), Close},
      {"end of support", v1::CLOCK_SUPPORT_END, Day(2026, 7, 1), Plan},
      {"end of funding", v1::CLOCK_FUNDING_END, Day(2026, 7, 1), Fund},
      {"end of a consent", v1::CLOCK_CONSENT_END, Day(2026, 7, 1), Consent},
  };
  return *clocks;
}

std::vector<Deadline> OfClock(const Story& story, v1::Clock clock) {
  std::vector<Deadline> found;
  for (Deadline& deadline : RunningClocks(story.file())) {
    if (deadline.clock == clock) found.push_back(std::move(deadline));
  }
  return found;
}

TEST(ClocksTest, WhatEndsWithADayIsDueWhenTheDayEnds) {
  for (const CaseClock& row : CaseClocks()) {
    SCOPED_TRACE(row.name);
    Story story = Consented();
    row.set(story, row.last_day);
    const std::vector<Deadline> found = OfClock(story, row.clock);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].due,
              absl::FromCivil(ToCivilDay(row.last_day) + 1, Baku()));
    EXPECT_EQ(found[0].agency,
              row.clock == v1::CLOCK_FOLLOW_UP ? "ngo" : "sms");
    story.At(found[0].due);
    EXPECT_OK(story.Say({DeadlineAct(found[0], story.context().directory)}));
    EXPECT_THAT(OfClock(story, row.clock), IsEmpty());
  }
}

TEST(ClocksTest, WhatIsRecordedLongAfterwardsIsNoSilence) {
  for (const CaseClock& row : CaseClocks()) {
    SCOPED_TRACE(row.name);
    Story story = Consented();
    story.At(absl::FromCivil(absl::CivilDay(2030, 1, 1), Baku()));
    row.set(story, row.last_day);
    EXPECT_THAT(OfClock(story, row.clock), IsEmpty());
  }
}

TEST(ClocksTest, AConsentThatANewerOneCoversEndsUnnoticed) {  // [27]
  Story story = Consented();
  v1::Act newer = acts::Consent("p1");
  *newer.mutable_consent_given()->mutable_expiry_date() = Day(2029, 1, 1);
  ASSERT_OK(story.Send("sms", {newer}));
  const std::vector<Deadline> found = OfClock(story, kConsentEnd);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].due, EndOf(2029, 1, 1));
}

TEST(ClocksTest, AConsentForFewerAgenciesCoversNone) {
  Story story = Consented();
  v1::Act newer = acts::Consent("p1");
  newer.mutable_consent_given()->add_recipients("health");
  *newer.mutable_consent_given()->mutable_expiry_date() = Day(2029, 1, 1);
  ASSERT_OK(story.Send("sms", {newer}));
  EXPECT_EQ(OfClock(story, kConsentEnd).size(), 2u);
}

}  // namespace
}  // namespace referral::model
