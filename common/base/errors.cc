#include "common/base/errors.h"

#include <string>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace referral {
namespace {

constexpr ReasonRow kRows[] = {
    {Reason::kMalformedMessage, "MALFORMED_MESSAGE",
     absl::StatusCode::kInvalidArgument,
     "Send a serialised SignedMessage as described in "
     "proto/referral/v1/message.proto."},
    {Reason::kMessageTooLarge, "MESSAGE_TOO_LARGE",
     absl::StatusCode::kInvalidArgument,
     "Split it into several messages, or refer to documents instead of "
     "enclosing them."},
    {Reason::kInvalidUtf8, "INVALID_UTF8", absl::StatusCode::kInvalidArgument,
     "Send text as valid UTF-8 without control characters."},
    {Reason::kInvalidField, "INVALID_FIELD", absl::StatusCode::kInvalidArgument,
     "Correct the field; its comment in proto/referral/v1 says what it takes."},
    {Reason::kInvalidCaseId, "INVALID_CASE_ID",
     absl::StatusCode::kInvalidArgument,
     "Check the case id for a typing error; it looks like AZ-7K3QX-9M2TF-9."},
    {Reason::kInvalidMessageId, "INVALID_MESSAGE_ID",
     absl::StatusCode::kInvalidArgument,
     "Use a new lower-case UUID for every new message."},
    {Reason::kDigestMismatch, "DIGEST_MISMATCH",
     absl::StatusCode::kInvalidArgument,
     "Send the message exactly as it was made; if it was, look for what "
     "changes it on the way."},
    {Reason::kSignatureRequired, "SIGNATURE_REQUIRED",
     absl::StatusCode::kInvalidArgument,
     "Sign the message with a key of the deployment file."},
    {Reason::kSignatureInvalid, "SIGNATURE_INVALID",
     absl::StatusCode::kInvalidArgument,
     "Sign exactly the envelope that is sent; if it was, look for what changes "
     "it on the way."},
    {Reason::kResign, "RESIGN", absl::StatusCode::kFailedPrecondition,
     "Sign the message again with a key that is valid now, and send it under "
     "the same message id."},
    {Reason::kClockAhead, "CLOCK_AHEAD", absl::StatusCode::kUnavailable,
     "Set the sender's clock; the same message is taken once its time has "
     "come."},
    {Reason::kDuplicateMessageId, "DUPLICATE_MESSAGE_ID",
     absl::StatusCode::kAlreadyExists,
     "Choose a new message id for new content."},
    {Reason::kUnknownAgency, "UNKNOWN_AGENCY",
     absl::StatusCode::kInvalidArgument,
     "Use an agency id of the deployment file; \"referralctl agency list\" "
     "shows them."},
    {Reason::kUnknownService, "UNKNOWN_SERVICE",
     absl::StatusCode::kInvalidArgument,
     "Use a service of the programme's catalogue."},
    {Reason::kUnknownProgramme, "UNKNOWN_PROGRAMME",
     absl::StatusCode::kInvalidArgument,
     "Use a programme that is loaded; \"referralctl status\" shows them."},
    {Reason::kUnknownPerson, "UNKNOWN_PERSON",
     absl::StatusCode::kInvalidArgument,
     "Use a person id that the case already has, or add the person first."},
    {Reason::kRoleNotAllowed, "ROLE_NOT_ALLOWED",
     absl::StatusCode::kPermissionDenied,
     "Let an agency send this whose role in the deployment file allows it."},
    {Reason::kSenderMismatch, "SENDER_MISMATCH",
     absl::StatusCode::kPermissionDenied,
     "Send as the agency that the client certificate names."},
    {Reason::kNotAuthenticated, "NOT_AUTHENTICATED",
     absl::StatusCode::kUnauthenticated,
     "Connect with a client certificate of this deployment."},
    {Reason::kPeerNotAllowed, "PEER_NOT_ALLOWED",
     absl::StatusCode::kPermissionDenied,
     "Use a certificate whose identity the deployment file lists for this "
     "service."},
    {Reason::kCertificateInvalid, "CERTIFICATE_INVALID",
     absl::StatusCode::kUnauthenticated,
     "Use a certificate that an authority of this deployment has signed."},
    {Reason::kCertificateExpired, "CERTIFICATE_EXPIRED",
     absl::StatusCode::kUnauthenticated,
     "Renew the certificate; processes take the new file without a restart."},
    {Reason::kCertificateRevoked, "CERTIFICATE_REVOKED",
     absl::StatusCode::kUnauthenticated,
     "Ask the authority for a new certificate with a new key."},
    {Reason::kCaseExists, "CASE_EXISTS", absl::StatusCode::kAlreadyExists,
     "Continue the existing case, or mint a new case id."},
    {Reason::kCaseNotFound, "CASE_NOT_FOUND", absl::StatusCode::kNotFound,
     "Check the case id; open the case before you add to it."},
    {Reason::kCaseNotOpen, "CASE_NOT_OPEN",
     absl::StatusCode::kFailedPrecondition,
     "Read the case's status; reopen the case first if it has to go on."},
    {Reason::kReferralNotFound, "REFERRAL_NOT_FOUND",
     absl::StatusCode::kNotFound,
     "Check the referral id; \"referralctl referral list\" shows those of a "
     "case."},
    {Reason::kReferralExists, "REFERRAL_EXISTS",
     absl::StatusCode::kAlreadyExists, "Choose a new referral id."},
    {Reason::kIllegalTransition, "ILLEGAL_TRANSITION",
     absl::StatusCode::kFailedPrecondition,
     "Read the current status and choose a step that is allowed from there."},
    {Reason::kStatusChanged, "STATUS_CHANGED",
     absl::StatusCode::kFailedPrecondition,
     "Read the referral again and decide on what it says now."},
    {Reason::kWrongExpectedSequence, "WRONG_EXPECTED_SEQUENCE",
     absl::StatusCode::kFailedPrecondition,
     "Read the case's newest sequence and send again with it."},
    {Reason::kWrongHome, "WRONG_HOME", absl::StatusCode::kFailedPrecondition,
     "Send it to the router whose home code the case id begins with."},
    {Reason::kNotTheReceiver, "NOT_THE_RECEIVER",
     absl::StatusCode::kPermissionDenied,
     "Let the agency act that received the referral."},
    {Reason::kNotTheRequester, "NOT_THE_REQUESTER",
     absl::StatusCode::kPermissionDenied,
     "Let the agency act that requested the referral."},
    {Reason::kPredecessorPending, "PREDECESSOR_PENDING",
     absl::StatusCode::kAborted,
     "Send it again after the case's earlier message is recorded."},
    {Reason::kFutureDate, "FUTURE_DATE", absl::StatusCode::kInvalidArgument,
     "Give the date on which it happened, today at the latest."},
    {Reason::kInvalidDate, "INVALID_DATE", absl::StatusCode::kInvalidArgument,
     "Give an existing calendar date in the range that the field allows."},
    {Reason::kCashRefused, "CASH_REFUSED",
     absl::StatusCode::kFailedPrecondition,
     "Provide the support in kind; this programme pays nothing in cash."},
    {Reason::kConsentMissing, "CONSENT_MISSING",
     absl::StatusCode::kFailedPrecondition,
     "Record the person's consent for this recipient and category first."},
    {Reason::kConsentExpired, "CONSENT_EXPIRED",
     absl::StatusCode::kFailedPrecondition,
     "Ask the person to renew the consent and record it."},
    {Reason::kNotEligible, "NOT_ELIGIBLE",
     absl::StatusCode::kFailedPrecondition,
     "Check the eligibility criteria of the programme; a decision to the "
     "contrary is not possible."},
    {Reason::kReasonRequired, "REASON_REQUIRED",
     absl::StatusCode::kInvalidArgument, "Give a reason code."},
    {Reason::kApproverRequired, "APPROVER_REQUIRED",
     absl::StatusCode::kFailedPrecondition,
     "Name another officer who approves it."},
    {Reason::kBudgetExceeded, "BUDGET_EXCEEDED",
     absl::StatusCode::kFailedPrecondition,
     "Lower the amount, or override the budget with a reason and an approver."},
    {Reason::kDurationExceeded, "DURATION_EXCEEDED",
     absl::StatusCode::kFailedPrecondition,
     "Shorten the plan, or extend it with a reason and an approver."},
    {Reason::kOpenReferrals, "OPEN_REFERRALS",
     absl::StatusCode::kFailedPrecondition,
     "Bring every referral of the case to an end first."},
    {Reason::kOutcomeNotAcknowledged, "OUTCOME_NOT_ACKNOWLEDGED",
     absl::StatusCode::kFailedPrecondition,
     "Acknowledge every outcome, or waive it with a reason."},
    {Reason::kContinuationRequired, "CONTINUATION_REQUIRED",
     absl::StatusCode::kFailedPrecondition,
     "Name who continues the care and the date to follow up."},
    {Reason::kProviderNotFound, "PROVIDER_NOT_FOUND",
     absl::StatusCode::kFailedPrecondition,
     "Choose another service or provider, or add one to the programme."},
    {Reason::kNoCapacity, "NO_CAPACITY", absl::StatusCode::kFailedPrecondition,
     "Name the provider to ask all the same, or wait until one has places; "
     "\"referralctl service list\" shows them."},
    {Reason::kNotOffered, "NOT_OFFERED", absl::StatusCode::kFailedPrecondition,
     "Choose a service that is offered for this age and region; "
     "\"referralctl service list\" shows them."},
    {Reason::kPersonLeft, "PERSON_LEFT", absl::StatusCode::kFailedPrecondition,
     "Leave out people who have left the case."},
    {Reason::kLastPerson, "LAST_PERSON", absl::StatusCode::kFailedPrecondition,
     "Close the case instead; it needs at least one person."},
    {Reason::kGuardianRequired, "GUARDIAN_REQUIRED",
     absl::StatusCode::kFailedPrecondition,
     "Name the guardian: an adult of the case, or an agency."},
    {Reason::kFollowUpDue, "FOLLOW_UP_DUE",
     absl::StatusCode::kFailedPrecondition,
     "Record the follow-up without a next date first."},
    {Reason::kNoContinuation, "NO_CONTINUATION",
     absl::StatusCode::kFailedPrecondition,
     "Hand over only what goes on after the closing; read the case first."},
    {Reason::kComplaintNotFound, "COMPLAINT_NOT_FOUND",
     absl::StatusCode::kNotFound,
     "Check the complaint id; \"referralctl complaint list\" shows them."},
    {Reason::kComplaintOpen, "COMPLAINT_OPEN",
     absl::StatusCode::kFailedPrecondition,
     "Have every complaint of the case answered first."},
    {Reason::kVersionNotFitting, "VERSION_NOT_FITTING",
     absl::StatusCode::kFailedPrecondition,
     "Leave the case under its version, or load one that has what it uses."},
    {Reason::kCaseErased, "CASE_ERASED", absl::StatusCode::kFailedPrecondition,
     "Nothing can be done with an erased case; open a new one."},
    {Reason::kCaseNotArchived, "CASE_NOT_ARCHIVED",
     absl::StatusCode::kFailedPrecondition, "Archive the case first."},
    {Reason::kClockNotStopped, "CLOCK_NOT_STOPPED",
     absl::StatusCode::kFailedPrecondition,
     "Confirm the clock only when \"referralctl status\" says that it stands "
     "still."},
    {Reason::kQueueFull, "QUEUE_FULL", absl::StatusCode::kResourceExhausted,
     "Wait a moment and send it again."},
    {Reason::kTooManyStreams, "TOO_MANY_STREAMS",
     absl::StatusCode::kResourceExhausted,
     "Close streams that are not needed and try again."},
    {Reason::kTooManyInFlight, "TOO_MANY_IN_FLIGHT",
     absl::StatusCode::kResourceExhausted,
     "Wait for answers before sending more."},
    {Reason::kRateLimited, "RATE_LIMITED", absl::StatusCode::kResourceExhausted,
     "Send fewer messages a second, or have the agency's limit in the "
     "deployment file raised."},
    {Reason::kSlowReader, "SLOW_READER", absl::StatusCode::kAborted,
     "Open the stream again and read what it sends without delay."},
    {Reason::kSlowSender, "SLOW_SENDER", absl::StatusCode::kAborted,
     "Open the stream again and send its first frame without delay."},
    {Reason::kTakenOver, "TAKEN_OVER", absl::StatusCode::kAborted,
     "Keep one stream for each inbox; the newer one goes on."},
    {Reason::kNotFound, "NOT_FOUND", absl::StatusCode::kNotFound,
     "Check the id."},
    {Reason::kNotParked, "NOT_PARKED", absl::StatusCode::kFailedPrecondition,
     "List what is parked with \"referralctl parked list\"."},
    {Reason::kDeadlineRequired, "DEADLINE_REQUIRED",
     absl::StatusCode::kInvalidArgument, "Set a deadline on the call."},
    {Reason::kConfigInvalid, "CONFIG_INVALID",
     absl::StatusCode::kInvalidArgument,
     "Correct the file at the line named; nothing of it was applied."},
    {Reason::kConfigDiffers, "CONFIG_DIFFERS",
     absl::StatusCode::kFailedPrecondition,
     "Have the router reload its configuration (OpsService.Reload), or put the "
     "recorded file back."},
    {Reason::kInvalidFlag, "INVALID_FLAG", absl::StatusCode::kInvalidArgument,
     "Run the command with --help: it lists the flags and their values."},
    {Reason::kInvalidArgumentFile, "INVALID_ARGUMENT_FILE",
     absl::StatusCode::kInvalidArgument,
     "Name a file that exists and can be read."},
    {Reason::kBadPilotLine, "BAD_PILOT_LINE",
     absl::StatusCode::kInvalidArgument,
     "Correct the line; the format is described in deploy/pilot/README.md."},
    {Reason::kPortInUse, "PORT_IN_USE", absl::StatusCode::kFailedPrecondition,
     "Stop the process that listens there, or choose another port."},
    {Reason::kTlsFileInvalid, "TLS_FILE_INVALID",
     absl::StatusCode::kInvalidArgument,
     "Name PEM files that this user can read; a private key belongs to one "
     "user alone (chmod 600)."},
    {Reason::kKeyFileInvalid, "KEY_FILE_INVALID",
     absl::StatusCode::kInvalidArgument,
     "Name a key file of the kind that deploy/SECURITY.md describes, readable "
     "by this user alone (chmod 600)."},
    {Reason::kSigningKeyUnknown, "SIGNING_KEY_UNKNOWN",
     absl::StatusCode::kFailedPrecondition,
     "Register the public key in the deployment file, with a validity that "
     "covers today, or name the key file that is registered."},
    {Reason::kInsecureRefused, "INSECURE_REFUSED",
     absl::StatusCode::kInvalidArgument,
     "Use certificates, or a loopback address such as 127.0.0.1."},
    {Reason::kDataDirUnreadable, "DATA_DIR_UNREADABLE",
     absl::StatusCode::kFailedPrecondition,
     "Create the directory and give this user the right to read and write it."},
    {Reason::kDataDirLocked, "DATA_DIR_LOCKED",
     absl::StatusCode::kFailedPrecondition,
     "Stop the other process, or use another data directory."},
    {Reason::kStoreCorrupt, "STORE_CORRUPT", absl::StatusCode::kDataLoss,
     "Do not delete anything; restore the newest backup into a new data "
     "directory."},
    {Reason::kStoreBehind, "STORE_BEHIND", absl::StatusCode::kDataLoss,
     "Do not delete anything; restore a backup that holds the missing "
     "positions."},
    {Reason::kStoreInsecure, "STORE_INSECURE",
     absl::StatusCode::kFailedPrecondition,
     "Start with a new data directory; one that took unauthenticated messages "
     "stays insecure."},
    {Reason::kStoreTooNew, "STORE_TOO_NEW",
     absl::StatusCode::kFailedPrecondition,
     "Start the version of the program that wrote this data directory, or a "
     "newer one."},
    {Reason::kStoreTooOld, "STORE_TOO_OLD",
     absl::StatusCode::kFailedPrecondition,
     "Start the version of the program that wrote this data directory, or "
     "begin with a new one."},
    {Reason::kKeyMissing, "KEY_MISSING", absl::StatusCode::kDataLoss,
     "Put the master key that the store was sealed with back into the master "
     "key file; if the key store is damaged, restore it from a backup."},
    {Reason::kRouterBehindReceipt, "ROUTER_BEHIND_RECEIPT",
     absl::StatusCode::kDataLoss,
     "Stop the router and restore a backup that holds the position of the "
     "receipt."},
    {Reason::kDiskFailed, "DISK_FAILED", absl::StatusCode::kUnavailable,
     "Check the disk and its free space, then start the process again."},
    {Reason::kUnavailable, "UNAVAILABLE", absl::StatusCode::kUnavailable,
     "Try again; what was already accepted is kept and sent on."},
    {Reason::kShuttingDown, "SHUTTING_DOWN", absl::StatusCode::kUnavailable,
     "Try again when the process is back."},
    {Reason::kInternal, "INTERNAL", absl::StatusCode::kInternal,
     "Report it with the log lines of this time; it is a fault of the "
     "software."},
};

const ReasonRow* FindRow(absl::string_view code) {
  for (const ReasonRow& row : kRows) {
    if (row.code == code) return &row;
  }
  return nullptr;
}

std::string Payload(const absl::Status& status, absl::string_view url) {
  const absl::optional<absl::Cord> payload = status.GetPayload(url);
  return payload.has_value() ? std::string(*payload) : std::string();
}

absl::Status Build(absl::StatusCode status_code, absl::string_view code,
                   absl::string_view what, absl::string_view where,
                   absl::string_view remedy) {
  absl::Status status(status_code, what);
  status.SetPayload(kReasonPayload, absl::Cord(code));
  if (!where.empty()) status.SetPayload(kWherePayload, absl::Cord(where));
  if (!remedy.empty()) status.SetPayload(kRemedyPayload, absl::Cord(remedy));
  return status;
}

}  // namespace

