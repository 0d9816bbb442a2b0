// The referral's table of domain.md [30].
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/model/lifecycle.h"

namespace referral::model {
namespace {

using Kind = v1::Act;
constexpr ReferralPart kRequester = ReferralPart::kRequester;
constexpr ReferralPart kReceiver = ReferralPart::kReceiver;
constexpr ReferralPart kLead = ReferralPart::kLead;
constexpr ReferralPart kRouter = ReferralPart::kRouter;

// Short names keep a row on one line.
constexpr v1::ReferralStatus kNew = v1::REFERRAL_STATUS_UNSPECIFIED;
constexpr v1::ReferralStatus kDraft = v1::REFERRAL_STATUS_DRAFT;
constexpr v1::ReferralStatus kRequested = v1::REFERRAL_STATUS_REQUESTED;
constexpr v1::ReferralStatus kReceived = v1::REFERRAL_STATUS_RECEIVED;
constexpr v1::ReferralStatus kAccepted = v1::REFERRAL_STATUS_ACCEPTED;
constexpr v1::ReferralStatus kRejected = v1::REFERRAL_STATUS_REJECTED;
constexpr v1::ReferralStatus kInProgress = v1::REFERRAL_STATUS_IN_PROGRESS;
constexpr v1::ReferralStatus kOnHold = v1::REFERRAL_STATUS_ON_HOLD;
constexpr v1::ReferralStatus kCompleted = v1::REFERRAL_STATUS_COMPLETED;
constexpr v1::ReferralStatus kFailed = v1::REFERRAL_STATUS_FAILED;
constexpr v1::ReferralStatus kCancelled = v1::REFERRAL_STATUS_CANCELLED;
constexpr v1::ReferralStatus kInError = v1::REFERRAL_STATUS_ENTERED_IN_ERROR;

constexpr ReferralTransition kTable[] = {
    {Kind::kReferralRequested, kNew, kRequested, kRequester},
    // The router drafts, by the effects of other acts; the requester adopts.
    {Kind::kReferralRequested, kDraft, kRequested, kRequester},
    // The router asks the next provider in place of one that declined [32].
    {Kind::kReferralRerouted, kNew, kRequested, kRouter},

    {Kind::kReferralReceived, kRequested, kReceived, kReceiver},

    {Kind::kReferralAccepted, kRequested, kAccepted, kReceiver},
    {Kind::kReferralAccepted, kReceived, kAccepted, kReceiver},

    {Kind::kReferralRejected, kRequested, kRejected, kReceiver},
    {Kind::kReferralRejected, kReceived, kRejected, kReceiver},

    {Kind::kReferralStarted, kAccepted, kInProgress, kReceiver},

    {Kind::kReferralHeld, kInProgress, kOnHold, kReceiver},
    {Kind::kReferralResumed, kOnHold, kInProgress, kReceiver},

    {Kind::kReferralCompleted, kInProgress, kCompleted, kReceiver},

    {Kind::kReferralFailed, kAccepted, kFailed, kReceiver},
    {Kind::kReferralFailed, kInProgress, kFailed, kReceiver},
    {Kind::kReferralFailed, kOnHold, kFailed, kReceiver},

    // The requester before the service starts, afterwards the receiver, and
    // only as the answer to a cancel request.
    {Kind::kReferralCancelled, kDraft, kCancelled, kRequester},
    {Kind::kReferralCancelled, kRequested, kCancelled, kRequester},
    {Kind::kReferralCancelled, kReceived, kCancelled, kRequester},
    {Kind::kReferralCancelled, kAccepted, kCancelled, kRequester},
    {Kind::kReferralCancelled, kInProgress, kCancelled, kReceiver},
    {Kind::kReferralCancelled, kOnHold, kCancelled, kReceiver},

    {Kind::kReferralEnteredInError, kDraft, kInError, kRequester},
    {Kind::kReferralEnteredInError, kRequested, kInError, kRequester},
    {Kind::kReferralEnteredInError, kReceived, kInError, kRequester},
    {Kind::kReferralEnteredInError, kAccepted, kInError, kRequester},
    {Kind::kReferralEnteredInError, kRejected, kInError, kRequester},
    {Kind::kReferralEnteredInError, kInProgress, kInError, kRequester},
    {Kind::kReferralEnteredInError, kOnHold, kInError, kRequester},
    {Kind::kReferralEnteredInError, kCompleted, kInError, kRequester},
    {Kind::kReferralEnteredInError, kFailed, kInError, kRequester},
    {Kind::kReferralEnteredInError, kCancelled, kInError, kRequester},

    // What follows leaves the status as it is.
    {Kind::kReferralInformationRequested, kRequested, kRequested, kReceiver},
    {Kind::kReferralInformationRequested, kReceived, kReceived, kReceiver},
    {Kind::kReferralInformationRequested, kAccepted, kAccepted, kReceiver},
    {Kind::kReferralInformationRequested, kInProgress, kInProgress, kReceiver},
    {Kind::kReferralInformationRequested, kOnHold, kOnHold, kReceiver},

    {Kind::kReferralScheduled, kAccepted, kAccepted, kReceiver},
    {Kind::kReferralScheduled, kInProgress, kInProgress, kReceiver},

    {Kind::kReferralAttendance, kAccepted, kAccepted, kReceiver},
    {Kind::kReferralAttendance, kInProgress, kInProgress, kReceiver},

    {Kind::kReferralCancelRequested, kInProgress, kInProgress, kRequester},
    {Kind::kReferralCancelRequested, kOnHold, kOnHold, kRequester},
    {Kind::kReferralCancelDeclined, kInProgress, kInProgress, kReceiver},
    {Kind::kReferralCancelDeclined, kOnHold, kOnHold, kReceiver},

    {Kind::kOutcomeAcknowledged, kRejected, kRejected, kRequester},
    {Kind::kOutcomeAcknowledged, kCompleted, kCompleted, kRequester},
    {Kind::kOutcomeAcknowledged, kFailed, kFailed, kRequester},
    {Kind::kOutcomeAcknowledged, kCancelled, kCancelled, kRequester},
    {Kind::kOutcomeAcknowledged, kInError, kInError, kRequester},

    {Kind::kOutcomeWaived, kRejected, kRejected, kLead},
    {Kind::kOutcomeWaived, kCompleted, kCompleted, kLead},
    {Kind::kOutcomeWaived, kFailed, kFailed, kLead},
    {Kind::kOutcomeWaived, kCancelled, kCancelled, kLead},
    {Kind::kOutcomeWaived, kInError, kInError, kLead},
};

// Why an agency that is not `needed` may not do what it tries.
absl::Status WrongPart(const v1::Act& act, ReferralPart needed) {
  switch (needed) {
    case ReferralPart::kReceiver:
      return MakeError(Reason::kNotTheReceiver,
                       "only the referral's receiver may send this",
                       ActName(act));
    case ReferralPart::kRequester:
      return MakeError(Reason::kNotTheRequester,
                       "only the referral's requester may send this",
                       ActName(act));
    case ReferralPart::kRouter:
      return MakeError(Reason::kRoleNotAllowed,
                       "only the router itself says this", ActName(act));
    case ReferralPart::kLead:
    case ReferralPart::kNone:
      break;
  }
  return MakeError(Reason::kRoleNotAllowed,
                   "only the lead of the case may send this", ActName(act));
}

}  // namespace

absl::Span<const ReferralTransition> ReferralTransitions() { return kTable; }

bool IsTerminal(v1::ReferralStatus status) {
  return status == kRejected || status == kCompleted || status == kFailed ||
         status == kCancelled || status == kInError;
}

absl::StatusOr<v1::ReferralStatus> NextReferralStatus(const v1::Act& act,
                                                      v1::ReferralStatus from,
                                                      ReferralPart who) {
  const ReferralTransition* of_act = nullptr;  // any row of the act
  const ReferralTransition* of_status = nullptr;
  bool has_part = false;
  for (const ReferralTransition& row : kTable) {
    if (row.act != act.kind_case()) continue;
    of_act = &row;
    has_part |= row.who == who;
    if (row.from == from) of_status = &row;
  }
  // Who has no part in it does not learn the status either.
  if (of_act != nullptr && !has_part) {
    return WrongPart(act, of_status ? of_status->who : of_act->who);
  }
  if (act.if_status() != v1::REFERRAL_STATUS_UNSPECIFIED &&
      act.if_status() != from) {
    return MakeError(
        Reason::kStatusChanged,
        absl::StrCat("the referral is ", v1::ReferralStatus_Name(from),
                     ", not ", v1::ReferralStatus_Name(act.if_status())),
        ActName(act));
  }
  if (of_status == nullptr) {
    return MakeError(Reason::kIllegalTransition,
                     absl::StrCat("not possible while the referral is ",
                                  v1::ReferralStatus_Name(from)),
                     ActName(act));
  }
  if (of_status->who != who) return WrongPart(act, of_status->who);
  return of_status->to;
}

std::optional<v1::BusinessStatus> NextBusinessStatus(const v1::Act& act) {
  switch (act.kind_case()) {
    case Kind::kReferralInformationRequested:
      return v1::BUSINESS_STATUS_INFORMATION_REQUESTED;
    case Kind::kReferralScheduled:
      return v1::BUSINESS_STATUS_SCHEDULED;
    case Kind::kReferralAttendance:
      return act.referral_attendance().status();
    case Kind::kReferralCancelRequested:
      return v1::BUSINESS_STATUS_CANCEL_REQUESTED;
    // A decision answers every question; after the end nothing is pending.
    case Kind::kReferralAccepted:
    case Kind::kReferralRejected:
    case Kind::kReferralCompleted:
    case Kind::kReferralFailed:
    case Kind::kReferralCancelDeclined:
    case Kind::kReferralCancelled:
    case Kind::kReferralEnteredInError:
      return v1::BUSINESS_STATUS_UNSPECIFIED;
    default:
      return std::nullopt;
  }
}

}  // namespace referral::model
