// Who may hand in what: checked before a message costs the sequencer anything.
// Pure; called by many threads at once.
#ifndef REFERRAL_SERVICES_ROUTER_CORE_GATE_H_
#define REFERRAL_SERVICES_ROUTER_CORE_GATE_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/evidence/message.h"
#include "common/model/directory.h"

namespace referral::router {

// Opens a message that the peer `agency` hands in at the router `home`.
// Errors: those of evidence::OpenMessage;
//         UNKNOWN_AGENCY    the deployment does not list the peer
//         SENDER_MISMATCH   the envelope names another agency
//         WRONG_HOME        the case is kept by another router
//         ROLE_NOT_ALLOWED  the peer's role sends nothing, or the act is one
//                           of the router's own
//         INVALID_FIELD     an act names no officer
absl::StatusOr<evidence::OpenedMessage> Admit(
    absl::string_view signed_message, absl::string_view agency,
    absl::string_view home, const model::Directory& directory);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_GATE_H_
