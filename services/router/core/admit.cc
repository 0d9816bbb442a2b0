#include "services/router/core/admit.h"

#include "common/base/status_macros.h"

namespace referral::router {

absl::StatusOr<Admitted> Admit(absl::string_view signed_message,
                               absl::string_view agency, const GateRules& rules,
                               const Vault& vault) {
  Admitted admitted;
  ASSIGN_OR_RETURN(admitted.message,
                   CheckMessage(signed_message, agency, rules));
  ASSIGN_OR_RETURN(admitted.sealed, vault.SealParts(admitted.message));
  return admitted;
}

}  // namespace referral::router
