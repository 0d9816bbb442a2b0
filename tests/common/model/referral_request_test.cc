#include "common/model/referral_request.h"

#include "absl/strings/str_cat.h"
#include "common/model/budget.h"
#include "common/model/timestamps.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;

v1::ReferralRequested& In(v1::Act& act) {
  return *act.mutable_referral_requested();
}

v1::Act Check(std::uint64_t id, std::int64_t budget = 10'000) {
  return acts::Request(Id(id), "medical.check", {"p1"}, budget);
}

void Approve(v1::Act& act) {
  In(act).mutable_budget_override()->set_reason_code("SINGLE_APPLICANT");
  In(act).mutable_budget_override()->set_approver("head-1");
}

TEST(ReferralRequestTest, RemembersWhatTheProgrammeSaidThen) {
  Story story;
  story.Open().Consented();
  ASSERT_OK(story.Send("sms", {Check(1)}));
  const storage::v1::CaseReferral& referral = story.referral(Id(1));
  EXPECT_EQ(referral.status(), v1::REFERRAL_STATUS_REQUESTED);
  EXPECT_EQ(referral.requester(), "sms");
  EXPECT_EQ(referral.receiver(), "health");
  EXPECT_EQ(referral.report_group(), "medical");
  EXPECT_EQ(referral.priority(), v1::PRIORITY_ROUTINE);
  EXPECT_EQ(referral.reserved().minor_units(), 10'000);
  EXPECT_THAT(referral.categories(), ElementsAre(v1::DATA_CATEGORY_IDENTITY,
                                                 v1::DATA_CATEGORY_MEDICAL));
  EXPECT_EQ(referral.author_officer(), "officer-1");
}

TEST(ReferralRequestTest, GoesToTheFirstProviderUnlessItNamesAnother) {
  Story story;
  story.Open().Consented().Referred(Id(1), "documents.passport");
  EXPECT_EQ(story.referral(Id(1)).receiver(), "ngo");
  v1::Act act = acts::Request(Id(2), "documents.passport");
  In(act).set_receiver("police");
  ASSERT_OK(story.Send("sms", {act}));
  EXPECT_EQ(story.referral(Id(2)).receiver(), "police");
}

TEST(ReferralRequestTest, AProviderThatLeftTheDeploymentIsNotAsked) {
  config::v1::Programme programme = TestProgramme();
  *programme.mutable_services(0)->mutable_providers(0) = "gone";
  Story story(programme);
  story.Open().Consented();
  EXPECT_THAT(story.Send("sms", {Check(1)}),
              IsReason(Reason::kProviderNotFound));
}

// The three times: clocks run from the recorded time, in 2026, whatever the
// day on which the referral happened [26].
TEST(ReferralRequestTest, ClocksRunFromTheRecordedTime) {
  Story story;
  story.Open().Consented().Referred(Id(1));
  absl::TimeZone baku;
  ASSERT_TRUE(absl::LoadTimeZone("Asia/Baku", &baku));
  const auto due = [&](int month, int day) {  // end of the day before
    google::protobuf::Timestamp time;
    SetTime(absl::FromCivil(absl::CivilDay(2026, month, day), baku), time);
    return time.DebugString();
  };
  const storage::v1::CaseReferral& referral = story.referral(Id(1));
  EXPECT_EQ(referral.respond_by_time().DebugString(), due(5, 8));
  EXPECT_EQ(referral.complete_by_time().DebugString(), due(5, 26));
  EXPECT_EQ(referral.requested_date().DebugString(),
            Day(2020, 3, 2).DebugString());

  v1::Act act = Check(2);
  *In(act).mutable_respond_by_date() = Day(2026, 5, 5);
  ASSERT_OK(story.Send("sms", {act}));
  EXPECT_EQ(story.referral(Id(2)).respond_by_time().DebugString(), due(5, 6));
}

TEST(ReferralRequestTest, NeedsTheConsentOfEveryPersonOnItsDay) {
  Story story;
  story.Open(2);
  ASSERT_OK(story.Send("sms", {acts::Consent("p1")}));
  const auto both = [&] {
    v1::Act act = acts::Request(Id(1), "medical.check", {"p1", "p2"});
    return act;
  };
  EXPECT_THAT(story.Send("sms", {both()}), IsReason(Reason::kConsentMissing));
  v1::Act for_summer = acts::Consent("p2");
  *for_summer.mutable_consent_given()->mutable_expiry_date() = Day(2020, 8, 31);
  ASSERT_OK(story.Send("sms", {for_summer}));
  EXPECT_THAT(story.On(2020, 9, 1).Send("sms", {both()}),
              IsReason(Reason::kConsentExpired));
  EXPECT_THAT(story.On(2020, 3, 1).Send("sms", {both()}),
              IsReason(Reason::kConsentMissing))
      << "made before anybody agreed";
  EXPECT_THAT(story.On(2020, 8, 31).Send("sms", {both()}), IsOk())
      << "recorded years later, judged by its own day";
}

TEST(ReferralRequestTest, NeedsConsentToWhatTheServiceNeeds) {
  Story story;
  story.Open();
  v1::Act act = acts::Consent("p1");
  act.mutable_consent_given()->clear_categories();
  act.mutable_consent_given()->add_categories(v1::DATA_CATEGORY_IDENTITY);
  act.mutable_consent_given()->add_categories(v1::DATA_CATEGORY_FAMILY);
  ASSERT_OK(story.Send("sms", {act}));
  EXPECT_THAT(story.Send("sms", {Check(1)}), IsReason(Reason::kConsentMissing));
  EXPECT_THAT(
      story.Send("sms", {acts::Request(Id(1), "accommodation.temporary")}),
      IsOk());
}

TEST(ReferralRequestTest, AWithdrawnConsentAllowsNoMore) {
  Story story;
  story.Open().Consented();
  ASSERT_OK(story.Send("sms", {acts::Withdrawal("p1")}));
  EXPECT_THAT(story.Send("sms", {Check(1)}), IsReason(Reason::kConsentMissing));
}

TEST(ReferralRequestTest, HoldsTheBudgetUntilItEnds) {  // [15]
  Story story;
  story.Open().Consented();
  story.Referred(Id(1), "medical.check", {"p1"}, 60'000);
  EXPECT_THAT(story.Send("sms", {Check(2, 40'001)}),
              IsReason(Reason::kBudgetExceeded));
  EXPECT_THAT(story.Try("sms", {Check(2, 40'000)}), IsOk());
  // Cancelled, it holds nothing; completed, what it cost.
  Story cancelled = story;
  cancelled.BroughtTo(Id(1), v1::REFERRAL_STATUS_CANCELLED);
  EXPECT_THAT(cancelled.Try("sms", {Check(2, 100'000)}), IsOk());
  ASSERT_OK(story.Send("health", {acts::Accepted(Id(1)), acts::Started(Id(1)),
                                  acts::Completed(Id(1), 50'000)}));
  EXPECT_THAT(story.Try("sms", {Check(2, 50'000)}), IsOk());
  EXPECT_THAT(story.Try("sms", {Check(2, 50'001)}),
              IsReason(Reason::kBudgetExceeded));
}

TEST(ReferralRequestTest, GoesOverTheBudgetOnlyByASecondOfficer) {  // [15]
  Story story;
  story.Open().Consented();
  v1::Act act = Check(1, 150'000);
  EXPECT_THAT(story.Try("sms", {act}), IsReason(Reason::kBudgetExceeded));
  Approve(act);
  ExpectRefusals(
      story, "sms", act,
      {{"no reason",
        [](v1::Act& spoilt) {
          In(spoilt).mutable_budget_override()->clear_reason_code();
        },
        Reason::kReasonRequired},
       {"the same officer",
        [](v1::Act& spoilt) {
          In(spoilt).mutable_budget_override()->set_approver(spoilt.officer());
        },
        Reason::kApproverRequired}});
  ASSERT_OK(story.Send("sms", {act}));
  EXPECT_THAT(story.Send("sms", {Check(2, 1)}),
              IsReason(Reason::kBudgetExceeded))
      << "an override is for one request";
}

TEST(ReferralRequestTest, APlanOverTheBudgetCoversItsReferrals) {
  Story story;
  story.Open().Consented();
  v1::Act plan = acts::PlanAgreed();
  auto& agreed = *plan.mutable_plan_agreed();
  *agreed.mutable_services(0)->mutable_budget() = Azn(150'000);
  agreed.mutable_budget_override()->set_reason_code("SINGLE_APPLICANT");
  agreed.mutable_budget_override()->set_approver("head-1");
  ASSERT_OK(story.Send("sms", {plan}));
  EXPECT_THAT(story.Send("sms", {Check(1, 150'000)}), IsOk());
}

TEST(ReferralRequestTest, BeginsTheSupportUnderAPlan) {
  Story story;
  story.Open().Consented().Planned().Referred(Id(1));
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_ACTIVE);
}

TEST(ReferralRequestTest, NeedsACaseThatIsOpen) {
  Story story;
  story.Applied().Consented();
  EXPECT_THAT(story.Send("sms", {Check(1)}), IsReason(Reason::kCaseNotOpen));
  Story closing;
  closing.Closing();
  EXPECT_THAT(closing.Send("sms", {Check(2)}), IsReason(Reason::kCaseNotOpen));
}

TEST(ReferralRequestTest, AProviderRefersOnwardWhileItServesTheCase) {
  Story story;
  story.Open().Consented();
  const v1::Act onward = acts::Request(Id(2), "accommodation.temporary");
  EXPECT_THAT(story.Send("health", {onward}),
              IsReason(Reason::kRoleNotAllowed));
  story.Referred(Id(1));
  ASSERT_OK(story.Send("health", {onward}));
  EXPECT_EQ(story.referral(Id(2)).requester(), "health");
  story.BroughtTo(Id(1), v1::REFERRAL_STATUS_REJECTED);
  EXPECT_THAT(story.Send("health", {acts::Request(Id(3), "education.school")}),
              IsReason(Reason::kRoleNotAllowed));
}

TEST(ReferralRequestTest, SomeProvidersMayNotReferOnward) {
  config::v1::Programme programme = TestProgramme();
  programme.mutable_services(0)->add_providers("quiet");
  Story story(programme);
  story.Open().Consented();
  v1::Act act = Check(1);
  In(act).set_receiver("quiet");
  ASSERT_OK(story.Send("sms", {act}));
  EXPECT_THAT(story.Send("quiet", {acts::Request(Id(2), "education.school")}),
              IsReason(Reason::kRoleNotAllowed));
}

TEST(ReferralRequestTest, AProviderNeitherOverridesNorServesItself) {
  Story story;
  story.Open().Consented().Referred(Id(1));
  v1::Act act = acts::Request(Id(2), "education.school");
  Approve(act);
  EXPECT_THAT(story.Send("health", {act}), IsReason(Reason::kRoleNotAllowed));
  EXPECT_THAT(story.Send("health", {Check(3)}),
              IsReason(Reason::kProviderNotFound));
}

TEST(ReferralRequestTest, ReplacesOnlyWhatHasEnded) {  // [30]
  Story story;
  story.Open().Consented().Referred(Id(1));
  v1::Act act = Check(2);
  In(act).set_replaces_referral_id(Id(1));
  EXPECT_THAT(story.Send("sms", {act}), IsReason(Reason::kIllegalTransition));
  story.BroughtTo(Id(1), v1::REFERRAL_STATUS_REJECTED);
  ASSERT_OK(story.Send("sms", {act}));
  EXPECT_EQ(story.referral(Id(2)).replaces_referral_id(), Id(1));
  EXPECT_EQ(story.referral(Id(1)).status(), v1::REFERRAL_STATUS_REJECTED);
}

TEST(ReferralRequestTest, ABundleIsRequestedAllOrNothing) {  // [19]
  Story story;
  story.Open(2).Consented();
  const std::vector<v1::Act> bundle = {
      acts::Request(Id(1), "medical.check"),
      acts::Request(Id(2), "accommodation.temporary", {"p1", "p2"}),
      acts::Request(Id(3), "education.school", {"p2"})};
  std::vector<v1::Act> broken = bundle;
  In(broken[2]).set_service_code("none");
  const absl::Status status = story.Send("sms", broken);
  EXPECT_THAT(status, IsReason(Reason::kUnknownService));
  EXPECT_EQ(Where(status), "acts[2].referral_requested.service_code");
  EXPECT_EQ(story.file().referrals_size(), 0);
  ASSERT_OK(story.Send("sms", bundle));
  EXPECT_EQ(story.file().referrals_size(), 3);
}

// For several people in one message; the threshold is that of the family.
TEST(ReferralRequestTest, ABundleReservesItsBudgetAsAWhole) {  // [15, 19]
  Story story;
  story.Open(3).Consented().Planned();  // 300,000 for the three
  std::vector<v1::Act> bundle = {
      acts::Request(Id(1), "accommodation.temporary", {"p1", "p2", "p3"},
                    150'000),
      acts::Request(Id(2), "medical.check", {"p1", "p3"}, 100'000),
      acts::Request(Id(3), "education.school", {"p2"}, 50'001)};
  const absl::Status status = story.Send("sms", bundle);
  EXPECT_THAT(status, IsReason(Reason::kBudgetExceeded));
  EXPECT_EQ(Where(status), "acts[2].referral_requested.budget");
  EXPECT_EQ(story.file().referrals_size(), 0);
  EXPECT_EQ(CommittedMinorUnits(story.file()), 0);
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_PLAN_AGREED);

  *In(bundle[2]).mutable_budget() = Azn(50'000);
  ASSERT_OK(story.Send("sms", bundle));
  EXPECT_EQ(story.file().referrals_size(), 3);
  EXPECT_EQ(CommittedMinorUnits(story.file()), 300'000);
}

TEST(ReferralRequestTest, IsChecked) {
  Story story;
  story.Active();
  ExpectRefusals(
      story, "sms", Check(7),
      {{"no id", [](v1::Act& act) { In(act).clear_referral_id(); },
        Reason::kInvalidField, "referral_requested.referral_id"},
       {"an id in capitals",
        [](v1::Act& act) {
          In(act).set_referral_id("A0000000-0000-4000-8000-000000000000");
        },
        Reason::kInvalidField},
       {"an id of before", [](v1::Act& act) { In(act).set_referral_id(Id(1)); },
        Reason::kReferralExists},
       {"an unknown service",
        [](v1::Act& act) { In(act).set_service_code("x"); },
        Reason::kUnknownService},
       {"not a provider of it",
        [](v1::Act& act) { In(act).set_receiver("education"); },
        Reason::kProviderNotFound, "referral_requested.receiver"},
       {"for nobody", [](v1::Act& act) { In(act).clear_person_ids(); },
        Reason::kInvalidField},
       {"for a stranger", [](v1::Act& act) { In(act).add_person_ids("px"); },
        Reason::kUnknownPerson},
       {"for the same person twice",
        [](v1::Act& act) { In(act).add_person_ids("p1"); },
        Reason::kInvalidField},
       {"nowhere", [](v1::Act& act) { In(act).clear_region_code(); },
        Reason::kInvalidField, "referral_requested.region_code"},
       {"no priority that exists",
        [](v1::Act& act) {
          In(act).set_priority(static_cast<v1::Priority>(99));
        },
        Reason::kInvalidField},
       {"in cash [9]",
        [](v1::Act& act) { In(act).set_form(v1::SUPPORT_FORM_CASH); },
        Reason::kCashRefused, "referral_requested.form"},
       {"no budget", [](v1::Act& act) { In(act).clear_budget(); },
        Reason::kInvalidField},
       {"in euro",
        [](v1::Act& act) {
          In(act).mutable_budget()->set_currency_code("EUR");
        },
        Reason::kInvalidField},
       {"a sum beyond reason",
        [](v1::Act& act) {
          In(act).mutable_budget()->set_minor_units(INT64_MAX);
        },
        Reason::kInvalidField},
       {"replaces what never was",
        [](v1::Act& act) { In(act).set_replaces_referral_id(Id(9)); },
        Reason::kReferralNotFound},
       {"linked to what never was",
        [](v1::Act& act) { In(act).set_linked_referral_id(Id(9)); },
        Reason::kReferralNotFound},
       {"answered before it was asked",
        [](v1::Act& act) {
          *In(act).mutable_respond_by_date() = Day(2020, 3, 1);
        },
        Reason::kInvalidDate},
       {"if it had a status",
        [](v1::Act& act) { act.set_if_status(v1::REFERRAL_STATUS_REQUESTED); },
        Reason::kInvalidField, "if_status"}});
}

TEST(ReferralRequestTest, ACaseHasAThousandReferralsAndNotOneMore) {
  Story story;
  story.Open().Consented();
  std::vector<v1::Act> acts;
  for (std::uint64_t id = 1; id <= 1024; ++id) {
    acts.push_back(Check(id, 0));
    if (acts.size() == 256) {
      ASSERT_OK(story.Send("sms", std::move(acts)));
      acts.clear();
    }
  }
  EXPECT_EQ(story.file().referrals_size(), 1024);
  EXPECT_THAT(story.Send("sms", {Check(2000, 0)}),
              IsReason(Reason::kInvalidField));
}

}  // namespace
}  // namespace referral::model
