#include "services/agency/core/desk_drafts.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/agency/core/draft_check.h"
#include "tests/services/agency/support/samples.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"

namespace referral::agency {
namespace {

using v1::Act;

// A request with header and referral.
template <typename Request>
Request About() {
  Request request;
  *request.mutable_call() = CallOf(1);
  request.set_referral_id(ReferralId(1));
  return request;
}

TEST(DeskDraftsTest, EveryCallIsTheActItIsCalled) {
  auto decline = About<v1::DeclineReferralRequest>();
  decline.set_reason(v1::DECLINE_REASON_PROVIDER_FULL);
  decline.set_side(v1::REASON_SIDE_PROVIDER);
  decline.set_next_step(v1::NEXT_STEP_REFER_TO_ANOTHER_PROVIDER);
  auto ask = About<v1::AskForInformationRequest>();
  ask.add_needs(v1::INFORMATION_NEED_MEDICAL_RECORD);
  auto schedule = About<v1::ScheduleAppointmentRequest>();
  *schedule.mutable_appointment_date() = DateOf(2019, 4, 1);
  auto attendance = About<v1::RecordAttendanceRequest>();
  attendance.set_status(v1::BUSINESS_STATUS_EVENT_DONE);
  auto hold = About<v1::HoldReferralRequest>();
  hold.set_reason(v1::HOLD_REASON_MOVEMENT_RESTRICTION);
  *hold.mutable_resume_date() = DateOf(2019, 9, 1);
  auto fail = About<v1::FailReferralRequest>();
  fail.set_reason(v1::DECLINE_REASON_CLIENT_MOVED);
  fail.set_side(v1::REASON_SIDE_CLIENT);
  auto cancel = About<v1::CancelReferralRequest>();
  cancel.set_reason(v1::CANCEL_REASON_NEED_MET);
  v1::RecordFollowUpRequest follow_up;
  *follow_up.mutable_call() = CallOf(1);
  follow_up.mutable_follow_up()->set_finding_code("SETTLED");
  v1::HandOverContinuationRequest hand_over;
  *hand_over.mutable_call() = CallOf(1);
  hand_over.mutable_hand_over()->set_reason_code("CLOSER_TO_HOME");
  auto& continuation = *hand_over.mutable_hand_over()->mutable_continuation();
  continuation.set_owner("education");
  *continuation.mutable_follow_up_date() = DateOf(2019, 9, 1);
  v1::LodgeComplaintRequest lodge;
  *lodge.mutable_call() = cancel.call();
  lodge.mutable_complaint()->set_complaint_id(Uuid(9));
  lodge.mutable_complaint()->set_person_id("p1");
  lodge.mutable_complaint()->set_subject(v1::COMPLAINT_SUBJECT_QUALITY);
  lodge.mutable_complaint()->set_addressee("sms");
  v1::AnswerComplaintRequest answer;
  *answer.mutable_call() = cancel.call();
  answer.mutable_answer()->set_complaint_id(Uuid(9));
  answer.mutable_answer()->set_answer(v1::COMPLAINT_ANSWER_NOT_UPHELD);
  auto decline_cancel = About<v1::DeclineCancelRequest>();
  decline_cancel.set_answer(v1::CANCEL_ANSWER_UNSAFE_TO_STOP);
  auto in_error = About<v1::EnterInErrorRequest>();
  in_error.set_reason(v1::CANCEL_REASON_WRONG_PERSON);
  in_error.set_approver("off-18");
  struct Case {
    absl::StatusOr<Draft> draft;
    Act::KindCase want;
  };
  const Case kCases[] = {
      {DraftOf(About<v1::ReceiveReferralRequest>()), Act::kReferralReceived},
      {DraftOf(AcceptRequest(1, 1)), Act::kReferralAccepted},
      {DraftOf(decline), Act::kReferralRejected},
      {DraftOf(ask), Act::kReferralInformationRequested},
      {DraftOf(NoteRequest(1)), Act::kInformationAdded},
      {DraftOf(schedule), Act::kReferralScheduled},
      {DraftOf(attendance), Act::kReferralAttendance},
      {DraftOf(StartRequest(1, 1)), Act::kReferralStarted},
      {DraftOf(hold), Act::kReferralHeld},
      {DraftOf(About<v1::ResumeReferralRequest>()), Act::kReferralResumed},
      {DraftOf(CompleteRequest(1, 1)), Act::kReferralCompleted},
      {DraftOf(fail), Act::kReferralFailed},
      {CancelRequestDraft(cancel), Act::kReferralCancelRequested},
      {CancelDraft(cancel), Act::kReferralCancelled},
      {DraftOf(ReferRequest(1, 1)), Act::kReferralRequested},
      {DraftOf(About<v1::AcknowledgeOutcomeRequest>()),
       Act::kOutcomeAcknowledged},
      {DraftOf(follow_up), Act::kFollowUpRecorded},
      {DraftOf(hand_over), Act::kContinuationHandedOver},
      {DraftOf(lodge), Act::kComplaintLodged},
      {DraftOf(answer), Act::kComplaintAnswered},
      {DraftOf(decline_cancel), Act::kReferralCancelDeclined},
      {DraftOf(in_error), Act::kReferralEnteredInError},
  };
  const Catalogue catalogue = CatalogueOf("health");
  const testing::ManualClock clock;
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.want);
    ASSERT_OK(one.draft);
    ASSERT_EQ(one.draft->acts.size(), 1u);
    const Act& act = one.draft->acts[0];
    EXPECT_EQ(act.kind_case(), one.want);
    EXPECT_EQ(act.officer(), "off-17");
    EXPECT_EQ(act.occurred_date().year(), 2019);
    EXPECT_FALSE(one.draft->opens_case);
    EXPECT_OK(CheckDraft(*one.draft, catalogue, clock.Now()));
  }
}

