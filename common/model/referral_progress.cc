#include "common/model/referral_progress.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/model/budget.h"
#include "common/model/case_file.h"
#include "common/model/fields.h"
#include "common/model/reroute.h"
#include "common/model/timestamps.h"

namespace referral::model {
namespace {

using storage::v1::CaseReferral;

absl::Status CheckRejected(const ActInput& input) {
  const v1::ReferralRejected& act = input.act.referral_rejected();
  RETURN_IF_ERROR(CheckDecline(input, act.reason(), act.side()));
  return CheckChosen(input, act.next_step(), "next_step");
}

absl::Status CheckAttendance(const ActInput& input) {
  switch (input.act.referral_attendance().status()) {
    case v1::BUSINESS_STATUS_NO_SHOW:
    case v1::BUSINESS_STATUS_APPOINTMENT_CANCELLED:
    case v1::BUSINESS_STATUS_EVENT_DONE:
      return absl::OkStatus();
    default:
      return input.Error(Reason::kInvalidField,
                         "an attendance is a no-show, a cancelled appointment "
                         "or an event done",
                         "status");
  }
}

absl::Status CheckHeld(const ActInput& input) {
  const v1::ReferralHeld& act = input.act.referral_held();
  RETURN_IF_ERROR(
      CheckChosen(input, act.reason(), "reason", Reason::kReasonRequired));
  return CheckNotBeforeAct(input, act.has_resume_date(), act.resume_date(),
                           "resume_date");
}

// The cost stays within what was reserved, or within what the case has left,
// unless the plan goes over the threshold on purpose [15].
absl::Status CheckCost(const ActInput& input, const CaseReferral& referral) {
  const std::int64_t cost = input.act.referral_completed().cost().minor_units();
  if (cost <= referral.reserved().minor_units()) return absl::OkStatus();
  const std::int64_t total = CommittedMinorUnits(input.file, &referral) + cost;
  if (input.file.budget_overridden() || WithinThreshold(input.file, total)) {
    return absl::OkStatus();
  }
  return BudgetExceeded(input, total, "cost");
}

absl::Status CheckCompleted(const ActInput& input,
                            const CaseReferral& referral) {
  const v1::ReferralCompleted& act = input.act.referral_completed();
  RETURN_IF_ERROR(CheckChosen(input, act.outcome(), "outcome"));
  if (act.quantity() < 1) {
    return input.Error(Reason::kInvalidField, "quantity is at least 1",
                       "quantity");
  }
  RETURN_IF_ERROR(CheckMoney(input, act.has_cost(), act.cost(), "cost"));
  RETURN_IF_ERROR(CheckChosen(input, act.scope(), "scope"));
  return CheckCost(input, referral);
}

// Before the service starts the requester cancels; afterwards the receiver,
// and only as the answer to a cancel request [30].
absl::Status CheckCancelled(const ActInput& input,
                            const CaseReferral& referral) {
  if (referral.receiver() == input.sender &&
      referral.business_status() != v1::BUSINESS_STATUS_CANCEL_REQUESTED) {
    return input.Error(Reason::kIllegalTransition,
                       "the requester has not asked to cancel");
  }
  return CheckChosen(input, input.act.referral_cancelled().reason(), "reason",
                     Reason::kReasonRequired);
}

// The receiver's other answer to a cancel request [30].
absl::Status CheckCancelDeclined(const ActInput& input,
                                 const CaseReferral& referral) {
  if (referral.business_status() != v1::BUSINESS_STATUS_CANCEL_REQUESTED) {
    return input.Error(Reason::kIllegalTransition,
                       "the requester has not asked to cancel");
  }
  return CheckChosen(input, input.act.referral_cancel_declined().answer(),
                     "answer", Reason::kReasonRequired);
}

absl::Status CheckEnteredInError(const ActInput& input) {
  const v1::ReferralEnteredInError& act = input.act.referral_entered_in_error();
  RETURN_IF_ERROR(
      CheckChosen(input, act.reason(), "reason", Reason::kReasonRequired));
  return CheckApprover(input, act.approver(), "approver");
}

absl::Status CheckWaived(const ActInput& input, const CaseReferral& referral) {
  if (referral.outcome_settled()) {
    return input.Error(Reason::kIllegalTransition,
                       "the outcome is acknowledged or waived already");
  }
  return CheckReasonCode(input, input.act.outcome_waived().reason_code(),
                         "reason_code");
}

// The fields of the act, whatever the status.
absl::Status CheckFields(const ActInput& input, const CaseReferral& referral) {
  const v1::Act& act = input.act;
  switch (act.kind_case()) {
    case v1::Act::kReferralRejected:
      return CheckRejected(input);
    case v1::Act::kReferralInformationRequested:
      return CheckChosenSet<v1::InformationNeed>(
          input, act.referral_information_requested().needs(), "needs");
    case v1::Act::kReferralScheduled:
      return CheckDate(input, act.referral_scheduled().has_appointment_date(),
                       act.referral_scheduled().appointment_date(),
                       "appointment_date");
    case v1::Act::kReferralAttendance:
      return CheckAttendance(input);
    case v1::Act::kReferralHeld:
      return CheckHeld(input);
    case v1::Act::kReferralCompleted:
      return CheckCompleted(input, referral);
    case v1::Act::kReferralFailed:
      return CheckDecline(input, act.referral_failed().reason(),
                          act.referral_failed().side());
    case v1::Act::kReferralCancelRequested:
      return CheckChosen(input, act.referral_cancel_requested().reason(),
                         "reason", Reason::kReasonRequired);
    case v1::Act::kReferralCancelled:
      return CheckCancelled(input, referral);
    case v1::Act::kReferralCancelDeclined:
      return CheckCancelDeclined(input, referral);
    case v1::Act::kReferralEnteredInError:
      return CheckEnteredInError(input);
    case v1::Act::kOutcomeWaived:
      return CheckWaived(input, referral);
    default:
      return absl::OkStatus();
  }
}

// Information comes from whoever leads the case or has part in it.
absl::Status CheckInformation(const ActInput& input,
                              const CaseReferral* referral) {
  const bool has_part = referral != nullptr
                            ? IsParty(*referral, input.sender)
                            : HasReferral(input.file, input.sender);
  if (has_part || input.sender == input.file.lead()) return absl::OkStatus();
  return input.Error(Reason::kRoleNotAllowed,
                     "information comes from the lead, the requester or the "
                     "receiver");
}

void ApplyCompleted(const v1::Act& act, CaseReferral& referral) {
  const v1::ReferralCompleted& completed = act.referral_completed();
  *referral.mutable_spent() = completed.cost();
  referral.set_quantity(completed.quantity());
  referral.set_scope(completed.scope());
  referral.set_outcome(completed.outcome());
  *referral.mutable_completed_date() = act.occurred_date();
}

// What the act says beyond the status.
void ApplyFields(const v1::Act& act, const ActRecord& record,
                 CaseReferral& referral) {
  switch (act.kind_case()) {
    case v1::Act::kReferralAccepted:
      SetTime(record.recorded_time, *referral.mutable_decided_time());
      break;
    case v1::Act::kReferralRejected:
      SetTime(record.recorded_time, *referral.mutable_decided_time());
      referral.set_decline_reason(act.referral_rejected().reason());
      referral.set_decline_side(act.referral_rejected().side());
      referral.set_next_step(act.referral_rejected().next_step());
      break;
    case v1::Act::kReferralHeld:
      *referral.mutable_resume_date() = act.referral_held().resume_date();
      break;
    case v1::Act::kReferralCompleted:
      ApplyCompleted(act, referral);
      break;
    case v1::Act::kReferralFailed:
      referral.set_decline_reason(act.referral_failed().reason());
      referral.set_decline_side(act.referral_failed().side());
      break;
    case v1::Act::kReferralCancelled:
    case v1::Act::kReferralEnteredInError:
      // What the requester ends itself it need not take note of.
      if (referral.requester() == record.sender) {
        referral.set_outcome_settled(true);
      }
      break;
    case v1::Act::kOutcomeAcknowledged:
    case v1::Act::kOutcomeWaived:
      referral.set_outcome_settled(true);
      break;
    default:
      break;
  }
}

}  // namespace

absl::Status CheckReferralProgress(const ActInput& input,
                                   v1::ActEffects& effects) {
  const absl::string_view id = ReferralIdOf(input.act);
  const CaseReferral* referral = FindReferral(input.file, id);
  if (input.act.has_information_added() && id.empty()) {
    return CheckInformation(input, nullptr);
  }
  if (referral == nullptr) {
    return input.Error(Reason::kReferralNotFound,
                       "the case has no such referral", "referral_id");
  }
  if (input.act.has_information_added()) {
    return CheckInformation(input, referral);
  }
  const absl::StatusOr<v1::ReferralStatus> next = NextReferralStatus(
      input.act, referral->status(),
      PartOf(input.file, *referral, input.act, input.sender));
  if (!next.ok()) return input.Located(next.status());
  RETURN_IF_ERROR(CheckFields(input, *referral));
  if (*next != referral->status()) effects.set_referral_status(*next);
  OfferAfterDecline(input, *referral, effects);
  return absl::OkStatus();
}

void ApplyReferralProgress(storage::v1::CaseFile& file, const v1::Act& act,
                           const v1::ActEffects& effects,
                           const ActRecord& record) {
  CaseReferral* referral = FindReferral(file, ReferralIdOf(act));
  if (referral == nullptr) return;  // information about the case
  if (effects.referral_status() != v1::REFERRAL_STATUS_UNSPECIFIED) {
    referral->set_status(effects.referral_status());
    referral->clear_resume_date();  // set again by a hold
    if (IsTerminal(referral->status()) && !referral->has_ended_time()) {
      SetTime(record.recorded_time, *referral->mutable_ended_time());
    }
  }
  if (const auto business = NextBusinessStatus(act); business.has_value()) {
    referral->set_business_status(*business);
  }
  ApplyFields(act, record, *referral);
}

}  // namespace referral::model
