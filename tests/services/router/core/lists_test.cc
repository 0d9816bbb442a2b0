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

TEST(ListsTest, ACaseCountsAnnouncedPeopleUntilSomebodyApplied12) {
  storage::v1::CaseFile file = ACase();
  EXPECT_EQ(SummariseCase(file).people_count(), 3u);
  file.add_people();
  EXPECT_EQ(SummariseCase(file).people_count(), 1u);
}

TEST(ListsTest, ACaseCountsItsOpenReferrals) {
  storage::v1::CaseFile file = ACase();
  AddReferral(file, v1::REFERRAL_STATUS_REQUESTED, "health");
  AddReferral(file, v1::REFERRAL_STATUS_COMPLETED, "health");
  AddReferral(file, v1::REFERRAL_STATUS_ON_HOLD, "ngo");
  const v1::CaseSummary row = SummariseCase(file);
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
    EXPECT_EQ(SummariseReferral(file, referral, kNow).overdue(), c.overdue_now);
  }
}

TEST(ListsTest, TheLeadSeesEveryReferralAndTheBudget) {
  storage::v1::CaseFile file = ACase();
  AddReferral(file, v1::REFERRAL_STATUS_REQUESTED, "health");
  AddReferral(file, v1::REFERRAL_STATUS_REQUESTED, "ngo");
  // Holds no budget any more.
  AddReferral(file, v1::REFERRAL_STATUS_COMPLETED, "ngo");
  const v1::Case shown =
      DescribeCase(file, Agency("sms", v1::AGENCY_ROLE_LEAD), kNow);
  EXPECT_EQ(shown.referrals_size(), 3);
  EXPECT_EQ(shown.budget_reserved().minor_units(), 200);
  EXPECT_EQ(shown.budget_reserved().currency_code(), "AZN");
  EXPECT_EQ(shown.funding_source_code(), "eu");
}

TEST(ListsTest, AProviderSeesItsOwnReferralsAndNoBudget) {
  storage::v1::CaseFile file = ACase();
  AddReferral(file, v1::REFERRAL_STATUS_REQUESTED, "health");
  AddReferral(file, v1::REFERRAL_STATUS_REQUESTED, "ngo");
  const v1::Case shown =
      DescribeCase(file, Agency("health", v1::AGENCY_ROLE_PROVIDER), kNow);
  ASSERT_EQ(shown.referrals_size(), 1);
  EXPECT_EQ(shown.referrals(0).receiver(), "health");
  EXPECT_FALSE(shown.has_budget_reserved());
  EXPECT_EQ(shown.funding_source_code(), "");
}

}  // namespace
}  // namespace referral::router::testing
