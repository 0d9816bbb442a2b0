#include "services/education/drafts.h"

#include "common/base/status_macros.h"
#include "services/agency/core/completion.h"

namespace referral::education {

using agency::CompletionDraft;
using agency::Draft;
using agency::ResultOutcome;

absl::StatusOr<Draft> SchoolPlacementDraft(
    const v1::RecordSchoolPlacementRequest& request) {
  using Request = v1::RecordSchoolPlacementRequest;
  static constexpr ResultOutcome<Request::Result> kOutcomes[] = {
      {Request::RESULT_PLACED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_PLACED_WITH_LANGUAGE_SUPPORT, v1::OUTCOME_NEED_MET},
      {Request::RESULT_HOME_SCHOOLED, v1::OUTCOME_SERVICE_DELIVERED},
  };
  ASSIGN_OR_RETURN(
      Draft draft,
      CompletionDraft(request, {"education.school-placement"}, kOutcomes));
  AddFindings(draft, request.findings(), &v1::Section::mutable_education);
  return draft;
}

absl::StatusOr<Draft> CertificateRecognitionDraft(
    const v1::RecordCertificateRecognitionRequest& request) {
  using Request = v1::RecordCertificateRecognitionRequest;
  static constexpr ResultOutcome<Request::Result> kOutcomes[] = {
      {Request::RESULT_RECOGNISED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_PARTLY_RECOGNISED, v1::OUTCOME_SERVICE_DELIVERED},
      {Request::RESULT_NOT_RECOGNISED, v1::OUTCOME_NEED_CONTINUES},
  };
  ASSIGN_OR_RETURN(
      Draft draft,
      CompletionDraft(request, {"education.certificate-recognition"},
                      kOutcomes));
  AddFindings(draft, request.findings(), &v1::Section::mutable_education);
  return draft;
}

absl::StatusOr<Draft> AdultEducationDraft(
    const v1::RecordAdultEducationRequest& request) {
  using Request = v1::RecordAdultEducationRequest;
  static constexpr ResultOutcome<Request::Result> kOutcomes[] = {
      {Request::RESULT_FINISHED, v1::OUTCOME_NEED_MET},
      {Request::RESULT_ENROLLED, v1::OUTCOME_NEED_CONTINUES},
  };
  ASSIGN_OR_RETURN(Draft draft,
                   CompletionDraft(request, {"education.adult"}, kOutcomes));
  AddFindings(draft, request.findings(), &v1::Section::mutable_education);
  return draft;
}

}  // namespace referral::education
