// The calls of ReferralDesk as drafts. What a field may hold is checked later,
// for all drafts alike (draft_check.h). Pure functions, thread-safe.
#ifndef REFERRAL_SERVICES_AGENCY_CORE_DESK_DRAFTS_H_
#define REFERRAL_SERVICES_AGENCY_CORE_DESK_DRAFTS_H_

#include "absl/status/statusor.h"
#include "proto/referral/v1/desk_service.pb.h"
#include "services/agency/core/draft.h"

namespace referral::agency {

// Errors of all: INVALID_FIELD  a required message is absent, or the call
//                               carries nothing.
absl::StatusOr<Draft> DraftOf(const v1::ReceiveReferralRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::AcceptReferralRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::DeclineReferralRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::AskForInformationRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::AddInformationRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::ScheduleAppointmentRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::RecordAttendanceRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::StartServiceRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::HoldReferralRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::ResumeReferralRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::CompleteReferralRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::FailReferralRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::ReferOnwardRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::AcknowledgeOutcomeRequest& request);
// After the programme [18]; the case may have no referral in this worklist.
absl::StatusOr<Draft> DraftOf(const v1::RecordFollowUpRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::HandOverContinuationRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::LodgeComplaintRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::AnswerComplaintRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::DeclineCancelRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::AdoptDraftRequest& request);
absl::StatusOr<Draft> DraftOf(const v1::EnterInErrorRequest& request);

// Two calls share a request: RequestCancel asks the receiver to stop,
// CancelReferral cancels [30].
absl::StatusOr<Draft> CancelRequestDraft(
    const v1::CancelReferralRequest& request);
absl::StatusOr<Draft> CancelDraft(const v1::CancelReferralRequest& request);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_CORE_DESK_DRAFTS_H_
