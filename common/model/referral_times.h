// Until when a referral is to be decided and completed [17, 26].
#ifndef REFERRAL_COMMON_MODEL_REFERRAL_TIMES_H_
#define REFERRAL_COMMON_MODEL_REFERRAL_TIMES_H_

#include "common/model/act_input.h"

namespace referral::model {

// Sets both times, counted from the recorded time on the programme's calendar:
// the days of `priority` where `service` has faster ones for it, else its own.
// Unspecified stands for routine.
void SetReferralTimes(const ActInput& input, const config::v1::Service& service,
                      v1::Priority priority, v1::ActEffects& effects);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_REFERRAL_TIMES_H_
