#include "common/model/closing.h"

#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT
using storage::v1::CaseFile;
using ::testing::HasSubstr;

// A case that is closing with its referral at `status`.
Story ClosingWith(v1::ReferralStatus status) {
  Story story;
  story.Active().BroughtTo(Id(1), status);
  EXPECT_OK(story.Send("sms", {acts::ClosingStarted()}));
  return story;
}

TEST(ClosingTest, NoCaseClosesWithAnOpenReferral) {  // [31]
  for (const v1::ReferralStatus status :
       {v1::REFERRAL_STATUS_REQUESTED, v1::REFERRAL_STATUS_RECEIVED,
        v1::REFERRAL_STATUS_ACCEPTED, v1::REFERRAL_STATUS_IN_PROGRESS,
        v1::REFERRAL_STATUS_ON_HOLD}) {
    SCOPED_TRACE(v1::ReferralStatus_Name(status));
    const auto effects = ClosingWith(status).Try("sms", {acts::Closed()});
    EXPECT_THAT(effects, IsReason(Reason::kOpenReferrals));
    EXPECT_THAT(std::string(effects.status().message()), HasSubstr(Id(1)));
  }
}

TEST(ClosingTest, NoCaseClosesBeforeOutcomesAreSettled) {  // [30, 31]
  for (const v1::ReferralStatus status :
       {v1::REFERRAL_STATUS_COMPLETED, v1::REFERRAL_STATUS_REJECTED,
        v1::REFERRAL_STATUS_FAILED}) {
    SCOPED_TRACE(v1::ReferralStatus_Name(status));
    Story story = ClosingWith(status);
    EXPECT_THAT(story.Send("sms", {acts::Closed()}),
                IsReason(Reason::kOutcomeNotAcknowledged));
    Story waived = story;
    story.Settled(Id(1));
    EXPECT_THAT(story.Send("sms", {acts::Closed()}), IsOk());
    EXPECT_THAT(waived.Send("sms", {acts::Waived(Id(1)), acts::Closed()}),
                IsOk());
  }
}

TEST(ClosingTest, StatesItsScopeAndDay) {  // [13]
  Story story;
  story.Closing();
  ExpectRefusals(
      story, "sms", acts::Closed(),
      {{"no scope",
        [](v1::Act& act) { act.mutable_case_closed()->clear_scope(); },
        Reason::kInvalidField, "case_closed.scope"}});
  ASSERT_OK(story.On(2020, 9, 30).Send("sms", {acts::Closed()}));
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_CLOSED);
  EXPECT_EQ(story.file().scope(), v1::SCOPE_FULL);
  EXPECT_EQ(story.file().closed_date().DebugString(),
            Day(2020, 9, 30).DebugString());
}

TEST(ClosingTest, BeginsOnlyFromAnActiveCase) {  // [31]
  Story story;
  story.Open();
  EXPECT_THAT(story.Send("sms", {acts::ClosingStarted()}),
              IsReason(Reason::kIllegalTransition));
  story.Consented().Planned();
  EXPECT_THAT(story.Send("sms", {acts::ClosingStarted()}),
              IsReason(Reason::kIllegalTransition));
}

TEST(ClosingTest, ASuspendedCaseGoesOn) {
  Story story;
  story.Active();
  ExpectRefusals(
      story, "sms", acts::Suspended(),
      {{"no reason",
        [](v1::Act& act) { act.mutable_case_suspended()->clear_reason(); },
        Reason::kReasonRequired},
       {"resumed before it began",
        [](v1::Act& act) {
          *act.mutable_case_suspended()->mutable_resume_date() =
              Day(2020, 1, 1);
        },
        Reason::kInvalidDate}});
  v1::Act until = acts::Suspended();
  *until.mutable_case_suspended()->mutable_resume_date() = Day(2020, 6, 1);
  ASSERT_OK(story.Send("sms", {until}));
  EXPECT_EQ(story.file().suspended_until_date().DebugString(),
            Day(2020, 6, 1).DebugString());
  EXPECT_THAT(story.Send("sms", {acts::ClosingStarted()}),
              IsReason(Reason::kIllegalTransition));
  ASSERT_OK(story.Send("sms", {acts::Resumed()}));
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_ACTIVE);
  EXPECT_FALSE(story.file().has_suspended_until_date());
}

TEST(ClosingTest, IsUndoneWithAReason) {  // [31]
  Story story;
  story.Closed();
  ExpectRefusals(
      story, "sms", acts::Reopened(),
      {{"no reason",
        [](v1::Act& act) { act.mutable_case_reopened()->clear_reason_code(); },
        Reason::kReasonRequired}});
  ASSERT_OK(story.Send("sms", {acts::Reopened()}));
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_ACTIVE);
  EXPECT_FALSE(story.file().has_closed_date());
  EXPECT_EQ(story.referral(Id(1)).status(), v1::REFERRAL_STATUS_COMPLETED);
  EXPECT_THAT(story.Send("sms", {acts::Request(Id(2), "medical.check")}),
              IsOk());
}

TEST(ClosingTest, TheArchiveTakesWhatHasNothingLeftToDo) {  // [31]
  Story story;
  story.Closed();
  v1::Act act = acts::FollowUp();
  *act.mutable_follow_up_recorded()->mutable_next_date() = Day(2021, 1, 1);
  ASSERT_OK(story.Send("sms", {act}));
  EXPECT_THAT(story.Send("sms", {acts::Archived()}),
              IsReason(Reason::kFollowUpDue));
  EXPECT_THAT(story.Send("health", {acts::Archived()}),
              IsReason(Reason::kRoleNotAllowed));
  ASSERT_OK(story.Send("sms", {acts::FollowUp()}));
  ASSERT_OK(story.Send("sms", {acts::Archived()}));
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_ARCHIVED);
  EXPECT_THAT(story.Send("sms", {acts::Reopened()}),
              IsReason(Reason::kIllegalTransition));
}

TEST(ClosingTest, AnUnansweredComplaintKeepsACaseFromTheArchive) {
  Story story;
  story.Closed();
  CaseFile file = story.file();
  v1::Complaint& complaint = *file.add_complaints();
  complaint.set_complaint_id(Id(7));
  const std::vector<v1::Act> archived = {acts::Archived()};
  const Incoming message{kCaseId, "sms", Id(8), archived, {}};
  EXPECT_THAT(Decide(file, message, story.context()),
              IsReason(Reason::kComplaintOpen));
  complaint.set_answer(static_cast<v1::ComplaintAnswer>(1));
  EXPECT_THAT(Decide(file, message, story.context()), IsOk());
}

}  // namespace
}  // namespace referral::model
