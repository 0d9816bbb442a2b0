#include "common/model/after_care.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/model/case_file.h"
#include "common/model/dates.h"
#include "common/model/fields.h"
#include "common/model/people.h"

namespace referral::model {
namespace {

// The lead, or a provider; neither goes once it has left.
absl::Status CheckOwner(const ActInput& input, const std::string& owner) {
  constexpr absl::string_view kField = "continuation.owner";
  RETURN_IF_ERROR(CheckAgency(input, owner, kField));
  const Directory& directory = input.context.directory;
  if (directory.HasLeft(owner)) {
    return input.Error(
        Reason::kProviderNotFound,
        absl::StrCat(owner, " has left; ", directory.SuccessorOf(owner),
                     " has taken over"),
        kField);
  }
  if (owner == input.file.lead() ||
      directory.RoleOf(owner) == v1::AGENCY_ROLE_PROVIDER) {
    return absl::OkStatus();
  }
  return input.Error(Reason::kProviderNotFound,
                     absl::StrCat(owner, " looks after nobody"), kField);
}

absl::Status CheckContinuation(const ActInput& input,
                               const v1::Continuation& continuation) {
  RETURN_IF_ERROR(CheckOwner(input, continuation.owner()));
  constexpr absl::string_view kField = "continuation.follow_up_date";
  RETURN_IF_ERROR(CheckDate(input, continuation.has_follow_up_date(),
                            continuation.follow_up_date(), kField));
  if (ToCivilDay(continuation.follow_up_date()) > input.occurred) {
    return absl::OkStatus();
  }
  return input.Error(Reason::kInvalidDate, "the follow-up lies after this day",
                     kField);
}

// The lead, or who looks after the case.
absl::Status CheckCarer(const ActInput& input) {
  if (input.sender == input.file.lead()) return absl::OkStatus();
  const std::string& owner = input.file.continuation().owner();
  if (!owner.empty() &&
      input.context.directory.SuccessorOf(owner) == input.sender) {
    return absl::OkStatus();
  }
  return input.Error(Reason::kRoleNotAllowed,
                     "only the lead may send this, or who looks after the "
                     "continuing need");
}

}  // namespace

bool IsOfAfterCare(const v1::Act& act) {
  switch (act.kind_case()) {
    case v1::Act::kCaseClosed:
    case v1::Act::kFollowUpRecorded:
    case v1::Act::kCaseReopened:
    case v1::Act::kCaseArchived:
    case v1::Act::kContinuationHandedOver:
      return true;
    case v1::Act::kDeadlinePassed:
      return act.deadline_passed().clock() == v1::CLOCK_FOLLOW_UP;
    default:
      return false;
  }
}

absl::Status CheckContinuationOnClosing(const ActInput& input) {
  const v1::CaseClosed& act = input.act.case_closed();
  if (act.has_continuation()) {
    return CheckContinuation(input, act.continuation());
  }
  const auto& needs = input.file.needs();
  const auto continuing =
      std::find_if(needs.begin(), needs.end(), [&](const v1::Need& need) {
        return need.continuing() && IsPresent(input.file, need.person_id());
      });
  if (continuing == needs.end()) return absl::OkStatus();
  return input.Error(
      Reason::kContinuationRequired,
      absl::StrCat("the need ", continuing->need_code(), " of person ",
                   continuing->person_id(), " goes on after the programme"),
      "continuation");
}

absl::Status CheckFollowUpRecorded(const ActInput& input) {
  const v1::FollowUpRecorded& act = input.act.follow_up_recorded();
  RETURN_IF_ERROR(CheckCarer(input));
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

absl::Status CheckContinuationHandedOver(const ActInput& input) {
  const v1::ContinuationHandedOver& act = input.act.continuation_handed_over();
  // Who is nobody here does not learn whether something goes on.
  RETURN_IF_ERROR(CheckCarer(input));
  if (!input.file.has_continuation()) {
    return input.Error(Reason::kNoContinuation,
                       "nothing of the case goes on after its closing");
  }
  RETURN_IF_ERROR(CheckContinuation(input, act.continuation()));
  if (act.continuation().owner() == input.file.continuation().owner()) {
    return input.Error(Reason::kInvalidField, "this is the owner so far",
                       "continuation.owner");
  }
  return CheckReasonCode(input, act.reason_code(), "reason_code");
}

void ApplyContinuationHandedOver(storage::v1::CaseFile& file,
                                 const v1::Act& act) {
  *file.mutable_continuation() = act.continuation_handed_over().continuation();
  *file.mutable_follow_up_date() = file.continuation().follow_up_date();
}

}  // namespace referral::model
