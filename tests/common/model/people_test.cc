#include "common/model/people.h"

#include "absl/strings/str_cat.h"
#include "common/model/case_file.h"
#include "common/model/need_to_know.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::int64_t kPerPerson = 100'000;
constexpr char kEarlierCase[] = "AZ-00000-00000-C";

std::int64_t Threshold(const Story& story) {
  return story.file().budget_threshold().minor_units();
}

// A family of three whose third person has left.
Story OneHasLeft() {
  Story story;
  story.Active(3);
  EXPECT_OK(story.Send("sms", {acts::Left("p3")}));
  return story;
}

TEST(PeopleTest, TheThresholdFollowsThePeoplePresent) {  // [15]
  Story story;
  story.Active(2);
  EXPECT_EQ(Threshold(story), 2 * kPerPerson);
  ASSERT_OK(story.On(2020, 4, 1).Send("sms", {acts::Joined("p3")}));
  EXPECT_EQ(Threshold(story), 3 * kPerPerson);
  EXPECT_EQ(FindPerson(story.file(), "p3")->joined_date().DebugString(),
            Day(2020, 4, 1).DebugString());
  ASSERT_OK(story.On(2020, 5, 1).Send("sms", {acts::Left("p2")}));
  EXPECT_EQ(Threshold(story), 2 * kPerPerson);
  const storage::v1::Person& left = *FindPerson(story.file(), "p2");
  EXPECT_EQ(left.left_date().DebugString(), Day(2020, 5, 1).DebugString());
  EXPECT_EQ(left.leave_reason(), v1::LEAVE_REASON_MOVED_AWAY);
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_ACTIVE);

  // A plan agreed anew counts them the same way.
  ASSERT_OK(story.Send("sms", {acts::PlanAgreed()}));
  EXPECT_EQ(Threshold(story), 2 * kPerPerson);
  EXPECT_EQ(story.Replay().DebugString(), story.file().DebugString());
}

TEST(PeopleTest, WhoJoinsAddsToWhatCanBeReserved) {  // [15]
  Story story;
  story.Open(1).Consented();
  const v1::Act request =
      acts::Request(Id(1), "medical.check", {"p1"}, kPerPerson + 1);
  EXPECT_THAT(story.Try("sms", {request}), IsReason(Reason::kBudgetExceeded));
  EXPECT_THAT(story.Try("sms", {acts::Joined("p2"), request}), IsOk());
}

TEST(PeopleTest, WhatIsReservedStaysThoughItsPersonLeft) {  // [15]
  Story story;
  story.Open(2).Consented().Planned();
  story.Referred(Id(1), "medical.check", {"p1", "p2"}, 2 * kPerPerson);
  ASSERT_OK(story.Send("sms", {acts::Left("p2")}));
  EXPECT_EQ(Threshold(story), kPerPerson);
  EXPECT_EQ(story.referral(Id(1)).reserved().minor_units(), 2 * kPerPerson);

  // Nothing more goes without a decision of a second officer.
  v1::Act more = acts::Request(Id(2), "documents.passport", {"p1"}, 1);
  EXPECT_THAT(story.Try("sms", {more}), IsReason(Reason::kBudgetExceeded));
  v1::Override& decision =
      *more.mutable_referral_requested()->mutable_budget_override();
  decision.set_reason_code("FAMILY_SPLIT");
  decision.set_approver("head-1");
  EXPECT_THAT(story.Try("sms", {more}), IsOk());

  // What was reserved may be spent, and not a qapik beyond it.
  ASSERT_OK(
      story.Send("health", {acts::Accepted(Id(1)), acts::Started(Id(1))}));
  EXPECT_THAT(story.Try("health", {acts::Completed(Id(1), 2 * kPerPerson + 1)}),
              IsReason(Reason::kBudgetExceeded));
  EXPECT_OK(story.Send("health", {acts::Completed(Id(1), 2 * kPerPerson)}));
}

TEST(PeopleTest, NothingNewIsDoneForWhoHasLeft) {
  const Story story = OneHasLeft();
  v1::Act plan = acts::PlanAgreed();
  plan.mutable_plan_agreed()->mutable_services(0)->add_person_ids("p3");
  v1::Act needs = acts::NeedsAssessed();
  needs.mutable_needs_assessed()->mutable_needs(0)->set_person_id("p3");
  const struct {
    const char* name;
    v1::Act act;
    const char* where;
  } kTable[] = {
      {"request", acts::Request(Id(7), "medical.check", {"p1", "p3"}),
       "referral_requested.person_ids"},
      {"needs", needs, "needs_assessed.needs[0].person_id"},
      {"plan", plan, "plan_agreed.services[0].person_ids"},
      {"consent", acts::Consent("p3"), "consent_given.person_id"},
      {"departure", acts::Left("p3"), "person_left.person_id"},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    const auto effects = story.Try("sms", {row.act});
    EXPECT_THAT(effects, IsReason(Reason::kPersonLeft));
    EXPECT_EQ(Where(effects.status()), absl::StrCat("acts[0].", row.where));
  }
}

