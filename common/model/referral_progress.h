// What happens to a referral once it was requested [30, 32].
#ifndef REFERRAL_COMMON_MODEL_REFERRAL_PROGRESS_H_
#define REFERRAL_COMMON_MODEL_REFERRAL_PROGRESS_H_

#include "common/model/act_input.h"

namespace referral::model {

// Every act about a referral that exists, information added included.
// Errors: REFERRAL_NOT_FOUND, those of NextReferralStatus, REASON_REQUIRED,
//         APPROVER_REQUIRED, BUDGET_EXCEEDED (cost beyond the reserved budget
//         and the threshold), ROLE_NOT_ALLOWED (information from an agency
//         without part in the case), INVALID_DATE, INVALID_FIELD.
absl::Status CheckReferralProgress(const ActInput& input,
                                   v1::ActEffects& effects);
void ApplyReferralProgress(storage::v1::CaseFile& file, const v1::Act& act,
                           const v1::ActEffects& effects,
                           const ActRecord& record);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_REFERRAL_PROGRESS_H_
