#include "services/router/core/lists.h"

#include <string>

#include "common/evidence/timestamp.h"
#include "gtest/gtest.h"

namespace referral::router::testing {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1551690000);

storage::v1::CaseFile ACase() {
  storage::v1::CaseFile file;
  file.set_case_id("AZ-7K3QX-9M2TF-9");
  file.set_lead("sms");
  file.set_status(v1::CASE_STATUS_ACTIVE);
  file.set_last_sequence(7);
  file.set_announced_people_count(3);
  file.set_funding_source_code("eu");
  return file;
}

storage::v1::CaseReferral& AddReferral(storage::v1::CaseFile& file,
                                       v1::ReferralStatus status,
                                       const std::string& receiver) {
  storage::v1::CaseReferral& referral = *file.add_referrals();
  referral.set_referral_id("r");
  referral.set_requester("sms");
  referral.set_receiver(receiver);
  referral.set_service_code("medical.check");
  referral.set_region_code("baku");
  referral.add_person_ids("p1");
  referral.set_status(status);
  referral.mutable_reserved()->set_minor_units(100);
  referral.mutable_reserved()->set_currency_code("AZN");
  *referral.mutable_respond_by_time() =
      evidence::ToTimestamp(kNow - absl::Hours(1));
  *referral.mutable_complete_by_time() =
      evidence::ToTimestamp(kNow + absl::Hours(1));
  return referral;
}

model::Reader Agency(const std::string& id, v1::AgencyRole role) {
  return {model::Reader::Kind::kAgency, id, role};
}

model::Reader Lead() { return Agency("sms", v1::AGENCY_ROLE_LEAD); }

TEST(ListsTest, ACaseCountsAnnouncedPeopleUntilSomebodyApplied12) {
  storage::v1::CaseFile file = ACase();
  EXPECT_EQ(SummariseCase(file, Lead()).people_count(), 3u);
  file.add_people();
  EXPECT_EQ(SummariseCase(file, Lead()).people_count(), 1u);
}

TEST(ListsTest, ACaseCountsItsOpenReferrals) {
  storage::v1::CaseFile file = ACase();
  AddReferral(file, v1::REFERRAL_STATUS_REQUESTED, "health");
  AddReferral(file, v1::REFERRAL_STATUS_COMPLETED, "health");
  AddReferral(file, v1::REFERRAL_STATUS_ON_HOLD, "ngo");
  const v1::CaseSummary row = SummariseCase(file, Lead());
  EXPECT_EQ(row.referral_count(), 3u);
  EXPECT_EQ(row.open_referral_count(), 2u);
}

TEST(ListsTest, OverdueIsDerivedFromTheClockThatRuns30) {
  struct Case {
    v1::ReferralStatus status;
    bool overdue_now;
    bool overdue_later;
  };
  const Case cases[] = {
      {v1::REFERRAL_STATUS_DRAFT, false, false},
      {v1::REFERRAL_STATUS_REQUESTED, true, true},
      {v1::REFERRAL_STATUS_RECEIVED, true, true},
      {v1::REFERRAL_STATUS_ACCEPTED, false, true},
      {v1::REFERRAL_STATUS_IN_PROGRESS, false, true},
      {v1::REFERRAL_STATUS_ON_HOLD, false, true},
      {v1::REFERRAL_STATUS_COMPLETED, false, false},
      {v1::REFERRAL_STATUS_REJECTED, false, false},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(v1::ReferralStatus_Name(c.status));
    storage::v1::CaseFile file = ACase();
    const auto& referral = AddReferral(file, c.status, "health");
    EXPECT_EQ(IsOverdue(referral, kNow), c.overdue_now);
    EXPECT_EQ(IsOverdue(referral, kNow + absl::Hours(2)), c.overdue_later);
    EXPECT_EQ(SummariseReferral(file, referral, Lead(), kNow).overdue(),
              c.overdue_now);
  }
}

// Two referrals to health, one of them for psychosocial care, and one to ngo;
// every column of the case has something to show.
storage::v1::CaseFile AFullCase() {
  storage::v1::CaseFile file = ACase();
  AddReferral(file, v1::REFERRAL_STATUS_REQUESTED, "health");
  AddReferral(file, v1::REFERRAL_STATUS_COMPLETED, "health")
      .set_service_code("medical.psychosocial");
  AddReferral(file, v1::REFERRAL_STATUS_REQUESTED, "ngo");
  file.add_rejection_reasons(v1::REJECTION_REASON_NOT_A_CITIZEN);
  file.set_vulnerability_level(v1::VULNERABILITY_LEVEL_HIGH);
  file.mutable_support_end_date()->set_year(2020);
  file.mutable_budget_threshold()->set_minor_units(1000);
  file.add_pending_destructions()->set_agency("health");
  return file;
}

v1::Case Shown(const model::Reader& reader) {
  return DescribeCase(AFullCase(), reader, kNow);
}

