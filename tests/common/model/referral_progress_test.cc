#include "common/model/referral_progress.h"

#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT

// A case with one referral, brought to `status`.
Story At(v1::ReferralStatus status) {
  Story story;
  story.Active().BroughtTo(Id(1), status);
  return story;
}

TEST(ReferralProgressTest, AServiceIsDeliveredAndTheLoopIsClosed) {  // [30]
  Story story;
  story.Active();
  ASSERT_OK(story.Send("health", {acts::Received(Id(1))}));
  ASSERT_OK(story.Send("health", {acts::Accepted(Id(1))}));
  ASSERT_OK(story.Send("health", {acts::Scheduled(Id(1))}));
  EXPECT_EQ(story.referral(Id(1)).business_status(),
            v1::BUSINESS_STATUS_SCHEDULED);
  ASSERT_OK(story.Send("health", {acts::Started(Id(1))}));
  ASSERT_OK(story.Send(
      "health", {acts::Attendance(Id(1), v1::BUSINESS_STATUS_EVENT_DONE)}));
  ASSERT_OK(
      story.On(2020, 3, 9).Send("health", {acts::Completed(Id(1), 8'000)}));
  EXPECT_FALSE(story.referral(Id(1)).outcome_settled());
  ASSERT_OK(story.Send("sms", {acts::Acknowledged(Id(1))}));
  const storage::v1::CaseReferral& referral = story.referral(Id(1));
  EXPECT_EQ(referral.status(), v1::REFERRAL_STATUS_COMPLETED);
  EXPECT_EQ(referral.business_status(), v1::BUSINESS_STATUS_UNSPECIFIED);
  EXPECT_EQ(referral.spent().minor_units(), 8'000);
  EXPECT_EQ(referral.quantity(), 1);
  EXPECT_EQ(referral.scope(), v1::SCOPE_FULL);
  EXPECT_EQ(referral.completed_date().DebugString(),
            Day(2020, 3, 9).DebugString());
  EXPECT_TRUE(referral.has_decided_time());
  EXPECT_TRUE(referral.outcome_settled());
}

TEST(ReferralProgressTest, AnAcknowledgementIsNotADecision) {  // [29]
  Story story = At(v1::REFERRAL_STATUS_RECEIVED);
  EXPECT_FALSE(story.referral(Id(1)).has_decided_time());
  EXPECT_THAT(story.Send("health", {acts::Started(Id(1))}),
              IsReason(Reason::kIllegalTransition));
}

TEST(ReferralProgressTest, ADeclineIsRememberedWithItsSide) {  // [32]
  const Story story = At(v1::REFERRAL_STATUS_REJECTED);
  const storage::v1::CaseReferral& referral = story.referral(Id(1));
  EXPECT_EQ(referral.decline_reason(), v1::DECLINE_REASON_PROVIDER_FULL);
  EXPECT_EQ(referral.decline_side(), v1::REASON_SIDE_PROVIDER);
  EXPECT_NE(referral.next_step(), v1::NEXT_STEP_UNSPECIFIED);
  EXPECT_TRUE(referral.has_decided_time());
}

TEST(ReferralProgressTest, AHoldKeepsItsDateUntilItIsTakenUp) {  // [19]
  Story story = At(v1::REFERRAL_STATUS_ON_HOLD);
  EXPECT_EQ(story.referral(Id(1)).resume_date().DebugString(),
            Day(2030, 1, 1).DebugString());
  ASSERT_OK(story.Send("health", {acts::TakenUp(Id(1))}));
  EXPECT_FALSE(story.referral(Id(1)).has_resume_date());
  EXPECT_EQ(story.referral(Id(1)).status(), v1::REFERRAL_STATUS_IN_PROGRESS);
}

TEST(ReferralProgressTest, TheReceiverCancelsOnlyWhenAsked) {  // [30]
  Story story = At(v1::REFERRAL_STATUS_IN_PROGRESS);
  EXPECT_THAT(story.Send("health", {acts::Cancelled(Id(1))}),
              IsReason(Reason::kIllegalTransition));
  EXPECT_THAT(story.Send("sms", {acts::Cancelled(Id(1))}),
              IsReason(Reason::kNotTheReceiver));
  ASSERT_OK(story.Send("sms", {acts::CancelRequested(Id(1))}));
  ASSERT_OK(story.Send("health", {acts::Cancelled(Id(1))}));
  EXPECT_EQ(story.referral(Id(1)).status(), v1::REFERRAL_STATUS_CANCELLED);
  EXPECT_FALSE(story.referral(Id(1)).outcome_settled());
}

TEST(ReferralProgressTest, TheReceiverMayGoOnInstead) {
  Story story = At(v1::REFERRAL_STATUS_IN_PROGRESS);
  ASSERT_OK(story.Send("sms", {acts::CancelRequested(Id(1))}));
  EXPECT_THAT(story.Send("health", {acts::Completed(Id(1))}), IsOk());
}

TEST(ReferralProgressTest, TheReceiverMayDeclineToCancel) {  // [30]
  Story story = At(v1::REFERRAL_STATUS_ON_HOLD);
  EXPECT_THAT(story.Send("health", {acts::CancelDeclined(Id(1))}),
              IsReason(Reason::kIllegalTransition))
      << "nobody asked";
  ASSERT_OK(story.Send("sms", {acts::CancelRequested(Id(1))}));
  EXPECT_THAT(story.Send("sms", {acts::CancelDeclined(Id(1))}),
              IsReason(Reason::kNotTheReceiver));
  ExpectRefusals(
      story, "health", acts::CancelDeclined(Id(1)),
      {{"no answer",
        [](v1::Act& act) {
          act.mutable_referral_cancel_declined()->clear_answer();
        },
        Reason::kReasonRequired, "referral_cancel_declined.answer"},
       {"an answer of no meaning",
        [](v1::Act& act) {
          act.mutable_referral_cancel_declined()->set_answer(
              static_cast<v1::CancelAnswer>(77));
        },
        Reason::kInvalidField, "referral_cancel_declined.answer"},
       {"of another referral",
        [](v1::Act& act) {
          act.mutable_referral_cancel_declined()->set_referral_id(Id(9));
        },
        Reason::kReferralNotFound}});
  ASSERT_OK(story.Send("health", {acts::CancelDeclined(Id(1))}));
  EXPECT_EQ(story.referral(Id(1)).business_status(),
            v1::BUSINESS_STATUS_UNSPECIFIED);
  EXPECT_EQ(story.referral(Id(1)).status(), v1::REFERRAL_STATUS_ON_HOLD);
  EXPECT_THAT(story.Send("health", {acts::Cancelled(Id(1))}),
              IsReason(Reason::kIllegalTransition))
      << "the request is answered";
}

TEST(ReferralProgressTest, AnEndHasItsTimeOnce) {
  Story story = At(v1::REFERRAL_STATUS_IN_PROGRESS);
  EXPECT_FALSE(story.referral(Id(1)).has_ended_time());
  ASSERT_OK(story.Send("health", {acts::Completed(Id(1))}));
  const std::string ended = story.referral(Id(1)).ended_time().DebugString();
  EXPECT_NE(ended, "");
  ASSERT_OK(story.At(absl::FromUnixSeconds(1'800'000'000))
                .Send("sms", {acts::EnteredInError(Id(1))}));
  EXPECT_EQ(story.referral(Id(1)).ended_time().DebugString(), ended);
}

TEST(ReferralProgressTest, WhatTheRequesterEndsItselfIsSettled) {
  EXPECT_TRUE(
      At(v1::REFERRAL_STATUS_CANCELLED).referral(Id(1)).outcome_settled());
  EXPECT_TRUE(At(v1::REFERRAL_STATUS_ENTERED_IN_ERROR)
                  .referral(Id(1))
                  .outcome_settled());
}

TEST(ReferralProgressTest, OnlyThePartiesActOnAReferral) {
  Story story;
  story.Active();
  EXPECT_THAT(story.Send("education", {acts::Accepted(Id(1))}),
              IsReason(Reason::kNotTheReceiver));
  EXPECT_THAT(story.Send("sms", {acts::Accepted(Id(1))}),
              IsReason(Reason::kNotTheReceiver));
  EXPECT_THAT(story.Send("health", {acts::Cancelled(Id(1))}),
              IsReason(Reason::kNotTheRequester));
  EXPECT_THAT(story.Send("health", {acts::Accepted(Id(2))}),
              IsReason(Reason::kReferralNotFound));
}

TEST(ReferralProgressTest, AnOfficerDecidesOnWhatStillHolds) {
  Story story;
  story.Active();
  v1::Act act = acts::Accepted(Id(1));
  act.set_if_status(v1::REFERRAL_STATUS_RECEIVED);
  const absl::Status status = story.Send("health", {act});
  EXPECT_THAT(status, IsReason(Reason::kStatusChanged));
  EXPECT_EQ(Where(status), "acts[0].referral_accepted");
}

TEST(ReferralProgressTest, TheLeadWaivesWhatNobodyAcknowledges) {  // [31]
  Story story;
  story.Active();
  ASSERT_OK(
      story.Send("health", {acts::Request(Id(2), "accommodation.temporary")}));
  story.BroughtTo(Id(2), v1::REFERRAL_STATUS_COMPLETED);
  EXPECT_THAT(story.Send("sms", {acts::Acknowledged(Id(2))}),
              IsReason(Reason::kNotTheRequester));
  ExpectRefusals(
      story, "sms", acts::Waived(Id(2)),
      {{"no reason",
        [](v1::Act& act) { act.mutable_outcome_waived()->clear_reason_code(); },
        Reason::kReasonRequired}});
  ASSERT_OK(story.Send("sms", {acts::Waived(Id(2))}));
  EXPECT_TRUE(story.referral(Id(2)).outcome_settled());
  EXPECT_THAT(story.Send("sms", {acts::Waived(Id(2))}),
              IsReason(Reason::kIllegalTransition));
  EXPECT_THAT(story.Send("health", {acts::Acknowledged(Id(2))}), IsOk())
      << "taking note late, or twice, does no harm";
}

TEST(ReferralProgressTest, OnlyAnEndIsAcknowledged) {
  Story story;
  story.Active();
  EXPECT_THAT(story.Send("sms", {acts::Acknowledged(Id(1))}),
              IsReason(Reason::kIllegalTransition));
}

TEST(ReferralProgressTest, AMistakeIsCorrectedAfterTheClosingToo) {
  Story story;
  story.Closed();
  ASSERT_OK(story.Send("sms", {acts::EnteredInError(Id(1))}));
  EXPECT_EQ(story.file().status(), v1::CASE_STATUS_CLOSED);
  EXPECT_EQ(story.referral(Id(1)).status(),
            v1::REFERRAL_STATUS_ENTERED_IN_ERROR);
}

TEST(ReferralProgressTest, ACostBeyondTheBudgetNeedsRoom) {  // [15]
  Story story = At(v1::REFERRAL_STATUS_IN_PROGRESS);
  EXPECT_THAT(story.Try("health", {acts::Completed(Id(1), 100'000)}), IsOk());
  EXPECT_THAT(story.Try("health", {acts::Completed(Id(1), 100'001)}),
              IsReason(Reason::kBudgetExceeded));
  v1::Act plan = acts::PlanAgreed();
  plan.mutable_plan_agreed()->mutable_budget_override()->set_reason_code("X");
  plan.mutable_plan_agreed()->mutable_budget_override()->set_approver("head");
  ASSERT_OK(story.Send("sms", {plan}));
  EXPECT_THAT(story.Try("health", {acts::Completed(Id(1), 100'001)}), IsOk());
}

TEST(ReferralProgressTest, EndsAreChecked) {
  ExpectRefusals(
      At(v1::REFERRAL_STATUS_REQUESTED), "health", acts::Declined(Id(1)),
      {{"no reason",
        [](v1::Act& act) { act.mutable_referral_rejected()->clear_reason(); },
        Reason::kReasonRequired},
       {"no side",
        [](v1::Act& act) { act.mutable_referral_rejected()->clear_side(); },
        Reason::kInvalidField},
       {"the wrong side [32]",
        [](v1::Act& act) {
          act.mutable_referral_rejected()->set_side(v1::REASON_SIDE_CLIENT);
        },
        Reason::kInvalidField, "referral_rejected.side"},
       {"no next step",
        [](v1::Act& act) {
          act.mutable_referral_rejected()->clear_next_step();
        },
        Reason::kInvalidField}});
  ExpectRefusals(
      At(v1::REFERRAL_STATUS_IN_PROGRESS), "health", acts::Completed(Id(1)),
      {{"no outcome",
        [](v1::Act& act) { act.mutable_referral_completed()->clear_outcome(); },
        Reason::kInvalidField},
       {"nothing delivered",
        [](v1::Act& act) {
          act.mutable_referral_completed()->clear_quantity();
        },
        Reason::kInvalidField},
       {"no cost",
        [](v1::Act& act) { act.mutable_referral_completed()->clear_cost(); },
        Reason::kInvalidField},
       {"cost in euro",
        [](v1::Act& act) {
          act.mutable_referral_completed()->mutable_cost()->set_currency_code(
              "EUR");
        },
        Reason::kInvalidField},
       {"no scope [13]",
        [](v1::Act& act) { act.mutable_referral_completed()->clear_scope(); },
        Reason::kInvalidField}});
  ExpectRefusals(
      At(v1::REFERRAL_STATUS_IN_PROGRESS), "health", acts::Failed(Id(1)),
      {{"no reason",
        [](v1::Act& act) { act.mutable_referral_failed()->clear_reason(); },
        Reason::kReasonRequired},
       {"the wrong side",
        [](v1::Act& act) {
          act.mutable_referral_failed()->set_side(v1::REASON_SIDE_PROVIDER);
        },
        Reason::kInvalidField}});
  ExpectRefusals(
      At(v1::REFERRAL_STATUS_REQUESTED), "sms", acts::Cancelled(Id(1)),
      {{"no reason",
        [](v1::Act& act) { act.mutable_referral_cancelled()->clear_reason(); },
        Reason::kReasonRequired}});
  ExpectRefusals(
      At(v1::REFERRAL_STATUS_COMPLETED), "sms", acts::EnteredInError(Id(1)),
      {{"no reason",
        [](v1::Act& act) {
          act.mutable_referral_entered_in_error()->clear_reason();
        },
        Reason::kReasonRequired},
       {"no approver",
        [](v1::Act& act) {
          act.mutable_referral_entered_in_error()->clear_approver();
        },
        Reason::kApproverRequired},
       {"approved by the officer alone",
        [](v1::Act& act) {
          act.mutable_referral_entered_in_error()->set_approver(act.officer());
        },
        Reason::kApproverRequired}});
}

TEST(ReferralProgressTest, StepsAreChecked) {
  ExpectRefusals(
      At(v1::REFERRAL_STATUS_IN_PROGRESS), "health", acts::Held(Id(1)),
      {{"no reason",
        [](v1::Act& act) { act.mutable_referral_held()->clear_reason(); },
        Reason::kReasonRequired},
       {"no date to resume",
        [](v1::Act& act) { act.mutable_referral_held()->clear_resume_date(); },
        Reason::kInvalidDate},
       {"resumed before it was held",
        [](v1::Act& act) {
          *act.mutable_referral_held()->mutable_resume_date() = Day(2020, 3, 1);
        },
        Reason::kInvalidDate, "referral_held.resume_date"}});
  ExpectRefusals(At(v1::REFERRAL_STATUS_ACCEPTED), "health",
                 acts::Scheduled(Id(1)),
                 {{"no day",
                   [](v1::Act& act) {
                     act.mutable_referral_scheduled()->clear_appointment_date();
                   },
                   Reason::kInvalidDate}});
  ExpectRefusals(At(v1::REFERRAL_STATUS_ACCEPTED), "health",
                 acts::Attendance(Id(1), v1::BUSINESS_STATUS_NO_SHOW),
                 {{"no attendance at all",
                   [](v1::Act& act) {
                     act.mutable_referral_attendance()->set_status(
                         v1::BUSINESS_STATUS_SCHEDULED);
                   },
                   Reason::kInvalidField}});
  ExpectRefusals(
      At(v1::REFERRAL_STATUS_REQUESTED), "health",
      acts::AsksForInformation(Id(1)),
      {{"asks for nothing",
        [](v1::Act& act) {
          act.mutable_referral_information_requested()->clear_needs();
        },
        Reason::kInvalidField}});
  ExpectRefusals(At(v1::REFERRAL_STATUS_IN_PROGRESS), "sms",
                 acts::CancelRequested(Id(1)),
                 {{"no reason",
                   [](v1::Act& act) {
                     act.mutable_referral_cancel_requested()->clear_reason();
                   },
                   Reason::kReasonRequired}});
}

}  // namespace
}  // namespace referral::model
