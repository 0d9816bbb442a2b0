#include "common/model/lifecycle.h"

namespace referral::model {

absl::string_view ReferralIdOf(const v1::Act& act) {
  switch (act.kind_case()) {
    case v1::Act::kInformationAdded:
      return act.information_added().referral_id();
    case v1::Act::kReferralRequested:
      return act.referral_requested().referral_id();
    case v1::Act::kReferralReceived:
      return act.referral_received().referral_id();
    case v1::Act::kReferralAccepted:
      return act.referral_accepted().referral_id();
    case v1::Act::kReferralRejected:
      return act.referral_rejected().referral_id();
    case v1::Act::kReferralInformationRequested:
      return act.referral_information_requested().referral_id();
    case v1::Act::kReferralScheduled:
      return act.referral_scheduled().referral_id();
    case v1::Act::kReferralAttendance:
      return act.referral_attendance().referral_id();
    case v1::Act::kReferralStarted:
      return act.referral_started().referral_id();
    case v1::Act::kReferralHeld:
      return act.referral_held().referral_id();
    case v1::Act::kReferralResumed:
      return act.referral_resumed().referral_id();
    case v1::Act::kReferralCompleted:
      return act.referral_completed().referral_id();
    case v1::Act::kReferralFailed:
      return act.referral_failed().referral_id();
    case v1::Act::kReferralCancelRequested:
      return act.referral_cancel_requested().referral_id();
    case v1::Act::kReferralCancelled:
      return act.referral_cancelled().referral_id();
    case v1::Act::kReferralEnteredInError:
      return act.referral_entered_in_error().referral_id();
    case v1::Act::kOutcomeAcknowledged:
      return act.outcome_acknowledged().referral_id();
    case v1::Act::kOutcomeWaived:
      return act.outcome_waived().referral_id();
    case v1::Act::kReferralCancelDeclined:
      return act.referral_cancel_declined().referral_id();
    case v1::Act::kReferralRerouted:
      return act.referral_rerouted().referral_id();
    default:
      return "";
  }
}

absl::string_view ActName(v1::Act::KindCase kind) {
  const auto* field = v1::Act::descriptor()->FindFieldByNumber(kind);
  return field == nullptr ? absl::string_view("kind") : field->name();
}

}  // namespace referral::model
