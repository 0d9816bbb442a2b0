// Whom to ask when a provider does not answer or declines [32].
#ifndef REFERRAL_COMMON_MODEL_NEXT_PROVIDER_H_
#define REFERRAL_COMMON_MODEL_NEXT_PROVIDER_H_

#include <string>

#include "absl/time/civil_time.h"
#include "common/model/act_input.h"
#include "proto/referral/v1/record.pb.h"

namespace referral::model {

// The provider to ask in place of the receiver of `referral`: the best of those
// that were not asked before, have places or may have, and that the people's
// consents cover on `day`. Empty: nobody is left, somebody of the people has
// left the case, or the case takes no referrals now.
std::string NextProvider(const storage::v1::CaseFile& file,
                         const storage::v1::CaseReferral& referral,
                         const Programme& programme, const Context& context,
                         absl::CivilDay day);
// The same on the day of the act under decision.
std::string NextProvider(const ActInput& input,
                         const storage::v1::CaseReferral& referral);

// Proposes it to the requester, if there is one and the case has room.
void OfferNextProvider(const ActInput& input,
                       const storage::v1::CaseReferral& referral,
                       v1::DraftReason reason, v1::ActEffects& effects);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_NEXT_PROVIDER_H_
