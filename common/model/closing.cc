#include "common/model/closing.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/model/after_care.h"
#include "common/model/case_file.h"
#include "common/model/complaints.h"
#include "common/model/dates.h"
#include "common/model/drafts.h"
#include "common/model/fields.h"
#include "common/model/people.h"

namespace referral::model {
namespace {

// Every referral has ended, and whoever asked for it has taken note [30, 31].
// Drafts are dropped by the closing.
absl::Status CheckReferralsSettled(const ActInput& input) {
  for (const storage::v1::CaseReferral& referral : input.file.referrals()) {
    if (!IsOpen(referral)) continue;
    return input.Error(
        Reason::kOpenReferrals,
        absl::StrCat("referral ", referral.referral_id(), " is still ",
                     v1::ReferralStatus_Name(referral.status())));
  }
  for (const storage::v1::CaseReferral& referral : input.file.referrals()) {
    if (referral.outcome_settled() || !WasRequested(referral)) continue;
    return input.Error(
        Reason::kOutcomeNotAcknowledged,
        absl::StrCat("the outcome of referral ", referral.referral_id(),
                     " is neither acknowledged nor waived"));
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

void ApplyCaseSuspended(storage::v1::CaseFile& file, const v1::Act& act) {
  if (!act.case_suspended().has_resume_date()) return;
  *file.mutable_suspended_until_date() = act.case_suspended().resume_date();
}

void ApplyCaseResumed(storage::v1::CaseFile& file) {
  file.clear_suspended_until_date();
}

absl::Status CheckCaseClosed(const ActInput& input) {
  RETURN_IF_ERROR(CheckReferralsSettled(input));
  RETURN_IF_ERROR(CheckChosen(input, input.act.case_closed().scope(), "scope"));
  return CheckContinuationOnClosing(input);
}

void ApplyCaseClosed(storage::v1::CaseFile& file, const v1::Act& act,
                     const ActRecord& record) {
  const v1::CaseClosed& closed = act.case_closed();
  DropDrafts(file, record);
  file.set_scope(closed.scope());
  *file.mutable_closed_date() = act.occurred_date();
  if (closed.has_continuation()) {
    *file.mutable_continuation() = closed.continuation();
    *file.mutable_follow_up_date() = closed.continuation().follow_up_date();
  }
}

absl::Status CheckCaseArchived(const ActInput& input) {
  if (input.file.has_follow_up_date()) {
    return input.Error(
        Reason::kFollowUpDue,
        absl::StrCat("a follow-up is due on ",
                     FormatDay(ToCivilDay(input.file.follow_up_date()))));
  }
  for (const v1::Complaint& complaint : input.file.complaints()) {
    if (!IsUnanswered(complaint)) continue;
    return input.Error(Reason::kComplaintOpen,
                       absl::StrCat("complaint ", complaint.complaint_id(),
                                    " is not answered"));
  }
  return absl::OkStatus();
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
