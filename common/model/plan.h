// Needs, plan and length of support [9, 10, 11, 13, 15, 22].
#ifndef REFERRAL_COMMON_MODEL_PLAN_H_
#define REFERRAL_COMMON_MODEL_PLAN_H_

#include "common/model/act_input.h"

namespace referral::model {

// Errors: UNKNOWN_PERSON, INVALID_FIELD.
absl::Status CheckNeedsAssessed(const ActInput& input);
void ApplyNeedsAssessed(storage::v1::CaseFile& file, const v1::Act& act);

// An open case whose urgent referrals were made before the plan [19] moves on
// to active at once.
// Errors: UNKNOWN_SERVICE, UNKNOWN_PERSON, CASH_REFUSED, DURATION_EXCEEDED,
//         BUDGET_EXCEEDED, REASON_REQUIRED, APPROVER_REQUIRED, INVALID_DATE,
//         INVALID_FIELD.
absl::Status CheckPlanAgreed(const ActInput& input, v1::ActEffects& effects);
void ApplyPlanAgreed(storage::v1::CaseFile& file, const v1::Act& act,
                     const v1::ActEffects& effects);

// Errors: REASON_REQUIRED, APPROVER_REQUIRED, INVALID_FIELD.
absl::Status CheckSupportExtended(const ActInput& input,
                                  v1::ActEffects& effects);
void ApplySupportExtended(storage::v1::CaseFile& file,
                          const v1::ActEffects& effects);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_PLAN_H_
