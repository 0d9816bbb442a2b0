#include "services/health/drafts.h"

#include "common/base/status_macros.h"
#include "services/agency/core/completion.h"

namespace referral::health {

using agency::CompletionDraft;
using agency::Draft;
using agency::ResultOutcome;

absl::StatusOr<Draft> MedicalCheckDraft(
    const v1::RecordMedicalCheckRequest& request) {
  using Request = v1::RecordMedicalCheckRequest;
  static constexpr ResultOutcome<Request::Result> kOutcomes[] = {
      {Request::RESULT_NO_TREATMENT_NEEDED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_TREATMENT_NEEDED, v1::OUTCOME_NEED_CONTINUES},
      {Request::RESULT_SPECIALIST_NEEDED, v1::OUTCOME_REFERRED_ELSEWHERE},
  };
  ASSIGN_OR_RETURN(Draft draft,
                   CompletionDraft(request, {"medical.check"}, kOutcomes));
  AddFindings(draft, request.findings(), &v1::Section::mutable_medical);
  return draft;
}

absl::StatusOr<Draft> TreatmentDraft(
    const v1::RecordTreatmentRequest& request) {
  using Request = v1::RecordTreatmentRequest;
  static constexpr ResultOutcome<Request::Result> kOutcomes[] = {
      {Request::RESULT_FINISHED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_CONTINUES, v1::OUTCOME_NEED_CONTINUES},
      {Request::RESULT_TRANSFERRED, v1::OUTCOME_REFERRED_ELSEWHERE},
  };
  ASSIGN_OR_RETURN(Draft draft,
                   CompletionDraft(request, {"medical.treatment"}, kOutcomes));
  AddFindings(draft, request.findings(), &v1::Section::mutable_medical);
  return draft;
}

absl::StatusOr<Draft> PsychosocialCareDraft(
    const v1::RecordPsychosocialCareRequest& request) {
  using Request = v1::RecordPsychosocialCareRequest;
  static constexpr ResultOutcome<Request::Result> kOutcomes[] = {
      {Request::RESULT_FINISHED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_CONTINUES, v1::OUTCOME_NEED_CONTINUES},
      {Request::RESULT_REFERRED_TO_PSYCHIATRY, v1::OUTCOME_REFERRED_ELSEWHERE},
  };
  ASSIGN_OR_RETURN(
      Draft draft,
      CompletionDraft(request, {"medical.psychosocial"}, kOutcomes));
  if (request.has_finding()) {
    *AddSection(draft, request.person_id()).mutable_psychosocial() =
        request.finding();
  }
  return draft;
}

absl::StatusOr<Draft> DisabilityDeterminationDraft(
    const v1::RecordDisabilityDeterminationRequest& request) {
  using Request = v1::RecordDisabilityDeterminationRequest;
  static constexpr ResultOutcome<Request::Result> kOutcomes[] = {
      {Request::RESULT_DETERMINED, v1::OUTCOME_SERVICE_DELIVERED},
      {Request::RESULT_NOT_DETERMINED, v1::OUTCOME_SERVICE_DELIVERED},
      {Request::RESULT_REVIEW_LATER, v1::OUTCOME_NEED_CONTINUES},
  };
  ASSIGN_OR_RETURN(
      Draft draft,
      CompletionDraft(request, {"disability.determination"}, kOutcomes));
  AddFindings(draft, request.findings(), &v1::Section::mutable_medical);
  return draft;
}

absl::StatusOr<Draft> LodgingDraft(const v1::RequestLodgingRequest& request) {
  if (request.lodging().linked_referral_id().empty()) {
    return agency::Missing("lodging.linked_referral_id");
  }
  Draft draft = agency::NewDraft(request, request.call());
  *AddAct(draft).mutable_referral_requested() = request.lodging();
  return draft;
}

}  // namespace referral::health
