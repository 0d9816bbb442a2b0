#include "services/agency/core/desk_drafts.h"

#include "absl/strings/str_cat.h"

namespace referral::agency {
namespace {

// A draft with one act, of the call's officer and date.
template <typename Request>
Draft Start(const Request& request) {
  Draft draft = NewDraft(request, request.call());
  AddAct(draft);
  return draft;
}

template <typename Request>
v1::Act& OnlyAct(Draft& draft, const Request& request) {
  v1::Act& act = draft.acts.back();
  act.set_if_status(request.if_status());
  return act;
}

// Sections go along as they are.
template <typename Request>
void AddSections(Draft& draft, const Request& request) {
  draft.sections.assign(request.sections().begin(), request.sections().end());
}

}  // namespace

absl::StatusOr<Draft> DraftOf(const v1::ReceiveReferralRequest& request) {
  Draft draft = Start(request);
  draft.acts.back().mutable_referral_received()->set_referral_id(
      request.referral_id());
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::AcceptReferralRequest& request) {
  Draft draft = Start(request);
  OnlyAct(draft, request)
      .mutable_referral_accepted()
      ->set_referral_id(request.referral_id());
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::DeclineReferralRequest& request) {
  Draft draft = Start(request);
  v1::ReferralRejected& rejected =
      *OnlyAct(draft, request).mutable_referral_rejected();
  rejected.set_referral_id(request.referral_id());
  rejected.set_reason(request.reason());
  rejected.set_side(request.side());
  rejected.set_next_step(request.next_step());
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::AskForInformationRequest& request) {
  Draft draft = Start(request);
  v1::ReferralInformationRequested& asked =
      *draft.acts.back().mutable_referral_information_requested();
  asked.set_referral_id(request.referral_id());
  *asked.mutable_needs() = request.needs();
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::AddInformationRequest& request) {
  if (request.sections().empty()) return Missing("sections");
  Draft draft = Start(request);
  draft.acts.back().mutable_information_added()->set_referral_id(
      request.referral_id());
  AddSections(draft, request);
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::ScheduleAppointmentRequest& request) {
  if (!request.has_appointment_date()) return Missing("appointment_date");
  Draft draft = Start(request);
  v1::ReferralScheduled& scheduled =
      *draft.acts.back().mutable_referral_scheduled();
  scheduled.set_referral_id(request.referral_id());
  *scheduled.mutable_appointment_date() = request.appointment_date();
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::RecordAttendanceRequest& request) {
  Draft draft = Start(request);
  v1::ReferralAttendance& attendance =
      *draft.acts.back().mutable_referral_attendance();
  attendance.set_referral_id(request.referral_id());
  attendance.set_status(request.status());
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::StartServiceRequest& request) {
  Draft draft = Start(request);
  draft.acts.back().mutable_referral_started()->set_referral_id(
      request.referral_id());
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::HoldReferralRequest& request) {
  if (!request.has_resume_date()) return Missing("resume_date");
  Draft draft = Start(request);
  v1::ReferralHeld& held = *draft.acts.back().mutable_referral_held();
  held.set_referral_id(request.referral_id());
  held.set_reason(request.reason());
  *held.mutable_resume_date() = request.resume_date();
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::ResumeReferralRequest& request) {
  Draft draft = Start(request);
  draft.acts.back().mutable_referral_resumed()->set_referral_id(
      request.referral_id());
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::CompleteReferralRequest& request) {
  if (!request.has_delivery()) return Missing("delivery");
  Draft draft = NewDraft(request, request.call());
  AddCompletion(draft, request.referral_id(), request.delivery(),
                request.delivery().outcome());
  AddSections(draft, request);
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::FailReferralRequest& request) {
  Draft draft = Start(request);
  v1::ReferralFailed& failed = *draft.acts.back().mutable_referral_failed();
  failed.set_referral_id(request.referral_id());
  failed.set_reason(request.reason());
  failed.set_side(request.side());
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::ReferOnwardRequest& request) {
  if (!request.has_referral()) return Missing("referral");
  Draft draft = Start(request);
  *draft.acts.back().mutable_referral_requested() = request.referral();
  AddSections(draft, request);
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::AcknowledgeOutcomeRequest& request) {
  Draft draft = Start(request);
  draft.acts.back().mutable_outcome_acknowledged()->set_referral_id(
      request.referral_id());
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::RecordFollowUpRequest& request) {
  if (!request.has_follow_up()) return Missing("follow_up");
  Draft draft = Start(request);
  *draft.acts.back().mutable_follow_up_recorded() = request.follow_up();
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::HandOverContinuationRequest& request) {
  if (!request.has_hand_over()) return Missing("hand_over");
  Draft draft = Start(request);
  *draft.acts.back().mutable_continuation_handed_over() = request.hand_over();
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::LodgeComplaintRequest& request) {
  if (!request.has_complaint()) return Missing("complaint");
  Draft draft = Start(request);
  *draft.acts.back().mutable_complaint_lodged() = request.complaint();
  AddSections(draft, request);
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::AnswerComplaintRequest& request) {
  if (!request.has_answer()) return Missing("answer");
  Draft draft = Start(request);
  *draft.acts.back().mutable_complaint_answered() = request.answer();
  AddSections(draft, request);
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::DeclineCancelRequest& request) {
  Draft draft = Start(request);
  v1::ReferralCancelDeclined& declined =
      *draft.acts.back().mutable_referral_cancel_declined();
  declined.set_referral_id(request.referral_id());
  declined.set_answer(request.answer());
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::AdoptDraftRequest& request) {
  Draft draft = Start(request);
  draft.adopts_draft = true;
  v1::ReferralRequested& adopted =
      *draft.acts.back().mutable_referral_requested();
  adopted.set_referral_id(request.referral_id());
  adopted.set_receiver(request.receiver());
  if (request.has_budget()) *adopted.mutable_budget() = request.budget();
  if (request.has_budget_override()) {
    *adopted.mutable_budget_override() = request.budget_override();
  }
  AddSections(draft, request);
  return draft;
}

absl::StatusOr<Draft> DraftOf(const v1::EnterInErrorRequest& request) {
  Draft draft = Start(request);
  v1::ReferralEnteredInError& error =
      *draft.acts.back().mutable_referral_entered_in_error();
  error.set_referral_id(request.referral_id());
  error.set_reason(request.reason());
  error.set_approver(request.approver());
  return draft;
}

absl::StatusOr<Draft> CancelRequestDraft(
    const v1::CancelReferralRequest& request) {
  Draft draft = Start(request);
  v1::ReferralCancelRequested& asked =
      *draft.acts.back().mutable_referral_cancel_requested();
  asked.set_referral_id(request.referral_id());
  asked.set_reason(request.reason());
  // The other call with this request is another request.
  absl::StrAppend(&draft.request_bytes, "\nRequestCancel");
  return draft;
}

absl::StatusOr<Draft> CancelDraft(const v1::CancelReferralRequest& request) {
  Draft draft = Start(request);
  v1::ReferralCancelled& cancelled =
      *draft.acts.back().mutable_referral_cancelled();
  cancelled.set_referral_id(request.referral_id());
  cancelled.set_reason(request.reason());
  return draft;
}

}  // namespace referral::agency
