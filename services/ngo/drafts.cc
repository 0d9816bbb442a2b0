#include "services/ngo/drafts.h"

#include "common/base/status_macros.h"
#include "services/agency/core/completion.h"

namespace referral::ngo {

using agency::AddAct;
using agency::AddSections;
using agency::CompletionDraft;
using agency::Draft;
using agency::Missing;
using agency::NewDraft;
using agency::ResultOutcome;

absl::StatusOr<Draft> SelfReferralDraft(
    const v1::AnnounceSelfReferralRequest& request) {
  if (!request.has_arrival()) return Missing("arrival");
  Draft draft = NewDraft(request, request.call());
  draft.opens_case = true;
  v1::ArrivalAnnounced& arrival = *AddAct(draft).mutable_arrival_announced();
  arrival = request.arrival();
  arrival.set_self_referral(true);
  AddSections(draft, request.sections());
  return draft;
}

absl::StatusOr<Draft> MentoringDraft(
    const v1::RecordMentoringRequest& request) {
  using Request = v1::RecordMentoringRequest;
  static constexpr ResultOutcome<Request::Result> kOutcomes[] = {
      {Request::RESULT_GOALS_REACHED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_GOALS_PARTLY_REACHED, v1::OUTCOME_SERVICE_DELIVERED},
  };
  return CompletionDraft(request, {"mentoring.individual"}, kOutcomes);
}

absl::StatusOr<Draft> DocumentsDraft(
    const v1::RecordDocumentsRequest& request) {
  using Request = v1::RecordDocumentsRequest;
  static constexpr ResultOutcome<Request::Result> kOutcomes[] = {
      {Request::RESULT_OBTAINED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_APPLIED_FOR, v1::OUTCOME_NEED_CONTINUES},
  };
  ASSIGN_OR_RETURN(
      Draft draft,
      CompletionDraft(request, {"mentoring.documents"}, kOutcomes));
  AddFindings(draft, request.findings(), &v1::Section::mutable_documents);
  return draft;
}

absl::StatusOr<Draft> AccommodationDraft(
    const v1::RecordAccommodationRequest& request) {
  using Request = v1::RecordAccommodationRequest;
  static constexpr ResultOutcome<Request::Result> kOutcomes[] = {
      {Request::RESULT_MOVED_TO_OWN_HOME, v1::OUTCOME_NEED_MET},
      {Request::RESULT_MOVED_TO_RELATIVES, v1::OUTCOME_NEED_MET},
      {Request::RESULT_STAY_ENDED, v1::OUTCOME_SERVICE_DELIVERED},
  };
  return CompletionDraft(request, {"accommodation.temporary"}, kOutcomes);
}

absl::StatusOr<Draft> PsychosocialSupportDraft(
    const v1::RecordPsychosocialSupportRequest& request) {
  using Request = v1::RecordPsychosocialSupportRequest;
  static constexpr ResultOutcome<Request::Result> kOutcomes[] = {
      {Request::RESULT_FINISHED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_CONTINUES, v1::OUTCOME_NEED_CONTINUES},
  };
  ASSIGN_OR_RETURN(
      Draft draft,
      CompletionDraft(request, {"psychosocial.support"}, kOutcomes));
  if (request.has_finding()) {
    *AddSection(draft, request.person_id()).mutable_psychosocial() =
        request.finding();
  }
  return draft;
}

absl::StatusOr<Draft> CommunitySupportDraft(
    const v1::RecordCommunitySupportRequest& request) {
  using Request = v1::RecordCommunitySupportRequest;
  static constexpr ResultOutcome<Request::Result> kOutcomes[] = {
      {Request::RESULT_FINISHED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_CONTINUES, v1::OUTCOME_NEED_CONTINUES},
  };
  return CompletionDraft(request, {"community.support"}, kOutcomes);
}

absl::StatusOr<Draft> FinancialServiceDraft(
    const v1::RecordFinancialServiceRequest& request) {
  using Request = v1::RecordFinancialServiceRequest;
  static constexpr ResultOutcome<Request::Result> kOutcomes[] = {
      {Request::RESULT_ACCESS_GAINED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_COUNSELLED, v1::OUTCOME_SERVICE_DELIVERED},
  };
  return CompletionDraft(request, {"finance.access"}, kOutcomes);
}

}  // namespace referral::ngo
