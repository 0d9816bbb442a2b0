// Ministry of Health: its calls as drafts. Pure functions; errors as in
// ReferralDesk.
#ifndef REFERRAL_SERVICES_HEALTH_DRAFTS_H_
#define REFERRAL_SERVICES_HEALTH_DRAFTS_H_

#include "absl/status/statusor.h"
#include "proto/referral/v1/health_service.pb.h"
#include "services/agency/core/draft.h"

namespace referral::health {

absl::StatusOr<agency::Draft> MedicalCheckDraft(
    const v1::RecordMedicalCheckRequest& request);
absl::StatusOr<agency::Draft> TreatmentDraft(
    const v1::RecordTreatmentRequest& request);
absl::StatusOr<agency::Draft> PsychosocialCareDraft(
    const v1::RecordPsychosocialCareRequest& request);
absl::StatusOr<agency::Draft> DisabilityDeterminationDraft(
    const v1::RecordDisabilityDeterminationRequest& request);
absl::StatusOr<agency::Draft> LodgingDraft(
    const v1::RequestLodgingRequest& request);

}  // namespace referral::health

#endif  // REFERRAL_SERVICES_HEALTH_DRAFTS_H_
