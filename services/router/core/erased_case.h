#ifndef REFERRAL_SERVICES_ROUTER_CORE_ERASED_CASE_H_
#define REFERRAL_SERVICES_ROUTER_CORE_ERASED_CASE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/router/core/ledger.h"

namespace referral::router {

// Whether a record of the case did not open, as `opened` says, because the case
// was erased: its head is all that is left, and nobody knows any more whom it
// went to. Errors: `opened`, if it says anything else; DISK_FAILED.
absl::StatusOr<bool> IsOfErasedCase(const Ledger& ledger,
                                    absl::string_view case_id,
                                    const absl::Status& opened);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_ERASED_CASE_H_
