#ifndef REFERRAL_SERVICES_ROUTER_CORE_ADMIT_H_
#define REFERRAL_SERVICES_ROUTER_CORE_ADMIT_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/router/core/gate.h"
#include "services/router/core/sequencer.h"
#include "services/router/core/vault.h"

namespace referral::router {

// Lets a message of the peer `agency` through the gate and seals what of it
// goes to the disk. Called by many threads at once.
// Errors: those of CheckMessage and Vault::SealParts.
absl::StatusOr<Admitted> Admit(absl::string_view signed_message,
                               absl::string_view agency, const GateRules& rules,
                               const Vault& vault);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_ADMIT_H_