TEST(PeopleTest, WhatIsTheirsStaysTheirsWhenTheyHaveLeft) {  // [27]
  Story story;
  story.Open(2).Consented().Referred(Id(1), "medical.check", {"p1", "p2"});
  ASSERT_OK(story.Send("sms", {acts::Left("p2")}));
  // What is known of them is corrected and added to,
  EXPECT_OK(story.Send("sms", {acts::Information()}, {Note("p2")}));
  // consent is taken back, and what it opened is destroyed.
  ASSERT_OK(story.Send("sms", {acts::Withdrawal("p2")}));
  EXPECT_THAT(FindPerson(story.file(), "p2")->consents(), IsEmpty());
  ASSERT_EQ(story.file().pending_destructions_size(), 1);
  const std::string withdrawal = story.records().back().message_id;
  EXPECT_OK(story.Send("health", {acts::Destroyed(withdrawal, "p2")}));
  EXPECT_THAT(story.file().pending_destructions(), IsEmpty());
}

TEST(PeopleTest, AnOpenReferralKeepsTheLastWhomItServes) {
  Story story;
  story.Open(3).Consented().Planned();
  story.Referred(Id(1), "medical.check", {"p2", "p3"});
  ASSERT_OK(story.Send("sms", {acts::Left("p3")}));
  EXPECT_THAT(story.Send("sms", {acts::Left("p2")}),
              IsReason(Reason::kOpenReferrals));
  story.BroughtTo(Id(1), v1::REFERRAL_STATUS_CANCELLED);
  EXPECT_OK(story.Send("sms", {acts::Left("p2")}));
}

TEST(PeopleTest, TheLastPersonStays) {
  Story story;
  story.Active(2);
  ASSERT_OK(story.Send("sms", {acts::Left("p2")}));
  EXPECT_THAT(story.Send("sms", {acts::Left("p1")}),
              IsReason(Reason::kLastPerson));
}

TEST(PeopleTest, NobodyLeavesBeforeJoining) {
  Story story;
  story.Active(1);
  ASSERT_OK(story.On(2020, 4, 2).Send("sms", {acts::Joined("p2")}));
  story.On(2020, 4, 1);
  const absl::Status status = story.Send("sms", {acts::Left("p2")});
  EXPECT_THAT(status, IsReason(Reason::kInvalidDate));
  EXPECT_EQ(Where(status), "acts[0].occurred_date");
  EXPECT_OK(story.On(2020, 4, 2).Send("sms", {acts::Left("p2")}));
}

TEST(PeopleTest, AnIdStandsForOnePersonForEver) {
  const Story story = OneHasLeft();
  for (const char* id : {"p1", "p3"}) {
    EXPECT_THAT(story.Try("sms", {acts::Joined(id)}),
                IsReason(Reason::kInvalidField));
  }
}

TEST(PeopleTest, ACaseHasSixtyFourPeopleThoseWhoLeftIncluded) {
  Story story;
  story.Active(63);
  ASSERT_OK(story.Send("sms", {acts::Joined("p64")}));
  ASSERT_OK(story.Send("sms", {acts::Left("p2")}));
  EXPECT_THAT(story.Send("sms", {acts::Joined("p65")}),
              IsReason(Reason::kInvalidField));
}

TEST(PeopleTest, WhoJoinsIsWrittenAboutInTheSameMessage) {
  Story story;
  story.Active(1);
  EXPECT_OK(story.Send("sms", {acts::Joined("p2"), acts::Consent("p2")},
                       {Note("p2")}));
}

TEST(PeopleTest, JoiningIsChecked) {
  Story story;
  story.Active(1);
  v1::Act joined = acts::Joined("p2");
  joined.mutable_person_joined()->mutable_person()->set_earlier_case_id(
      kEarlierCase);
  const auto person = [](v1::Act& act) -> v1::CasePerson& {
    return *act.mutable_person_joined()->mutable_person();
  };
  ExpectRefusals(
      story, "sms", joined,
      {{"nobody", [](v1::Act& act) { act.mutable_person_joined()->Clear(); },
        Reason::kInvalidField, "person_joined.person.person_id"},
       {"an id in capitals",
        [&](v1::Act& act) { person(act).set_person_id("P2"); },
        Reason::kInvalidField, "person_joined.person.person_id"},
       {"a sex that does not exist",
        [&](v1::Act& act) { person(act).set_sex(static_cast<v1::Sex>(99)); },
        Reason::kInvalidField, "person_joined.person.sex"},
       {"a country of birth in words",
        [&](v1::Act& act) { person(act).set_birth_country_code("Germany"); },
        Reason::kInvalidField, "person_joined.person.birth_country_code"},
       {"an earlier case that is none",
        [&](v1::Act& act) { person(act).set_earlier_case_id("last year"); },
        Reason::kInvalidCaseId, "person_joined.person.earlier_case_id"},
       {"this case as the earlier one",
        [&](v1::Act& act) {
          person(act).set_earlier_case_id(std::string(kCaseId));
        },
        Reason::kInvalidField, "person_joined.person.earlier_case_id"}});
}

