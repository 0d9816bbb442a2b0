// Data opened in an emergency [27].
#include "common/model/emergency.h"

#include "common/base/limits.h"
#include "common/model/case_file.h"
#include "common/model/dates.h"
#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using ::testing::ElementsAre;

v1::EmergencyOverridden& Opened(v1::Act& act) {
  return *act.mutable_emergency_overridden();
}

// `act` after a withdrawal of these.
v1::Act Withdrawing(std::vector<v1::DataCategory> categories,
                    std::vector<std::string> recipients = {}) {
  v1::Act act = acts::Withdrawal("p1");
  auto& withdrawn = *act.mutable_consent_withdrawn();
  for (const auto category : categories) withdrawn.add_categories(category);
  for (const auto& agency : recipients) withdrawn.add_recipients(agency);
  return act;
}

TEST(EmergencyTest, OpensReferralsToThoseItNamesForItsDays) {
  Story story;
  story.Open();
  const v1::Act check = acts::Request(Id(1), "medical.check");
  EXPECT_THAT(story.Try("sms", {check}), IsReason(Reason::kConsentMissing));
  ASSERT_OK(story.Send("sms", {acts::Emergency("p1")}));
  EXPECT_OK(story.Try("sms", {check}).status());
  EXPECT_THAT(story.Try("sms", {acts::Request(Id(2), "education.school")}),
              IsReason(Reason::kConsentMissing));
  v1::Act late = check;
  *late.mutable_occurred_date() = Day(2020, 3, 21);
  EXPECT_THAT(story.Try("sms", {late}), IsReason(Reason::kConsentExpired));
}

TEST(EmergencyTest, IsListedWithWhoApprovedIt) {
  Story story;
  story.Applied();
  ASSERT_OK(story.Send("sms", {acts::Emergency("p1")}));
  EXPECT_THAT(story.effects().recipients(), ElementsAre())
      << "the list tells oversight, no record does";
  ASSERT_EQ(story.file().emergencies_size(), 1);
  const v1::Emergency& row = story.file().emergencies(0);
  EXPECT_EQ(row.person_id(), "p1");
  EXPECT_THAT(row.categories(), ElementsAre(v1::DATA_CATEGORY_IDENTITY,
                                            v1::DATA_CATEGORY_MEDICAL));
  EXPECT_THAT(row.recipients(), ElementsAre("health"));
  EXPECT_EQ(row.approval().approver(), "officer-2");
  EXPECT_EQ(ToCivilDay(row.given_date()), absl::CivilDay(2020, 3, 2));
  EXPECT_EQ(ToCivilDay(row.expiry_date()), absl::CivilDay(2020, 3, 20));
  EXPECT_TRUE(row.has_recorded_time());
  EXPECT_FALSE(row.withdrawn());
}

TEST(EmergencyTest, IsMarkedOnceAWithdrawalLeftNothingOpen) {
  const struct {
    const char* name;
    std::vector<v1::Act> withdrawals;
    bool withdrawn;
  } kTable[] = {
      {"everything", {Withdrawing({})}, true},
      {"from whom it names", {Withdrawing({}, {"health"})}, true},
      {"from others", {Withdrawing({}, {"ngo"})}, false},
      {"one of its categories",
       {Withdrawing({v1::DATA_CATEGORY_MEDICAL})},
       false},
      {"one after the other",
       {Withdrawing({v1::DATA_CATEGORY_MEDICAL}),
        Withdrawing({v1::DATA_CATEGORY_IDENTITY})},
       true},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    Story story;
    story.Open();
    ASSERT_OK(story.Send("sms", {acts::Emergency("p1")}));
    for (const v1::Act& act : row.withdrawals) {
      ASSERT_OK(story.Send("sms", {act}));
    }
    EXPECT_EQ(story.file().emergencies(0).withdrawn(), row.withdrawn);
  }
}

TEST(EmergencyTest, WhatItOpenedIsDestroyedAfterAWithdrawal) {
  Story story;
  story.Open();
  ASSERT_OK(story.Send(
      "sms", {acts::Emergency("p1"), acts::Request(Id(1), "medical.check")}));
  ASSERT_OK(story.Send("sms", {acts::Withdrawal("p1")}));
  ASSERT_EQ(story.file().pending_destructions_size(), 1);
  EXPECT_EQ(story.file().pending_destructions(0).agency(), "health");
}

TEST(EmergencyTest, IsChecked) {
  Story story;
  story.Applied();
  v1::Act longest = acts::Emergency("p1");
  *Opened(longest).mutable_expiry_date() =
      ToDate(absl::CivilDay(2020, 3, 2) + kMaxEmergencyDays);
  ExpectRefusals(
      story, "sms", longest,
      {{"a stranger", [](v1::Act& act) { Opened(act).set_person_id("px"); },
        Reason::kUnknownPerson, "emergency_overridden.person_id"},
       {"nothing", [](v1::Act& act) { Opened(act).clear_categories(); },
        Reason::kInvalidField, "emergency_overridden.categories"},
       {"to nobody", [](v1::Act& act) { Opened(act).clear_recipients(); },
        Reason::kInvalidField, "emergency_overridden.recipients"},
       {"to nobody known",
        [](v1::Act& act) { Opened(act).add_recipients("nobody"); },
        Reason::kUnknownAgency, "emergency_overridden.recipients"},
       {"to who reads no data",
        [](v1::Act& act) { Opened(act).add_recipients("ombudsman"); },
        Reason::kRoleNotAllowed, "emergency_overridden.recipients"},
       {"twice to the same",
        [](v1::Act& act) { Opened(act).add_recipients("health"); },
        Reason::kInvalidField, "emergency_overridden.recipients"},
       {"without end", [](v1::Act& act) { Opened(act).clear_expiry_date(); },
        Reason::kInvalidDate, "emergency_overridden.expiry_date"},
       {"over before it began",
        [](v1::Act& act) {
          *Opened(act).mutable_expiry_date() = Day(2020, 3, 1);
        },
        Reason::kInvalidDate, "emergency_overridden.expiry_date"},
       {"a day too long",
        [](v1::Act& act) {
          *Opened(act).mutable_expiry_date() =
              ToDate(absl::CivilDay(2020, 3, 3) + kMaxEmergencyDays);
        },
        Reason::kInvalidDate, "emergency_overridden.expiry_date"},
       {"approved by nobody",
        [](v1::Act& act) { Opened(act).clear_approval(); },
        Reason::kApproverRequired, "emergency_overridden.approval"},
       {"approved by themselves",
        [](v1::Act& act) {
          Opened(act).mutable_approval()->set_approver("officer-1");
        },
        Reason::kApproverRequired, "emergency_overridden.approval.approver"},
       {"for no reason",
        [](v1::Act& act) {
          Opened(act).mutable_approval()->clear_reason_code();
        },
        Reason::kReasonRequired, "emergency_overridden.approval.reason_code"}});
  EXPECT_THAT(story.Try("health", {longest}),
              IsReason(Reason::kRoleNotAllowed));
}

}  // namespace
}  // namespace referral::model
