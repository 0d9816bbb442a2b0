// A request that another agency serve people of the case.
#ifndef REFERRAL_COMMON_MODEL_REFERRAL_REQUEST_H_
#define REFERRAL_COMMON_MODEL_REFERRAL_REQUEST_H_

#include "common/model/act_input.h"

namespace referral::model {

// The lead may request, and a provider that serves the case itself (it
// receives a referral that is not terminal): it is the requester then. Going
// over the budget is the lead's decision alone. A request with the id of a
// draft that waits for the sender makes a referral of it [30].
// Errors: ROLE_NOT_ALLOWED, REFERRAL_EXISTS, REFERRAL_NOT_FOUND (replaces or
//         linked names none), ILLEGAL_TRANSITION (replaces one that is open),
//         UNKNOWN_SERVICE, PROVIDER_NOT_FOUND, UNKNOWN_PERSON,
//         CONSENT_MISSING, CONSENT_EXPIRED, CASH_REFUSED, BUDGET_EXCEEDED,
//         REASON_REQUIRED, APPROVER_REQUIRED, INVALID_DATE, INVALID_FIELD.
absl::Status CheckReferralRequested(const ActInput& input,
                                    v1::ActEffects& effects);
void ApplyReferralRequested(storage::v1::CaseFile& file, const v1::Act& act,
                            const v1::ActEffects& effects,
                            const ActRecord& record);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_REFERRAL_REQUEST_H_
