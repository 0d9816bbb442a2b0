// The one catalogue of errors. Every error a caller can get is built here: a
// stable reason code for programs, a sentence that says what was wrong, where
// (a field, a file and line, a case), and what to do about it.
//
// The reason code, where and remedy travel as payloads of the absl::Status;
// common/rpc turns them into google.rpc.ErrorInfo and back. Everything here is
// thread-safe.
#ifndef REFERRAL_COMMON_BASE_ERRORS_H_
#define REFERRAL_COMMON_BASE_ERRORS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace referral {

// Why something was refused. The code string of each (errors.cc) is part of
// the public API: never rename one, never use one for something else.
enum class Reason {
  // The message itself.
  kMalformedMessage,
  kMessageTooLarge,
  kInvalidUtf8,
  kInvalidField,
  kInvalidCaseId,
  kInvalidMessageId,
  kDigestMismatch,
  kSignatureRequired,
  kSignatureInvalid,
  kResign,
  kClockAhead,
  kDuplicateMessageId,

  // Who sends and what they may send.
  kUnknownAgency,
  kUnknownService,
  kUnknownProgramme,
  kUnknownPerson,
  kRoleNotAllowed,
  kSenderMismatch,
  kNotAuthenticated,
  kPeerNotAllowed,
  kCertificateInvalid,
  kCertificateExpired,
  kCertificateRevoked,

  // The case and its referrals.
  kCaseExists,
  kCaseNotFound,
  kCaseNotOpen,
  kReferralNotFound,
  kReferralExists,
  kIllegalTransition,
  kStatusChanged,
  kWrongExpectedSequence,
  kWrongHome,
  kNotTheReceiver,
  kNotTheRequester,
  kPredecessorPending,

  // The rules of the programme.
  kFutureDate,
  kInvalidDate,
  kCashRefused,
  kConsentMissing,
  kConsentExpired,
  kNotEligible,
  kReasonRequired,
  kApproverRequired,
  kBudgetExceeded,
  kDurationExceeded,
  kOpenReferrals,
  kOutcomeNotAcknowledged,
  kContinuationRequired,
  kProviderNotFound,
  kNoCapacity,
  kNotOffered,
  kPersonLeft,
  kLastPerson,
  kGuardianRequired,
  kFollowUpDue,
  kNoContinuation,
  kComplaintNotFound,
  kComplaintOpen,
  kVersionNotFitting,
  kCaseErased,
  kCaseNotArchived,
  kClockNotStopped,

  // Queues, streams and lists.
  kQueueFull,
  kTooManyStreams,
  kTooManyInFlight,
  kRateLimited,
  kSlowReader,
  kSlowSender,
  kTakenOver,
  kNotFound,
  kNotParked,
  kDeadlineRequired,

  // Files and settings.
  kConfigInvalid,
  kConfigDiffers,
  kInvalidFlag,
  kInvalidArgumentFile,
  kBadPilotLine,
  kPortInUse,
  kTlsFileInvalid,
  kKeyFileInvalid,
  kSigningKeyUnknown,
  kInsecureRefused,

  // The disk and the process.
  kDataDirUnreadable,
  kDataDirLocked,
  kStoreCorrupt,
  kStoreBehind,
  kStoreInsecure,
  kStoreTooNew,
  kStoreTooOld,
  kKeyMissing,
  kRouterBehindReceipt,
  kDiskFailed,
  kUnavailable,
  kShuttingDown,
  kInternal,
};

// One row of the catalogue.
struct ReasonRow {
  Reason reason;
  absl::string_view code;    // stable, upper case with underscores
  absl::StatusCode status;   // the code of every status with this reason
  absl::string_view remedy;  // what to do: one sentence, ends with a full stop
};

// Type URLs of the payloads. The values are plain UTF-8 text.
inline constexpr absl::string_view kReasonPayload = "referral/reason";
inline constexpr absl::string_view kWherePayload = "referral/where";
inline constexpr absl::string_view kRemedyPayload = "referral/remedy";

// Every row, in the order of the enum.
absl::Span<const ReasonRow> AllReasons();

// The row of `reason`.
const ReasonRow& RowOf(Reason reason);

// An error of the catalogue. `what` says what was wrong, without personal data
// (ids and codes only); `where` names the field, file:line or id, or is empty.
absl::Status MakeError(Reason reason, absl::string_view what,
                       absl::string_view where = "");

// The stable code, "" when `status` is OK or not from the catalogue.
std::string ReasonCode(const absl::Status& status);

// Where it was wrong, "" when not said.
std::string Where(const absl::Status& status);

// What to do, "" when `status` is OK or not from the catalogue.
std::string Remedy(const absl::Status& status);

// Whether `status` carries `reason`.
bool HasReason(const absl::Status& status, Reason reason);

// One line for people: "CONSENT_MISSING: what (at where). Remedy." For a status
// from elsewhere: its status code in place of the reason code.
std::string Describe(const absl::Status& status);

// Rebuilds an error that came over the wire. A reason code this build does not
// know (a newer peer) is kept as it is, with `fallback` as status code; a known
// one gets its own status code and remedy.
absl::Status FromReasonCode(
    absl::string_view code, absl::string_view what,
    absl::string_view where = "",
    absl::StatusCode fallback = absl::StatusCode::kUnknown);

// True for what an outbox sends again: kUnavailable, kDeadlineExceeded,
// kResourceExhausted, kAborted. Every other code is a refusal.
bool IsRetryable(const absl::Status& status);

// True when the router refuses the peer itself, not one message:
// kUnauthenticated, or kPermissionDenied without a reason or with one that is
// about the peer (PEER_NOT_ALLOWED, SENDER_MISMATCH). An outbox pauses and
// raises an alarm.
bool IsPeerRefused(const absl::Status& status);

}  // namespace referral

#endif  // REFERRAL_COMMON_BASE_ERRORS_H_