TEST(ListsTest, LeadAndOperatorsSeeEveryCode) {
  const model::Reader an_operator{model::Reader::Kind::kOperator, "",
                                  v1::AGENCY_ROLE_UNSPECIFIED};
  for (const model::Reader& reader : {Lead(), an_operator}) {
    SCOPED_TRACE(reader.agency);
    const v1::Case shown = Shown(reader);
    EXPECT_EQ(shown.summary().people_count(), 3u);
    ASSERT_EQ(shown.referrals_size(), 3);
    EXPECT_EQ(shown.referrals(1).service_code(), "medical.psychosocial");
    EXPECT_EQ(shown.referrals(1).region_code(), "baku");
    EXPECT_EQ(shown.referrals(1).people_count(), 1u);
    EXPECT_EQ(shown.rejection_reasons_size(), 1);
    EXPECT_EQ(shown.vulnerability_level(), v1::VULNERABILITY_LEVEL_HIGH);
    EXPECT_TRUE(shown.has_support_end_date());
    // What is completed holds no budget any more.
    EXPECT_EQ(shown.budget_reserved().minor_units(), 200);
    EXPECT_EQ(shown.budget_reserved().currency_code(), "AZN");
    EXPECT_EQ(shown.budget_threshold().minor_units(), 1000);
    EXPECT_EQ(shown.funding_source_code(), "eu");
    EXPECT_EQ(shown.pending_destructions_size(), 1);
  }
}

void ExpectNoJudgementNorBudget(const v1::Case& shown) {
  EXPECT_TRUE(shown.rejection_reasons().empty());
  EXPECT_EQ(shown.vulnerability_level(), v1::VULNERABILITY_LEVEL_UNSPECIFIED);
  EXPECT_FALSE(shown.has_support_end_date());
  EXPECT_FALSE(shown.has_budget_threshold());
  EXPECT_FALSE(shown.has_budget_reserved());
  EXPECT_FALSE(shown.has_budget_spent());
  EXPECT_EQ(shown.funding_source_code(), "");
}

TEST(ListsTest, AProviderSeesItsOwnReferralsAndLittleOfTheCase) {
  const v1::Case shown = Shown(Agency("health", v1::AGENCY_ROLE_PROVIDER));
  ASSERT_EQ(shown.referrals_size(), 2);
  EXPECT_EQ(shown.referrals(0).receiver(), "health");
  EXPECT_EQ(shown.referrals(1).service_code(), "medical.psychosocial");
  EXPECT_EQ(shown.referrals(1).people_count(), 1u);
  EXPECT_EQ(shown.summary().people_count(), 0u);
  EXPECT_EQ(shown.summary().referral_count(), 2u);
  EXPECT_EQ(shown.summary().open_referral_count(), 1u);
  EXPECT_TRUE(shown.pending_destructions().empty());
  ExpectNoJudgementNorBudget(shown);
}

TEST(ListsTest, AProviderOfEveryReferralSeesNoBudgetEither) {
  storage::v1::CaseFile file = AFullCase();
  file.mutable_referrals()->RemoveLast();
  ExpectNoJudgementNorBudget(
      DescribeCase(file, Agency("health", v1::AGENCY_ROLE_PROVIDER), kNow));
}

TEST(ListsTest, OversightSeesStepsAndWhoTookThemButNoService17) {
  const v1::Case shown = Shown(Agency("ombudsman", v1::AGENCY_ROLE_OVERSIGHT));
  ASSERT_EQ(shown.referrals_size(), 3);
  for (const v1::ReferralSummary& referral : shown.referrals()) {
    EXPECT_EQ(referral.service_code(), "");
    EXPECT_EQ(referral.region_code(), "");
    EXPECT_EQ(referral.people_count(), 1u);
  }
  EXPECT_EQ(shown.referrals(1).receiver(), "health");
  EXPECT_EQ(shown.referrals(1).status(), v1::REFERRAL_STATUS_COMPLETED);
  EXPECT_EQ(shown.summary().referral_count(), 3u);
  EXPECT_EQ(shown.summary().people_count(), 3u);
  EXPECT_EQ(shown.pending_destructions_size(), 1);
  ExpectNoJudgementNorBudget(shown);
}

TEST(ListsTest, NotifiersAndPartnersSeeNoReferral) {
  for (const auto role : {v1::AGENCY_ROLE_NOTIFIER, v1::AGENCY_ROLE_PARTNER}) {
    const v1::Case shown = Shown(Agency("border", role));
    EXPECT_TRUE(shown.referrals().empty());
    EXPECT_EQ(shown.summary().referral_count(), 0u);
    EXPECT_TRUE(shown.pending_destructions().empty());
    ExpectNoJudgementNorBudget(shown);
  }
}

}  // namespace
}  // namespace referral::router::testing
