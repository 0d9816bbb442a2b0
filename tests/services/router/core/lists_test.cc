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

TEST(ListsTest, ACaseCountsThePeoplePresent15) {
  storage::v1::CaseFile file = ACase();
  file.add_people();
  file.add_people()->mutable_left_date()->set_year(2020);
  EXPECT_EQ(SummariseCase(file, Lead()).people_count(), 1u);
}

TEST(ListsTest, MoneyAndReturningAgainAreForTheLead21And22) {
  storage::v1::CaseFile file = ACase();
  file.mutable_funding_end_date()->set_year(2021);
  file.add_people()->mutable_person()->set_earlier_case_id("AZ-1");
  file.add_people();
  const v1::Case shown = DescribeCase(file, Lead(), kNow);
  EXPECT_EQ(shown.funding_end_date().year(), 2021);
  EXPECT_EQ(shown.returned_again_count(), 1u);
  const v1::Case others =
      DescribeCase(file, Agency("ombudsman", v1::AGENCY_ROLE_OVERSIGHT), kNow);
  EXPECT_FALSE(others.has_funding_end_date());
  EXPECT_EQ(others.returned_again_count(), 0u);
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
  file.mutable_continuation()->set_owner("education");
  file.mutable_continuation()->mutable_follow_up_date()->set_year(2020);
  file.mutable_follow_up_date()->set_year(2021);
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
    EXPECT_EQ(shown.continuation().owner(), "education");
    EXPECT_EQ(shown.continuation().follow_up_date().year(), 2021);
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
  EXPECT_FALSE(shown.has_continuation());
  ExpectNoJudgementNorBudget(shown);
}

TEST(ListsTest, WhoLooksAfterACaseSeesThatAndItsBareRow18) {
  const v1::Case shown = Shown(Agency("education", v1::AGENCY_ROLE_PROVIDER));
  EXPECT_EQ(shown.continuation().owner(), "education");
  EXPECT_EQ(shown.continuation().follow_up_date().year(), 2021);
  EXPECT_EQ(shown.referrals_size(), 0);
  EXPECT_EQ(shown.summary().people_count(), 0u);
  EXPECT_EQ(shown.summary().referral_count(), 0u);
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

TEST(ListsTest, ACaseShowsTheComplaintsThatConcernItsReader) {
  storage::v1::CaseFile file = AFullCase();
  v1::Complaint& late = *file.add_complaints();
  late.set_complaint_id("c-1");
  file.add_complaint_lodgers("health");
  late.set_addressee("ombudsman");
  *late.mutable_answer_by_time() = evidence::ToTimestamp(kNow - absl::Hours(1));
  v1::Complaint& answered = *file.add_complaints();
  answered = late;
  answered.set_complaint_id("c-2");
  file.add_complaint_lodgers("sms");
  answered.set_about_agency("health");
  answered.set_answer(v1::COMPLAINT_ANSWER_UPHELD);
  const v1::Case to_lead = DescribeCase(file, Lead(), kNow);
  ASSERT_EQ(to_lead.complaints_size(), 2);
  EXPECT_EQ(to_lead.complaints(0).case_id(), file.case_id());
  EXPECT_TRUE(to_lead.complaints(0).overdue());
  EXPECT_FALSE(to_lead.complaints(1).overdue()) << "it is answered";
  EXPECT_EQ(DescribeCase(file, Agency("health", v1::AGENCY_ROLE_PROVIDER), kNow)
                .complaints_size(),
            1);
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
TEST(ListsTest, DraftsAreShownAndNotCounted30) {
  storage::v1::CaseFile file = ACase();
  AddReferral(file, v1::REFERRAL_STATUS_REQUESTED, "health");
  storage::v1::CaseReferral& draft =
      AddReferral(file, v1::REFERRAL_STATUS_DRAFT, "ngo");
  draft.set_draft_reason(v1::DRAFT_REASON_LODGING);
  draft.set_linked_referral_id("treatment");
  draft.set_replaces_referral_id("earlier");
  draft.set_priority(v1::PRIORITY_URGENT);
  const v1::CaseSummary summary = SummariseCase(file, Lead());
  EXPECT_EQ(summary.referral_count(), 1u);
  EXPECT_EQ(summary.open_referral_count(), 1u);
  const v1::Case shown = DescribeCase(file, Lead(), kNow);
  EXPECT_EQ(shown.budget_reserved().minor_units(), 100) << "held by one alone";
  ASSERT_EQ(shown.referrals_size(), 2);
  const v1::ReferralSummary& row = shown.referrals(1);
  EXPECT_EQ(row.draft_reason(), v1::DRAFT_REASON_LODGING);
  EXPECT_EQ(row.linked_referral_id(), "treatment");
  EXPECT_EQ(row.replaces_referral_id(), "earlier");
  EXPECT_EQ(row.priority(), v1::PRIORITY_URGENT);
  EXPECT_FALSE(row.overdue());
  EXPECT_EQ(DescribeCase(file, Agency("ngo", v1::AGENCY_ROLE_PROVIDER), kNow)
                .referrals_size(),
            0)
      << "whom it names was not asked";
}

TEST(ListsTest, MissingLodgingIsDerivedAndShownWithTheService16) {
  storage::v1::CaseFile file = ACase();
  storage::v1::CaseReferral& treatment =
      AddReferral(file, v1::REFERRAL_STATUS_IN_PROGRESS, "health");
  treatment.set_lodging_service_code("accommodation.temporary");
  const auto row = [&](const model::Reader& reader) {
    return SummariseReferral(file, file.referrals(0), reader, kNow);
  };
  EXPECT_TRUE(row(Lead()).lodging_missing());
  EXPECT_TRUE(row(Lead()).has_complete_by_time());
  EXPECT_FALSE(
      row(Agency("ombudsman", v1::AGENCY_ROLE_OVERSIGHT)).lodging_missing())
      << "it tells of a treatment";
  storage::v1::CaseReferral& lodging =
      AddReferral(file, v1::REFERRAL_STATUS_REQUESTED, "ngo");
  lodging.set_service_code("accommodation.temporary");
  lodging.set_linked_referral_id("r");
  EXPECT_FALSE(row(Lead()).lodging_missing());
}

}  // namespace referral::router::testing
