#include "common/model/eligibility.h"

#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr auto kNeither = v1::REJECTION_REASON_NEITHER_READMITTED_NOR_DEPORTED;
constexpr auto kSupported = v1::REJECTION_REASON_ALREADY_SUPPORTED;
constexpr auto kOutOfTime = v1::REJECTION_REASON_OUT_OF_TIME;
constexpr auto kNotACitizen = v1::REJECTION_REASON_NOT_A_CITIZEN;

v1::ReturnFacts Facts(v1::ReturnKind kind, v1::Date returned) {
  v1::ReturnFacts facts;
  facts.set_return_kind(kind);
  facts.set_return_country_code("DE");
  *facts.mutable_return_date() = returned;
  facts.set_citizen(true);
  return facts;
}

std::vector<v1::RejectionReason> ReasonsFor(const v1::ReturnFacts& facts,
                                            absl::CivilDay applied,
                                            bool months_bind_forced = false) {
  config::v1::Eligibility rules = TestProgramme().eligibility();
  rules.set_months_bind_forced_returns(months_bind_forced);
  return RejectionReasons(rules, facts, applied);
}

TEST(EligibilityTest, SixMonthsFromReturnToApplication) {  // [7]
  const auto readmitted = v1::RETURN_KIND_READMISSION;
  const auto forced = v1::RETURN_KIND_FORCED;
  const struct {
    const char* name;
    v1::ReturnKind kind;
    v1::Date returned;
    absl::CivilDay applied;
    bool months_bind_forced;
    bool in_time;
  } kTable[] = {
      {"same day", readmitted, Day(2020, 1, 15), absl::CivilDay(2020, 1, 15),
       false, true},
      {"last day", readmitted, Day(2020, 1, 15), absl::CivilDay(2020, 7, 15),
       false, true},
      {"a day late", readmitted, Day(2020, 1, 15), absl::CivilDay(2020, 7, 16),
       false, false},
      {"short month", readmitted, Day(2019, 8, 31), absl::CivilDay(2020, 2, 29),
       false, true},
      {"short, late", readmitted, Day(2019, 8, 31), absl::CivilDay(2020, 3, 1),
       false, false},
      {"forced, free", forced, Day(2015, 1, 15), absl::CivilDay(2020, 1, 15),
       false, true},
      {"forced, bound", forced, Day(2015, 1, 15), absl::CivilDay(2020, 1, 15),
       true, false},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(ReasonsFor(Facts(row.kind, row.returned), row.applied,
                         row.months_bind_forced)
                  .empty(),
              row.in_time);
  }
}

TEST(EligibilityTest, SeveralReasonsMayHoldAtOnce) {  // [8]
  v1::ReturnFacts facts = Facts(v1::RETURN_KIND_VOLUNTARY, Day(2019, 1, 1));
  facts.set_citizen(false);
  facts.set_supported_elsewhere(true);
  EXPECT_THAT(ReasonsFor(facts, absl::CivilDay(2020, 1, 1)),
              ElementsAre(kNeither, kSupported, kOutOfTime, kNotACitizen));
}

TEST(EligibilityTest, AReturnFromElsewhereIsNotCovered) {  // [7]
  v1::ReturnFacts facts = Facts(v1::RETURN_KIND_READMISSION, Day(2020, 1, 1));
  facts.set_return_country_code("TR");
  EXPECT_THAT(ReasonsFor(facts, absl::CivilDay(2020, 2, 1)),
              ElementsAre(kNeither));
}

TEST(EligibilityTest, AnotherProgrammeSetsItsOwnRules) {  // [24]
  config::v1::Eligibility rules;
  rules.add_return_country_codes("RU");
  rules.add_return_kinds(v1::RETURN_KIND_VOLUNTARY);
  v1::ReturnFacts facts = Facts(v1::RETURN_KIND_VOLUNTARY, Day(2000, 1, 1));
  facts.set_return_country_code("RU");
  facts.set_citizen(false);
  facts.set_supported_elsewhere(true);
  EXPECT_THAT(RejectionReasons(rules, facts, absl::CivilDay(2020, 1, 1)),
              IsEmpty());
}