absl::Span<const ReasonRow> AllReasons() { return kRows; }

const ReasonRow& RowOf(Reason reason) {
  return kRows[static_cast<size_t>(reason)];
}

absl::Status MakeError(Reason reason, absl::string_view what,
                       absl::string_view where) {
  const ReasonRow& row = RowOf(reason);
  return Build(row.status, row.code, what, where, row.remedy);
}

std::string ReasonCode(const absl::Status& status) {
  return Payload(status, kReasonPayload);
}

std::string Where(const absl::Status& status) {
  return Payload(status, kWherePayload);
}

std::string Remedy(const absl::Status& status) {
  return Payload(status, kRemedyPayload);
}

bool HasReason(const absl::Status& status, Reason reason) {
  return ReasonCode(status) == RowOf(reason).code;
}

std::string Describe(const absl::Status& status) {
  if (status.ok()) return "OK";
  std::string code = ReasonCode(status);
  if (code.empty()) code = absl::StatusCodeToString(status.code());
  std::string line = absl::StrCat(code, ": ", status.message());
  if (const std::string where = Where(status); !where.empty()) {
    absl::StrAppend(&line, " (at ", where, ")");
  }
  if (const std::string remedy = Remedy(status); !remedy.empty()) {
    absl::StrAppend(&line, ". ", remedy);
  }
  return line;
}

absl::Status FromReasonCode(absl::string_view code, absl::string_view what,
                            absl::string_view where,
                            absl::StatusCode fallback) {
  if (const ReasonRow* row = FindRow(code); row != nullptr) {
    return Build(row->status, row->code, what, where, row->remedy);
  }
  return Build(fallback, code, what, where, "");
}

bool IsRetryable(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kAborted:
      return true;
    default:
      return false;
  }
}

bool IsPeerRefused(const absl::Status& status) {
  if (status.code() == absl::StatusCode::kUnauthenticated) return true;
  if (status.code() != absl::StatusCode::kPermissionDenied) return false;
  return ReasonCode(status).empty() ||
         HasReason(status, Reason::kPeerNotAllowed) ||
         HasReason(status, Reason::kSenderMismatch);
}

}  // namespace referral
