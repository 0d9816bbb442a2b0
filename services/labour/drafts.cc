#include "services/labour/drafts.h"

#include "common/base/status_macros.h"
#include "services/agency/core/completion.h"

namespace referral::labour {

using agency::CompletionDraft;
using agency::Draft;
using agency::ResultOutcome;

absl::StatusOr<Draft> JobPlacementDraft(
    const v1::RecordJobPlacementRequest& request) {
  using Request = v1::RecordJobPlacementRequest;
  static constexpr ResultOutcome<Request::Result> kOutcomes[] = {
      {Request::RESULT_EMPLOYED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_SELF_EMPLOYED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_REGISTERED_AS_JOBSEEKER, v1::OUTCOME_NEED_CONTINUES},
  };
  ASSIGN_OR_RETURN(
      Draft draft,
      CompletionDraft(request, {"employment.job-placement"}, kOutcomes));
  AddFindings(draft, request.findings(), &v1::Section::mutable_employment);
  return draft;
}

absl::StatusOr<Draft> VocationalTrainingDraft(
    const v1::RecordVocationalTrainingRequest& request) {
  using Request = v1::RecordVocationalTrainingRequest;
  static constexpr ResultOutcome<Request::Result> kOutcomes[] = {
      {Request::RESULT_CERTIFIED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_ATTENDED, v1::OUTCOME_SERVICE_DELIVERED},
  };
  ASSIGN_OR_RETURN(
      Draft draft,
      CompletionDraft(request, {"employment.vocational-training"}, kOutcomes));
  AddFindings(draft, request.findings(), &v1::Section::mutable_employment);
  return draft;
}

absl::StatusOr<Draft> SmallBusinessDraft(
    const v1::RecordSmallBusinessRequest& request) {
  using Request = v1::RecordSmallBusinessRequest;
  static constexpr ResultOutcome<Request::Result> kOutcomes[] = {
      {Request::RESULT_STARTED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_EQUIPPED, v1::OUTCOME_SERVICE_DELIVERED},
      {Request::RESULT_PLAN_NOT_VIABLE, v1::OUTCOME_NEED_CONTINUES},
  };
  ASSIGN_OR_RETURN(
      Draft draft,
      CompletionDraft(request, {"employment.small-business"}, kOutcomes));
  AddFindings(draft, request.findings(), &v1::Section::mutable_employment);
  return draft;
}

absl::StatusOr<Draft> AllowanceDraft(
    const v1::RecordAllowanceRequest& request) {
  using Request = v1::RecordAllowanceRequest;
  static constexpr ResultOutcome<Request::Result> kOutcomes[] = {
      {Request::RESULT_GRANTED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_RESTORED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_NOT_GRANTED, v1::OUTCOME_NEED_CONTINUES},
  };
  return CompletionDraft(request, {"allowance.social"}, kOutcomes);
}

absl::StatusOr<Draft> DisabilityCardDraft(
    const v1::RecordDisabilityCardRequest& request) {
  using Request = v1::RecordDisabilityCardRequest;
  static constexpr ResultOutcome<Request::Result> kOutcomes[] = {
      {Request::RESULT_ISSUED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_RENEWED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_NOT_ISSUED, v1::OUTCOME_NEED_CONTINUES},
  };
  return CompletionDraft(request, {"disability.card"}, kOutcomes);
}

}  // namespace referral::labour