TEST(DeskDraftsTest, AnAdoptionSaysWhatItChangesAlone) {
  auto request = About<v1::AdoptDraftRequest>();
  request.set_receiver("education");
  request.mutable_budget()->set_minor_units(5);
  request.mutable_budget_override()->set_approver("off-18");
  *request.add_sections() = NoteOf("p1", "kömək");
  ASSERT_OK_AND_ASSIGN(const Draft draft, DraftOf(request));
  EXPECT_TRUE(draft.adopts_draft);
  ASSERT_EQ(draft.acts.size(), 1u);
  const v1::ReferralRequested& adopted = draft.acts[0].referral_requested();
  EXPECT_EQ(adopted.referral_id(), ReferralId(1));
  EXPECT_EQ(adopted.receiver(), "education");
  EXPECT_EQ(adopted.budget().minor_units(), 5);
  EXPECT_EQ(adopted.budget_override().approver(), "off-18");
  EXPECT_EQ(adopted.service_code(), "") << "as the draft says";
  EXPECT_EQ(draft.sections.size(), 1u);
}

TEST(DeskDraftsTest, WhatTheOfficerSawTravelsAlong) {
  v1::AcceptReferralRequest request = AcceptRequest(1, 1);
  request.set_if_status(v1::REFERRAL_STATUS_RECEIVED);
  EXPECT_EQ(DraftOf(request)->acts[0].if_status(),
            v1::REFERRAL_STATUS_RECEIVED);
}

TEST(DeskDraftsTest, SectionsTravelAsTheyAre) {
  v1::CompleteReferralRequest request = CompleteRequest(1, 1);
  *request.add_sections() = NoteOf("p1", "Müalicə başa çatdı");
  ASSERT_OK_AND_ASSIGN(const Draft draft, DraftOf(request));
  ASSERT_EQ(draft.sections.size(), 1u);
  EXPECT_EQ(draft.sections[0].note().text(), "Müalicə başa çatdı");
}

TEST(DeskDraftsTest, ACallThatCarriesNothingIsRefused) {
  v1::AddInformationRequest information = NoteRequest(1);
  information.clear_sections();
  EXPECT_EQ(Where(DraftOf(information).status()), "sections");
  v1::CompleteReferralRequest completion = CompleteRequest(1, 1);
  completion.clear_delivery();
  EXPECT_EQ(Where(DraftOf(completion).status()), "delivery");
  v1::ReferOnwardRequest onward = ReferRequest(1, 1);
  onward.clear_referral();
  EXPECT_EQ(Where(DraftOf(onward).status()), "referral");
  EXPECT_EQ(Where(DraftOf(v1::RecordFollowUpRequest()).status()), "follow_up");
  EXPECT_EQ(Where(DraftOf(v1::HandOverContinuationRequest()).status()),
            "hand_over");
  EXPECT_EQ(Where(DraftOf(v1::LodgeComplaintRequest()).status()), "complaint");
  EXPECT_EQ(Where(DraftOf(v1::AnswerComplaintRequest()).status()), "answer");
}

TEST(RequestBytesTest, OnlyTheSameRequestHasTheSameBytes) {
  const v1::AcceptReferralRequest accept = AcceptRequest(1, 1);
  EXPECT_EQ(RequestBytes(accept), RequestBytes(AcceptRequest(1, 1)));
  EXPECT_NE(RequestBytes(accept), RequestBytes(AcceptRequest(1, 2)));
  // The same fields, another call.
  EXPECT_NE(RequestBytes(accept), RequestBytes(StartRequest(1, 1)));
  auto cancel = About<v1::CancelReferralRequest>();
  EXPECT_NE(CancelRequestDraft(cancel)->request_bytes,
            CancelDraft(cancel)->request_bytes);
}

}  // namespace
}  // namespace referral::agency
