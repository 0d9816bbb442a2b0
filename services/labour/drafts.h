// Ministry of Labour and Social Protection: its calls as drafts. Pure
// functions; errors as in ReferralDesk.
#ifndef REFERRAL_SERVICES_LABOUR_DRAFTS_H_
#define REFERRAL_SERVICES_LABOUR_DRAFTS_H_

#include "absl/status/statusor.h"
#include "proto/referral/v1/labour_service.pb.h"
#include "services/agency/core/draft.h"

namespace referral::labour {

absl::StatusOr<agency::Draft> JobPlacementDraft(
    const v1::RecordJobPlacementRequest& request);
absl::StatusOr<agency::Draft> VocationalTrainingDraft(
    const v1::RecordVocationalTrainingRequest& request);
absl::StatusOr<agency::Draft> SmallBusinessDraft(
    const v1::RecordSmallBusinessRequest& request);
absl::StatusOr<agency::Draft> AllowanceDraft(
    const v1::RecordAllowanceRequest& request);
absl::StatusOr<agency::Draft> DisabilityCardDraft(
    const v1::RecordDisabilityCardRequest& request);

}  // namespace referral::labour

#endif  // REFERRAL_SERVICES_LABOUR_DRAFTS_H_
