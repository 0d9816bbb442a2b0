// A person prolongs what it agreed to [27].
#ifndef REFERRAL_COMMON_MODEL_CONSENT_RENEWAL_H_
#define REFERRAL_COMMON_MODEL_CONSENT_RENEWAL_H_

#include "absl/status/status.h"
#include "common/model/act_input.h"

namespace referral::model {

// Every consent of the person that was given by the act's day, in the
// categories that the act names, lasts to the new day, or to its own if that is
// later; recipients and purposes stay as they are. One that had ended goes on
// as if it had not. What was withdrawn is no longer in the file and stays
// withdrawn; what was opened in an emergency is not the person's to prolong.
// Errors: UNKNOWN_PERSON, INVALID_FIELD, INVALID_DATE, GUARDIAN_REQUIRED,
//         CONSENT_MISSING  there is nothing to prolong
absl::Status CheckConsentRenewed(const ActInput& input,
                                 v1::ActEffects& effects);
void ApplyConsentRenewed(storage::v1::CaseFile& file, const v1::Act& act,
                         const v1::ActEffects& effects);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_CONSENT_RENEWAL_H_
