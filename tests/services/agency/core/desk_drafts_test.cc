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
