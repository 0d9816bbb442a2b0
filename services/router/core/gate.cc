#include "services/router/core/gate.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"

namespace referral::router {
namespace {

// What a role may send is a rule of the model; whether it sends anything at
// all is known here.
bool MaySend(v1::AgencyRole role) {
  return role == v1::AGENCY_ROLE_LEAD || role == v1::AGENCY_ROLE_PROVIDER ||
         role == v1::AGENCY_ROLE_NOTIFIER ||
         role == v1::AGENCY_ROLE_OVERSIGHT;  // answers complaints
}

bool IsRoutersOwn(const v1::Act& act) {
  switch (act.kind_case()) {
    case v1::Act::kDeploymentLoaded:
    case v1::Act::kProgrammeLoaded:
    case v1::Act::kDeliveryReplayed:
    case v1::Act::kDeliveryDropped:
      return true;
    default:
      return false;
  }
}

absl::Status CheckPeer(absl::string_view agency,
                       const model::Directory& directory) {
  const config::v1::Agency* peer = directory.Find(agency);
  if (peer == nullptr) {
    return MakeError(
        Reason::kUnknownAgency,
        absl::StrCat("no agency \"", agency, "\" in the deployment"), agency);
  }
  if (!MaySend(peer->role())) {
    return MakeError(
        Reason::kRoleNotAllowed,
        absl::StrCat("an agency of role ", v1::AgencyRole_Name(peer->role()),
                     " sends no messages"),
        agency);
  }
  return absl::OkStatus();
}

absl::Status CheckEnvelope(const v1::Envelope& envelope,
                           absl::string_view agency, absl::string_view home) {
  if (envelope.sender() != agency) {
    return MakeError(
        Reason::kSenderMismatch,
        absl::StrCat("the certificate is that of \"", agency,
                     "\", the sender is \"", envelope.sender(), "\""),
        "envelope.sender");
  }
  if (HomeOf(envelope.case_id()) != home) {
    return MakeError(Reason::kWrongHome,
                     absl::StrCat("this router keeps the cases of ", home),
                     "envelope.case_id");
  }
  return absl::OkStatus();
}

absl::Status CheckAct(const evidence::OpenedAct& act) {
  const std::string where = absl::StrCat("parts[", act.part_index, "].act");
  if (IsRoutersOwn(act.act)) {
    return MakeError(Reason::kRoleNotAllowed,
                     "the act belongs into the router's own log", where);
  }
  if (act.act.officer().empty()) {
    return MakeError(Reason::kInvalidField, "the act names no officer",
                     absl::StrCat(where, ".officer"));
  }
  return absl::OkStatus();
}

// It decides nothing, but nobody sends from the future.
absl::Status CheckSentTime(absl::Time sent_time, absl::Time now) {
  if (sent_time <= now + kMaxClockAhead) return absl::OkStatus();
  return MakeError(Reason::kClockAhead,
                   absl::StrCat("the message was sent ",
                                absl::FormatDuration(absl::Trunc(
                                    sent_time - now, absl::Seconds(1))),
                                " ahead of the router's time"),
                   "envelope.sent_time");
}

absl::Status CheckSignature(const evidence::OpenedMessage& message,
                            const GateRules& rules) {
  if (!rules.insecure) {
    return evidence::VerifyArriving(
        message.envelope.sender(), message.sent_time, message.envelope_digest,
        message.proof, rules.now, rules.keys, rules.signatures);
  }
  if (message.proof.ByteSizeLong() == 0) return absl::OkStatus();
  // An unchecked signature in the log would pass for a checked one.
  return MakeError(Reason::kInvalidField,
                   "this router is insecure and takes no signatures",
                   "signed_message.proof");
}

}  // namespace

absl::StatusOr<evidence::OpenedMessage> CheckMessage(
    absl::string_view signed_message, absl::string_view agency,
    const GateRules& rules) {
  RETURN_IF_ERROR(CheckPeer(agency, rules.directory));
  ASSIGN_OR_RETURN(evidence::OpenedMessage message,
                   evidence::OpenMessage(signed_message));
  RETURN_IF_ERROR(CheckEnvelope(message.envelope, agency, rules.home));
  for (const evidence::OpenedAct& act : message.acts) {
    RETURN_IF_ERROR(CheckAct(act));
  }
  RETURN_IF_ERROR(CheckSentTime(message.sent_time, rules.now));
  RETURN_IF_ERROR(CheckSignature(message, rules));
  return message;
}

}  // namespace referral::router
