#include "common/model/apply.h"

#include "absl/algorithm/container.h"
#include "common/model/after_care.h"
#include "common/model/closing.h"
#include "common/model/complaints.h"
#include "common/model/consent.h"
#include "common/model/consent_renewal.h"
#include "common/model/deadlines.h"
#include "common/model/decide.h"
#include "common/model/destruction.h"
#include "common/model/drafts.h"
#include "common/model/eligibility.h"
#include "common/model/emergency.h"
#include "common/model/opening.h"
#include "common/model/people.h"
#include "common/model/plan.h"
#include "common/model/policy_move.h"
#include "common/model/protection.h"
#include "common/model/referral_progress.h"
#include "common/model/referral_request.h"
#include "common/model/reroute.h"
#include "common/model/sections.h"
#include "common/model/timestamps.h"

namespace referral::model {

using storage::v1::CaseFile;

namespace {

void ApplyTopic(CaseFile& file, const v1::Act& act,
                const v1::ActEffects& effects, const ActRecord& record) {
  switch (act.kind_case()) {
    case v1::Act::kArrivalAnnounced:
      return ApplyArrivalAnnounced(file, act, effects);
    case v1::Act::kReturneeInformed:
      return ApplyReturneeInformed(file, act);
    case v1::Act::kApplicationRegistered:
      return ApplyApplicationRegistered(file, act, effects);
    case v1::Act::kEligibilityDecided:
      return ApplyEligibilityDecided(file, act);
    case v1::Act::kAppealLodged:
      return ApplyAppealLodged(file, act);
    case v1::Act::kNeedsAssessed:
      return ApplyNeedsAssessed(file, act);
    case v1::Act::kPlanAgreed:
      return ApplyPlanAgreed(file, act, effects);
    case v1::Act::kSupportExtended:
      return ApplySupportExtended(file, effects);
    case v1::Act::kCaseSuspended:
      return ApplyCaseSuspended(file, act);
    case v1::Act::kCaseResumed:
      return ApplyCaseResumed(file);
    case v1::Act::kCaseClosed:
      return ApplyCaseClosed(file, act, record);
    case v1::Act::kFollowUpRecorded:
      return ApplyFollowUpRecorded(file, act);
    case v1::Act::kContinuationHandedOver:
      return ApplyContinuationHandedOver(file, act);
    case v1::Act::kCaseReopened:
      return ApplyCaseReopened(file);
    case v1::Act::kPersonJoined:
      return ApplyPersonJoined(file, act, effects);
    case v1::Act::kPersonLeft:
      return ApplyPersonLeft(file, act, effects);
    case v1::Act::kConsentGiven:
      return ApplyConsentGiven(file, act, effects);
    case v1::Act::kConsentWithdrawn:
      return ApplyConsentWithdrawn(file, act, record);
    case v1::Act::kConsentRenewed:
      return ApplyConsentRenewed(file, act, effects);
    case v1::Act::kEmergencyOverridden:
      return ApplyEmergencyOverridden(file, act, effects, record);
    case v1::Act::kProtectionRecorded:
      return ApplyProtectionRecorded(file, act);
    case v1::Act::kComplaintLodged:
      return ApplyComplaintLodged(file, act, effects, record);
    case v1::Act::kComplaintAnswered:
      return ApplyComplaintAnswered(file, act, record);
    case v1::Act::kPartsDestroyed:
      return ApplyPartsDestroyed(file, act, record);
    case v1::Act::kReferralRequested:
      return ApplyReferralRequested(file, act, effects, record);
    case v1::Act::kCasePolicyMoved:
      return ApplyCasePolicyMoved(file, effects);
    case v1::Act::kReferralRerouted:
      return ApplyReferralRerouted(file, act, effects, record);
    case v1::Act::kDeadlinePassed:
      return ApplyDeadlinePassed(file, act);
    case v1::Act::kEligibilityReviewStarted:
    case v1::Act::kClosingStarted:
    case v1::Act::kCaseArchived:
      return;  // they change the status alone
    default:
      return ApplyReferralProgress(file, act, effects, record);
  }
}

}  // namespace

void ApplyAct(CaseFile& file, const v1::Act& act, const v1::ActEffects& effects,
              const ActRecord& record) {
  ApplyTopic(file, act, effects, record);
  ApplyDrafts(file, effects, record);
  if (effects.case_status() != v1::CASE_STATUS_UNSPECIFIED) {
    file.set_status(effects.case_status());
  }
}

void Apply(CaseFile& file, const Recorded& record) {
  const ActRecord act_record{record.sender, record.message_id, record.sequence,
                             record.recorded_time};
  const BackDatedClocks back_dated(file, record.recorded_time);
  for (size_t i = 0; i < record.acts.size(); ++i) {
    ApplyAct(file, record.acts[i], record.effects.acts(static_cast<int>(i)),
             act_record);
  }
  ApplySuperseded(file, record.effects);
  back_dated.Stop(file);
  if (!absl::c_linear_search(file.senders(), record.sender)) {
    file.add_senders(std::string(record.sender));
  }
  if (file.last_sequence() == 0) {
    file.set_case_id(std::string(record.case_id));
    SetTime(record.recorded_time, *file.mutable_opened_time());
  }
  file.set_last_sequence(record.sequence);
  file.set_last_digest(std::string(record.record_digest));
  SetTime(record.recorded_time, *file.mutable_last_recorded_time());
}

}  // namespace referral::model
