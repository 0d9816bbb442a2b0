// State Migration Service: its calls as drafts. Pure functions; errors as in
// ReferralDesk.
#ifndef REFERRAL_SERVICES_SMS_INTAKE_DRAFTS_H_
#define REFERRAL_SERVICES_SMS_INTAKE_DRAFTS_H_

#include "absl/status/statusor.h"
#include "proto/referral/v1/sms_intake_service.pb.h"
#include "services/agency/core/draft.h"

namespace referral::sms_intake {

absl::StatusOr<agency::Draft> AnnounceArrivalDraft(
    const v1::AnnounceArrivalRequest& request);
absl::StatusOr<agency::Draft> InformAtAirportDraft(
    const v1::InformAtAirportRequest& request);
absl::StatusOr<agency::Draft> RegisterApplicationDraft(
    const v1::RegisterApplicationRequest& request);
absl::StatusOr<agency::Draft> RecordConsentDraft(
    const v1::RecordConsentRequest& request);
absl::StatusOr<agency::Draft> WithdrawConsentDraft(
    const v1::WithdrawConsentRequest& request);
absl::StatusOr<agency::Draft> RenewConsentDraft(
    const v1::RenewConsentRequest& request);
absl::StatusOr<agency::Draft> OverrideInEmergencyDraft(
    const v1::OverrideInEmergencyRequest& request);
absl::StatusOr<agency::Draft> RecordProtectionDraft(
    const v1::RecordProtectionRequest& request);
absl::StatusOr<agency::Draft> DecideEligibilityDraft(
    const v1::DecideEligibilityRequest& request);
absl::StatusOr<agency::Draft> LodgeAppealDraft(
    const v1::LodgeAppealRequest& request);
absl::StatusOr<agency::Draft> AssessNeedsDraft(
    const v1::AssessNeedsRequest& request);
absl::StatusOr<agency::Draft> AgreePlanDraft(
    const v1::AgreePlanRequest& request);
absl::StatusOr<agency::Draft> ExtendPlanDraft(
    const v1::ExtendPlanRequest& request);
absl::StatusOr<agency::Draft> ReferDraft(const v1::ReferRequest& request);
absl::StatusOr<agency::Draft> SuspendCaseDraft(
    const v1::SuspendCaseRequest& request);
absl::StatusOr<agency::Draft> ResumeCaseDraft(
    const v1::ResumeCaseRequest& request);
absl::StatusOr<agency::Draft> ClosePlanDraft(
    const v1::ClosePlanRequest& request);
absl::StatusOr<agency::Draft> ReopenCaseDraft(
    const v1::ReopenCaseRequest& request);
absl::StatusOr<agency::Draft> WaiveOutcomeDraft(
    const v1::WaiveOutcomeRequest& request);
absl::StatusOr<agency::Draft> ArchiveCaseDraft(
    const v1::ArchiveCaseRequest& request);
absl::StatusOr<agency::Draft> AddPersonDraft(
    const v1::AddPersonRequest& request);
absl::StatusOr<agency::Draft> RecordDepartureDraft(
    const v1::RecordDepartureRequest& request);

}  // namespace referral::sms_intake

#endif  // REFERRAL_SERVICES_SMS_INTAKE_DRAFTS_H_
