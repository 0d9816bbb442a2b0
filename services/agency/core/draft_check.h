// What every draft must fulfil before it becomes a message. Pure, thread-safe.
#ifndef REFERRAL_SERVICES_AGENCY_CORE_DRAFT_CHECK_H_
#define REFERRAL_SERVICES_AGENCY_CORE_DRAFT_CHECK_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/agency/core/catalogue.h"
#include "services/agency/core/draft.h"

namespace referral::agency {

// Checks the header of a call at `now`, but for its case id.
// Errors: INVALID_MESSAGE_ID, INVALID_FIELD, INVALID_DATE, FUTURE_DATE
absl::Status CheckCaller(const v1::CallHeader& call, const Catalogue& catalogue,
                         absl::Time now);

// Checks header, acts and sections of `draft`, which is called at `now`.
// Errors: INVALID_MESSAGE_ID, INVALID_CASE_ID, INVALID_FIELD, INVALID_DATE,
//         FUTURE_DATE, UNKNOWN_AGENCY, UNKNOWN_SERVICE, UNKNOWN_PROGRAMME
absl::Status CheckDraft(const Draft& draft, const Catalogue& catalogue,
                        absl::Time now);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_CORE_DRAFT_CHECK_H_
