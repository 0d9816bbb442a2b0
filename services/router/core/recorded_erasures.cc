#include "services/router/core/recorded_erasures.h"

#include "common/base/status_macros.h"
#include "services/router/core/own_acts.h"

namespace referral::router {

absl::StatusOr<Erasures> RecordedErasures(const Ledger& ledger,
                                          absl::string_view home,
                                          const Unseal& unseal) {
  Erasures erasures;
  RETURN_IF_ERROR(
      VisitOwnActs(ledger, home, unseal, [&erasures](const v1::Act& act) {
        if (act.has_case_erased()) {
          erasures[act.case_erased().case_id()] = act.case_erased();
        }
      }));
  return erasures;
}

}  // namespace referral::router
