// Who may hand in what: checked before a message costs the sequencer anything.
// Called by many threads at once.
#ifndef REFERRAL_SERVICES_ROUTER_CORE_GATE_H_
#define REFERRAL_SERVICES_ROUTER_CORE_GATE_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/evidence/key_book.h"
#include "common/evidence/message.h"
#include "common/evidence/signature.h"
#include "common/model/directory.h"

namespace referral::router {

// What the gate looks at besides the message. All of it outlives the call.
struct GateRules {
  absl::string_view home;  // of this router
  const model::Directory& directory;
  const evidence::KeyBook& keys;
  const evidence::SignatureCheck& signatures;
  absl::Time now;
  // Takes unsigned messages and no signed ones: --insecure-loopback.
  bool insecure = false;
};

// Opens a message that the peer `agency` hands in. Pure, but that `signatures`
// remembers. Errors: those of evidence::OpenMessage;
//         UNKNOWN_AGENCY    the deployment does not list the peer
//         SENDER_MISMATCH   the envelope names another agency
//         WRONG_HOME        the case is kept by another router
//         ROLE_NOT_ALLOWED  the peer's role sends nothing, or the act is one
//                           of the router's own
//         CLOCK_AHEAD       sent_time lies more than kMaxClockAhead ahead
//         INVALID_FIELD     an act names no officer; signed, but insecure
//         SIGNATURE_REQUIRED, SIGNATURE_INVALID, RESIGN: see
//                           evidence::VerifyArriving.
absl::StatusOr<evidence::OpenedMessage> CheckMessage(
    absl::string_view signed_message, absl::string_view agency,
    const GateRules& rules);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_GATE_H_
