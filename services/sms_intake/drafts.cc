#include "services/sms_intake/drafts.h"

#include "services/agency/core/completion.h"

namespace referral::sms_intake {

using agency::AddAct;
using agency::AddSections;
using agency::Draft;
using agency::Missing;
using agency::NewDraft;

absl::StatusOr<Draft> AnnounceArrivalDraft(
    const v1::AnnounceArrivalRequest& request) {
  if (!request.has_arrival()) return Missing("arrival");
  Draft draft = NewDraft(request, request.call());
  draft.opens_case = true;
  *AddAct(draft).mutable_arrival_announced() = request.arrival();
  AddSections(draft, request.sections());
  return draft;
}

absl::StatusOr<Draft> InformAtAirportDraft(
    const v1::InformAtAirportRequest& request) {
  if (!request.has_information()) return Missing("information");
  Draft draft = NewDraft(request, request.call());
  *AddAct(draft).mutable_returnee_informed() = request.information();
  return draft;
}

absl::StatusOr<Draft> RegisterApplicationDraft(
    const v1::RegisterApplicationRequest& request) {
  if (!request.has_application()) return Missing("application");
  Draft draft = NewDraft(request, request.call());
  draft.opens_case = true;
  *AddAct(draft).mutable_application_registered() = request.application();
  AddSections(draft, request.sections());
  return draft;
}

absl::StatusOr<Draft> RecordConsentDraft(
    const v1::RecordConsentRequest& request) {
  if (request.consents().empty()) return Missing("consents");
  Draft draft = NewDraft(request, request.call());
  for (const auto& row : request.consents()) {
    *AddAct(draft).mutable_consent_given() = row;
  }
  return draft;
}

absl::StatusOr<Draft> WithdrawConsentDraft(
    const v1::WithdrawConsentRequest& request) {
  if (request.withdrawals().empty()) return Missing("withdrawals");
  Draft draft = NewDraft(request, request.call());
  for (const auto& row : request.withdrawals()) {
    *AddAct(draft).mutable_consent_withdrawn() = row;
  }
  return draft;
}

absl::StatusOr<Draft> RenewConsentDraft(
    const v1::RenewConsentRequest& request) {
  if (request.renewals().empty()) return Missing("renewals");
  Draft draft = NewDraft(request, request.call());
  for (const auto& row : request.renewals()) {
    *AddAct(draft).mutable_consent_renewed() = row;
  }
  return draft;
}

absl::StatusOr<Draft> OverrideInEmergencyDraft(
    const v1::OverrideInEmergencyRequest& request) {
  if (request.overrides().empty()) return Missing("overrides");
  Draft draft = NewDraft(request, request.call());
  for (const auto& row : request.overrides()) {
    *AddAct(draft).mutable_emergency_overridden() = row;
  }
  return draft;
}

absl::StatusOr<Draft> RecordProtectionDraft(
    const v1::RecordProtectionRequest& request) {
  if (request.protections().empty()) return Missing("protections");
  Draft draft = NewDraft(request, request.call());
  for (const auto& row : request.protections()) {
    *AddAct(draft).mutable_protection_recorded() = row;
  }
  return draft;
}

absl::StatusOr<Draft> DecideEligibilityDraft(
    const v1::DecideEligibilityRequest& request) {
  if (!request.has_decision()) return Missing("decision");
  Draft draft = NewDraft(request, request.call());
  // One call for the officer, two steps of the lifecycle [31].
  AddAct(draft).mutable_eligibility_review_started();
  *AddAct(draft).mutable_eligibility_decided() = request.decision();
  return draft;
}

absl::StatusOr<Draft> LodgeAppealDraft(const v1::LodgeAppealRequest& request) {
  if (!request.has_appeal()) return Missing("appeal");
  Draft draft = NewDraft(request, request.call());
  *AddAct(draft).mutable_appeal_lodged() = request.appeal();
  return draft;
}

absl::StatusOr<Draft> AssessNeedsDraft(const v1::AssessNeedsRequest& request) {
  if (!request.has_assessment()) return Missing("assessment");
  Draft draft = NewDraft(request, request.call());
  *AddAct(draft).mutable_needs_assessed() = request.assessment();
  AddSections(draft, request.sections());
  return draft;
}

absl::StatusOr<Draft> AgreePlanDraft(const v1::AgreePlanRequest& request) {
  if (!request.has_plan()) return Missing("plan");
  Draft draft = NewDraft(request, request.call());
  *AddAct(draft).mutable_plan_agreed() = request.plan();
  return draft;
}

absl::StatusOr<Draft> ExtendPlanDraft(const v1::ExtendPlanRequest& request) {
  if (!request.has_extension()) return Missing("extension");
  Draft draft = NewDraft(request, request.call());
  *AddAct(draft).mutable_support_extended() = request.extension();
  return draft;
}

absl::StatusOr<Draft> ReferDraft(const v1::ReferRequest& request) {
  if (request.referrals().empty()) return Missing("referrals");
  Draft draft = NewDraft(request, request.call());
  for (const auto& row : request.referrals()) {
    *AddAct(draft).mutable_referral_requested() = row;
  }
  AddSections(draft, request.sections());
  return draft;
}

absl::StatusOr<Draft> SuspendCaseDraft(const v1::SuspendCaseRequest& request) {
  if (!request.has_suspension()) return Missing("suspension");
  Draft draft = NewDraft(request, request.call());
  *AddAct(draft).mutable_case_suspended() = request.suspension();
  return draft;
}

absl::StatusOr<Draft> ResumeCaseDraft(const v1::ResumeCaseRequest& request) {
  Draft draft = NewDraft(request, request.call());
  AddAct(draft).mutable_case_resumed();
  return draft;
}

absl::StatusOr<Draft> ClosePlanDraft(const v1::ClosePlanRequest& request) {
  if (!request.has_closing()) return Missing("closing");
  Draft draft = NewDraft(request, request.call());
  // One call for the officer, two steps of the lifecycle [31].
  AddAct(draft).mutable_closing_started();
  *AddAct(draft).mutable_case_closed() = request.closing();
  return draft;
}

absl::StatusOr<Draft> ReopenCaseDraft(const v1::ReopenCaseRequest& request) {
  if (!request.has_reopening()) return Missing("reopening");
  Draft draft = NewDraft(request, request.call());
  *AddAct(draft).mutable_case_reopened() = request.reopening();
  return draft;
}

absl::StatusOr<Draft> WaiveOutcomeDraft(
    const v1::WaiveOutcomeRequest& request) {
  if (!request.has_waiver()) return Missing("waiver");
  Draft draft = NewDraft(request, request.call());
  *AddAct(draft).mutable_outcome_waived() = request.waiver();
  return draft;
}

absl::StatusOr<Draft> ArchiveCaseDraft(const v1::ArchiveCaseRequest& request) {
  Draft draft = NewDraft(request, request.call());
  AddAct(draft).mutable_case_archived();
  return draft;
}

absl::StatusOr<Draft> AddPersonDraft(const v1::AddPersonRequest& request) {
  if (!request.has_joined()) return Missing("joined");
  Draft draft = NewDraft(request, request.call());
  *AddAct(draft).mutable_person_joined() = request.joined();
  AddSections(draft, request.sections());
  return draft;
}

absl::StatusOr<Draft> RecordDepartureDraft(
    const v1::RecordDepartureRequest& request) {
  if (!request.has_left()) return Missing("left");
  Draft draft = NewDraft(request, request.call());
  *AddAct(draft).mutable_person_left() = request.left();
  return draft;
}

}  // namespace referral::sms_intake