TEST(PeopleTest, LeavingIsChecked) {
  Story story;
  story.Active(2);
  ExpectRefusals(
      story, "sms", acts::Left("p2"),
      {{"nobody",
        [](v1::Act& act) { act.mutable_person_left()->clear_person_id(); },
        Reason::kUnknownPerson, "person_left.person_id"},
       {"a stranger",
        [](v1::Act& act) { act.mutable_person_left()->set_person_id("p9"); },
        Reason::kUnknownPerson, "person_left.person_id"},
       {"no reason",
        [](v1::Act& act) { act.mutable_person_left()->clear_reason(); },
        Reason::kReasonRequired, "person_left.reason"},
       {"a reason that does not exist",
        [](v1::Act& act) {
          act.mutable_person_left()->set_reason(
              static_cast<v1::LeaveReason>(99));
        },
        Reason::kInvalidField, "person_left.reason"}});
}

TEST(PeopleTest, WhoServesAPersonLearnsOfTheDepartureAndOfNoBudget) {
  Story story;
  story.Open(2).Consented().Planned();
  story.Referred(Id(1), "medical.check", {"p1", "p2"})
      .Referred(Id(2), "education.school", {"p1"});
  ASSERT_OK(story.Send("sms", {acts::Left("p2")}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre("health"));

  std::vector<v1::Disclosure> parts(1);
  *parts[0].mutable_act() = acts::Left("p2");
  const auto seen = [&](const char* agency) {
    return NeedToKnow(story.file(), {"sms", Id(7)}, parts,
                      {Reader::Kind::kAgency, agency, v1::AGENCY_ROLE_PROVIDER},
                      Day(2020, 3, 3));
  };
  EXPECT_THAT(seen("health").parts, ElementsAre(0));
  EXPECT_FALSE(seen("health").effects);
  EXPECT_EQ(seen("education").extent, View::Extent::kNothing);
}

TEST(PeopleTest, JoiningIsBetweenTheLeadAndTheRouter) {
  Story story;
  story.Active(1);
  ASSERT_OK(story.Send("sms", {acts::Joined("p2")}));
  EXPECT_THAT(story.effects().recipients(), IsEmpty());
}

TEST(PeopleTest, WhoReturnsAgainIsCounted) {  // [21]
  Story story;
  v1::Act application = acts::Application(2);
  application.mutable_application_registered()
      ->mutable_people(1)
      ->set_earlier_case_id(kEarlierCase);
  ASSERT_OK(story.Send("sms",
                       {application, acts::ReviewStarted(), acts::Eligible()}));
  EXPECT_EQ(PeopleReturnedAgain(story.file()), 1);

  v1::Act itself = acts::Application(1);
  itself.mutable_application_registered()
      ->mutable_people(0)
      ->set_earlier_case_id(std::string(kCaseId));
  const auto effects = Story().Try("sms", {itself});
  EXPECT_THAT(effects, IsReason(Reason::kInvalidField));
  EXPECT_EQ(Where(effects.status()),
            "acts[0].application_registered.people[0].earlier_case_id");
}

TEST(PeopleTest, ANeedOfWhoHasLeftDoesNotHoldTheClosing) {  // [18]
  Story story;
  story.Active(2);
  v1::Act needs = acts::NeedsAssessed("medical", /*continuing=*/true);
  needs.mutable_needs_assessed()->mutable_needs(0)->set_person_id("p2");
  ASSERT_OK(story.Send("sms", {needs}));
  story.BroughtTo(Id(1), v1::REFERRAL_STATUS_COMPLETED).Settled(Id(1));
  ASSERT_OK(story.Send("sms", {acts::ClosingStarted()}));
  EXPECT_THAT(story.Try("sms", {acts::Closed()}),
              IsReason(Reason::kContinuationRequired));

  Story gone;
  gone.Active(2);
  ASSERT_OK(gone.Send("sms", {needs, acts::Left("p2")}));
  gone.BroughtTo(Id(1), v1::REFERRAL_STATUS_COMPLETED).Settled(Id(1));
  EXPECT_OK(gone.Send("sms", {acts::ClosingStarted(), acts::Closed()}));
}

}  // namespace
}  // namespace referral::model