// A case under review whose facts are `change`d.
Story UnderReview(const std::function<void(v1::ReturnFacts&)>& change) {
  Story story;
  v1::Act application = acts::Application(1);
  change(*application.mutable_application_registered()->mutable_return_facts());
  EXPECT_OK(story.Send("sms", {application, acts::ReviewStarted()}));
  return story;
}

TEST(EligibilityTest, NobodyIsEligibleAgainstTheFacts) {
  const Story story = UnderReview([](v1::ReturnFacts& facts) {
    facts.set_citizen(false);
    facts.set_supported_elsewhere(true);
  });
  const auto effects = story.Try("sms", {acts::Eligible()});
  EXPECT_THAT(effects, IsReason(Reason::kNotEligible));
  EXPECT_THAT(std::string(effects.status().message()),
              HasSubstr("ALREADY_SUPPORTED"));
  EXPECT_THAT(std::string(effects.status().message()),
              HasSubstr("NOT_A_CITIZEN"));
}

TEST(EligibilityTest, NobodyIsRejectedWithoutAReasonThatHolds) {
  Story story =
      UnderReview([](v1::ReturnFacts& facts) { facts.set_citizen(false); });
  ExpectRefusals(
      story, "sms", acts::Rejected(kNotACitizen),
      {{"no reason",
        [](v1::Act& act) {
          act.mutable_eligibility_decided()->clear_rejection_reasons();
        },
        Reason::kReasonRequired, "eligibility_decided.rejection_reasons"},
       {"a reason that does not hold",
        [](v1::Act& act) {
          act.mutable_eligibility_decided()->add_rejection_reasons(kOutOfTime);
        },
        Reason::kInvalidField},
       {"the same reason twice",
        [](v1::Act& act) {
          act.mutable_eligibility_decided()->add_rejection_reasons(
              kNotACitizen);
        },
        Reason::kInvalidField},
       {"a reason that does not exist",
        [](v1::Act& act) {
          act.mutable_eligibility_decided()->add_rejection_reasons(
              static_cast<v1::RejectionReason>(99));
        },
        Reason::kInvalidField}});
  ASSERT_OK(story.Send("sms", {acts::Rejected(kNotACitizen)}));
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_REJECTED);
  EXPECT_FALSE(story.file().supported());
  EXPECT_THAT(story.file().rejection_reasons(), ElementsAre(kNotACitizen));
}

TEST(EligibilityTest, WhoIsEligibleHasNoReasonAgainst) {
  const Story story = UnderReview([](v1::ReturnFacts&) {});
  ExpectRefusals(
      story, "sms", acts::Eligible(),
      {{"with a reason",
        [](v1::Act& act) {
          act.mutable_eligibility_decided()->add_rejection_reasons(kOutOfTime);
        },
        Reason::kInvalidField}});
}

TEST(EligibilityTest, AnAppealCorrectsTheFactsAndReviewsAgain) {  // [31]
  Story story =
      UnderReview([](v1::ReturnFacts& facts) { facts.set_citizen(false); });
  ASSERT_OK(story.Send("sms", {acts::Rejected(kNotACitizen)}));
  v1::Act appeal = acts::Appeal();
  *appeal.mutable_appeal_lodged()->mutable_return_facts() =
      story.file().return_facts();
  appeal.mutable_appeal_lodged()->mutable_return_facts()->set_citizen(true);
  ASSERT_OK(story.Send("sms", {appeal}));
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_ELIGIBILITY_REVIEW);
  ASSERT_OK(story.Send("sms", {acts::Eligible()}));
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_OPEN);
  EXPECT_TRUE(story.file().supported());
  EXPECT_THAT(story.file().rejection_reasons(), IsEmpty());
}

TEST(EligibilityTest, AnAppealWithoutNewFactsLetsThemStand) {
  Story story =
      UnderReview([](v1::ReturnFacts& facts) { facts.set_citizen(false); });
  ASSERT_OK(story.Send("sms", {acts::Rejected(kNotACitizen)}));
  ASSERT_OK(story.Send("sms", {acts::Appeal()}));
  EXPECT_THAT(story.Send("sms", {acts::Eligible()}),
              IsReason(Reason::kNotEligible));
}

}  // namespace
}  // namespace referral::model
