// A non-governmental organisation: its calls as drafts. Pure functions; errors
// as in ReferralDesk.
#ifndef REFERRAL_SERVICES_NGO_DRAFTS_H_
#define REFERRAL_SERVICES_NGO_DRAFTS_H_

#include "absl/status/statusor.h"
#include "proto/referral/v1/ngo_service.pb.h"
#include "services/agency/core/draft.h"

namespace referral::ngo {

// Opens a case; its message says that the people referred themselves [27].
absl::StatusOr<agency::Draft> SelfReferralDraft(
    const v1::AnnounceSelfReferralRequest& request);

absl::StatusOr<agency::Draft> MentoringDraft(
    const v1::RecordMentoringRequest& request);
absl::StatusOr<agency::Draft> DocumentsDraft(
    const v1::RecordDocumentsRequest& request);
absl::StatusOr<agency::Draft> AccommodationDraft(
    const v1::RecordAccommodationRequest& request);
absl::StatusOr<agency::Draft> PsychosocialSupportDraft(
    const v1::RecordPsychosocialSupportRequest& request);
absl::StatusOr<agency::Draft> CommunitySupportDraft(
    const v1::RecordCommunitySupportRequest& request);
absl::StatusOr<agency::Draft> FinancialServiceDraft(
    const v1::RecordFinancialServiceRequest& request);

}  // namespace referral::ngo

#endif  // REFERRAL_SERVICES_NGO_DRAFTS_H_
