#include "common/model/decide.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/model/act_input.h"
#include "common/model/after_care.h"
#include "common/model/apply.h"
#include "common/model/closing.h"
#include "common/model/complaints.h"
#include "common/model/consent.h"
#include "common/model/consent_renewal.h"
#include "common/model/dates.h"
#include "common/model/deadlines.h"
#include "common/model/destruction.h"
#include "common/model/eligibility.h"
#include "common/model/emergency.h"
#include "common/model/fields.h"
#include "common/model/lifecycle.h"
#include "common/model/opening.h"
#include "common/model/people.h"
#include "common/model/plan.h"
#include "common/model/policy_move.h"
#include "common/model/protection.h"
#include "common/model/recipients.h"
#include "common/model/referral_progress.h"
#include "common/model/referral_request.h"
#include "common/model/reroute.h"
#include "common/model/sections.h"
#include "common/model/senders.h"

namespace referral::model {
namespace {

using storage::v1::CaseFile;

bool IsOpened(const CaseFile& file) {
  return file.status() != v1::CASE_STATUS_UNSPECIFIED;
}

std::string Where(int index, const v1::Act& act) {
  return absl::StrCat("acts[", index, "].", ActName(act));
}

// The programme that rules the case, or the one to open it under [14].
absl::StatusOr<const Programme*> FindProgramme(const CaseFile& file,
                                               const v1::Act& act,
                                               const ProgrammeBook& programmes,
                                               int index) {
  if (IsOpened(file)) {
    const Programme* programme =
        programmes.Find(file.programme_id(), file.programme_version());
    if (programme != nullptr) return programme;
    return MakeError(Reason::kInternal,
                     absl::StrCat("version ", file.programme_version(), " of ",
                                  file.programme_id(), " is not loaded"),
                     Where(index, act));
  }
  if (!IsOpeningAct(act)) {
    return MakeError(Reason::kCaseNotFound, "there is no such case",
                     Where(index, act));
  }
  const Programme* programme =
      programmes.Newest(act.has_arrival_announced()
                            ? act.arrival_announced().programme_id()
                            : act.application_registered().programme_id());
  if (programme != nullptr) return programme;
  return MakeError(Reason::kUnknownProgramme, "no such programme is loaded",
                   Where(index, act) + ".programme_id");
}

// Whoever leads cases leads this one.
absl::Status CheckLead(const ActInput& input) {
  const std::string& lead = IsOpened(input.file)
                                ? input.file.lead()
                                : input.programme.config().lead();
  if (input.sender == lead) return absl::OkStatus();
  if (!IsLeadsAct(input.act) &&
      input.context.directory.RoleOf(input.sender) != v1::AGENCY_ROLE_LEAD) {
    return absl::OkStatus();
  }
  return input.Error(Reason::kRoleNotAllowed,
                     "only the lead of the case may send this");
}

// What every act carries.
absl::Status CheckCommonFields(const ActInput& input) {
  const v1::Act& act = input.act;
  if (!IsRoutersAct(act) && !IsOfficer(act.officer())) {
    return MakeError(Reason::kInvalidField,
                     "officer is not 1 to 64 visible ASCII characters",
                     absl::StrCat("acts[", input.index, "].officer"));
  }
  const std::string where =
      absl::StrCat("acts[", input.index, "].occurred_date");
  if (!act.has_occurred_date() || !IsValidDate(act.occurred_date()) ||
      input.occurred.year() < kEarliestOccurredYear) {
    return MakeError(Reason::kInvalidDate,
                     absl::StrCat("occurred_date is no day of the calendar "
                                  "since ",
                                  kEarliestOccurredYear),
                     where);
  }
  if (input.occurred > input.today) {
    return MakeError(
        Reason::kFutureDate,
        absl::StrCat(FormatDay(input.occurred), " lies in the future"), where);
  }
  if (act.if_status() != v1::REFERRAL_STATUS_UNSPECIFIED &&
      (act.kind_case() < v1::Act::kReferralReceived ||
       !v1::ReferralStatus_IsValid(act.if_status()))) {
    return MakeError(Reason::kInvalidField,
                     "if_status is the status of the act's referral",
                     absl::StrCat("acts[", input.index, "].if_status"));
  }
  return absl::OkStatus();
}

// The rules of the act's topic.
absl::Status CheckTopic(const ActInput& input, v1::ActEffects& effects) {
  switch (input.act.kind_case()) {
    case v1::Act::kArrivalAnnounced:
      return CheckArrivalAnnounced(input, effects);
    case v1::Act::kReturneeInformed:
      return CheckReturneeInformed(input);
    case v1::Act::kApplicationRegistered:
      return CheckApplicationRegistered(input, effects);
    case v1::Act::kEligibilityDecided:
      return CheckEligibilityDecided(input);
    case v1::Act::kAppealLodged:
      return CheckAppealLodged(input);
    case v1::Act::kNeedsAssessed:
      return CheckNeedsAssessed(input);
    case v1::Act::kPlanAgreed:
      return CheckPlanAgreed(input, effects);
    case v1::Act::kSupportExtended:
      return CheckSupportExtended(input, effects);
    case v1::Act::kCaseSuspended:
      return CheckCaseSuspended(input);
    case v1::Act::kCaseClosed:
      return CheckCaseClosed(input);
    case v1::Act::kFollowUpRecorded:
      return CheckFollowUpRecorded(input);
    case v1::Act::kContinuationHandedOver:
      return CheckContinuationHandedOver(input);
    case v1::Act::kCaseArchived:
      return CheckCaseArchived(input);
    case v1::Act::kCaseReopened:
      return CheckCaseReopened(input);
    case v1::Act::kPersonJoined:
      return CheckPersonJoined(input, effects);
    case v1::Act::kPersonLeft:
      return CheckPersonLeft(input, effects);
    case v1::Act::kConsentGiven:
      return CheckConsentGiven(input, effects);
    case v1::Act::kConsentWithdrawn:
      return CheckConsentWithdrawn(input);
    case v1::Act::kConsentRenewed:
      return CheckConsentRenewed(input, effects);
    case v1::Act::kEmergencyOverridden:
      return CheckEmergencyOverridden(input, effects);
    case v1::Act::kProtectionRecorded:
      return CheckProtectionRecorded(input);
    case v1::Act::kComplaintLodged:
      return CheckComplaintLodged(input, effects);
    case v1::Act::kComplaintAnswered:
      return CheckComplaintAnswered(input);
    case v1::Act::kPartsDestroyed:
      return CheckPartsDestroyed(input);
    case v1::Act::kReferralRequested:
      return CheckReferralRequested(input, effects);
    case v1::Act::kCasePolicyMoved:
      return CheckCasePolicyMoved(input, effects);
    case v1::Act::kReferralRerouted:
      return CheckReferralRerouted(input, effects);
    case v1::Act::kDeadlinePassed:
      return CheckDeadlinePassed(input, effects);
    case v1::Act::kEligibilityReviewStarted:
    case v1::Act::kCaseResumed:
    case v1::Act::kClosingStarted:
      return absl::OkStatus();  // they say no more than that they happened
    default:
      return CheckReferralProgress(input, effects);
  }
}

absl::Status CheckAct(const CaseFile& file, const Incoming& message, int index,
                      const Context& context, v1::ActEffects& effects) {
  const v1::Act& act = message.acts[static_cast<size_t>(index)];
  if (message.own != IsRoutersAct(act)) {
    return MakeError(Reason::kRoleNotAllowed,
                     "only the router itself says this", Where(index, act));
  }
  if (!message.own) {
    RETURN_IF_ERROR(CheckRole(act, context.directory.RoleOf(message.sender),
                              Where(index, act)));
  }
  ASSIGN_OR_RETURN(const Programme* programme,
                   FindProgramme(file, act, context.programmes, index));
  const ActInput input{file,
                       act,
                       index,
                       message.case_id,
                       message.sender,
                       *programme,
                       context,
                       absl::ToCivilDay(context.now, programme->time_zone()),
                       ToCivilDay(act.occurred_date())};
  if (!message.own) RETURN_IF_ERROR(CheckLead(input));
  RETURN_IF_ERROR(CheckCommonFields(input));
  const absl::StatusOr<v1::CaseStatus> next =
      NextCaseStatus(act, file.status());
  if (!next.ok()) return input.Located(next.status());
  if (*next != file.status()) effects.set_case_status(*next);
  return CheckTopic(input, effects);
}

// What concerns the message as a whole, before its acts.
absl::Status CheckMessage(const Incoming& message, const Context& context) {
  if (!message.own && context.directory.Find(message.sender) == nullptr) {
    return MakeError(Reason::kUnknownAgency,
                     "the sender is no agency of the deployment", "sender");
  }
  if (message.acts.empty()) {
    return MakeError(Reason::kInvalidField, "a message needs at least one act",
                     "acts");
  }
  if (message.acts.size() > kMaxParts) {
    return MakeError(Reason::kMessageTooLarge,
                     absl::StrCat("more than ", kMaxParts, " acts"), "acts");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Effects> Decide(const CaseFile& file,
                                   const Incoming& message,
                                   const Context& context) {
  RETURN_IF_ERROR(CheckMessage(message, context));
  const int acts = static_cast<int>(message.acts.size());
  const ActRecord record{message.sender, message.message_id,
                         file.last_sequence() + 1, context.now};
  CaseFile scratch;  // used by messages of several acts only
  const CaseFile* current = &file;
  v1::Effects effects;
  for (int i = 0; i < acts; ++i) {
    v1::ActEffects& of_act = *effects.add_acts();
    RETURN_IF_ERROR(CheckAct(*current, message, i, context, of_act));
    if (i + 1 == acts) break;
    if (i == 0) {
      scratch = file;
      current = &scratch;
    }
    ApplyAct(scratch, message.acts[static_cast<size_t>(i)], of_act, record);
  }
  if (!message.own) {
    RETURN_IF_ERROR(CheckSections(*current, message,
                                  context.directory.RoleOf(message.sender)));
    AddSuperseded(*current, message, effects);
  }
  for (std::string& agency : Recipients(*current, message, effects, context)) {
    *effects.add_recipients() = std::move(agency);
  }
  return effects;
}

}  // namespace referral::model
