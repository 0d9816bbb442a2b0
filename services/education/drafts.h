// Ministry of Education: its calls as drafts. Pure functions; errors as in
// ReferralDesk.
#ifndef REFERRAL_SERVICES_EDUCATION_DRAFTS_H_
#define REFERRAL_SERVICES_EDUCATION_DRAFTS_H_

#include "absl/status/statusor.h"
#include "proto/referral/v1/education_service.pb.h"
#include "services/agency/core/draft.h"

namespace referral::education {

absl::StatusOr<agency::Draft> SchoolPlacementDraft(
    const v1::RecordSchoolPlacementRequest& request);
absl::StatusOr<agency::Draft> CertificateRecognitionDraft(
    const v1::RecordCertificateRecognitionRequest& request);
absl::StatusOr<agency::Draft> AdultEducationDraft(
    const v1::RecordAdultEducationRequest& request);

}  // namespace referral::education

#endif  // REFERRAL_SERVICES_EDUCATION_DRAFTS_H_
