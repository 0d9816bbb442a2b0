#include "common/model/closing.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/model/dates.h"
#include "common/model/fields.h"
#include "common/model/lifecycle.h"

namespace referral::model {
namespace {

// Every referral has ended, and whoever asked for it has taken note [30, 31].
absl::Status CheckReferralsSettled(const ActInput& input) {
  for (const storage::v1::CaseReferral& referral : input.file.referrals()) {
    if (IsTerminal(referral.status())) continue;
    return input.Error(
        Reason::kOpenReferrals,
        absl::StrCat("referral ", referral.referral_id(), " is still ",
                     v1::ReferralStatus_Name(referral.status())));
  }
  for (const storage::v1::CaseReferral& referral : input.file.referrals()) {
    if (referral.outcome_settled()) continue;
    return input.Error(
        Reason::kOutcomeNotAcknowledged,
        absl::StrCat("the outcome of referral ", referral.referral_id(),
                     " is neither acknowledged nor waived"));
  }
  return absl::OkStatus();
}

// A need that goes on after the programme has an owner and a date [18].
absl::Status CheckContinuation(const ActInput& input) {
  const v1::CaseClosed& act = input.act.case_closed();
  if (!act.has_continuation()) {
    const auto& needs = input.file.needs();
    const auto continuing =
        std::find_if(needs.begin(), needs.end(),
                     [](const v1::Need& need) { return need.continuing(); });
    if (continuing == needs.end()) return absl::OkStatus();
    return input.Error(
        Reason::kContinuationRequired,
        absl::StrCat("the need ", continuing->need_code(), " of person ",
                     continuing->person_id(), " goes on after the programme"),
        "continuation");
  }
  RETURN_IF_ERROR(
      CheckAgency(input, act.continuation().owner(), "continuation.owner"));
  constexpr absl::string_view kField = "continuation.follow_up_date";
  RETURN_IF_ERROR(CheckDate(input, act.continuation().has_follow_up_date(),
                            act.continuation().follow_up_date(), kField));
  if (ToCivilDay(act.continuation().follow_up_date()) <= input.occurred) {
    return input.Error(Reason::kInvalidDate,
                       "the follow-up lies after the closing", kField);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckCaseSuspended(const ActInput& input) {
  const v1::CaseSuspended& act = input.act.case_suspended();
  RETURN_IF_ERROR(
      CheckChosen(input, act.reason(), "reason", Reason::kReasonRequired));
  if (!act.has_resume_date()) return absl::OkStatus();
  return CheckNotBeforeAct(input, true, act.resume_date(), "resume_date");
}

absl::Status CheckCaseClosed(const ActInput& input) {
  RETURN_IF_ERROR(CheckReferralsSettled(input));
  RETURN_IF_ERROR(CheckChosen(input, input.act.case_closed().scope(), "scope"));
  return CheckContinuation(input);
}

void ApplyCaseClosed(storage::v1::CaseFile& file, const v1::Act& act) {
  const v1::CaseClosed& closed = act.case_closed();
  file.set_scope(closed.scope());
  *file.mutable_closed_date() = act.occurred_date();
  if (closed.has_continuation()) {
    *file.mutable_continuation() = closed.continuation();
    *file.mutable_follow_up_date() = closed.continuation().follow_up_date();
  }
}

absl::Status CheckFollowUpRecorded(const ActInput& input) {
  const v1::FollowUpRecorded& act = input.act.follow_up_recorded();
  RETURN_IF_ERROR(CheckReasonCode(input, act.finding_code(), "finding_code"));
  if (!act.has_next_date()) return absl::OkStatus();
  return CheckNotBeforeAct(input, true, act.next_date(), "next_date");
}

void ApplyFollowUpRecorded(storage::v1::CaseFile& file, const v1::Act& act) {
  file.clear_follow_up_date();  // this one was made
  if (act.follow_up_recorded().has_next_date()) {
    *file.mutable_follow_up_date() = act.follow_up_recorded().next_date();
  }
}

absl::Status CheckCaseReopened(const ActInput& input) {
  return CheckReasonCode(input, input.act.case_reopened().reason_code(),
                         "reason_code");
}

void ApplyCaseReopened(storage::v1::CaseFile& file) {
  file.clear_closed_date();
  file.clear_scope();
  file.clear_continuation();
  file.clear_follow_up_date();
}

}  // namespace referral::model
