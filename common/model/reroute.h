// A provider that declines for a reason of its own is followed by the next
// one [32].
#ifndef REFERRAL_COMMON_MODEL_REROUTE_H_
#define REFERRAL_COMMON_MODEL_REROUTE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/model/act_input.h"

namespace referral::model {

// Something that the router says by itself.
struct OwnAct {
  std::string message_id;  // the same for the same rejection
  v1::Act act;
};

// What the router says right after a message with `acts` was applied to `file`:
// a re-routing for each rejection by a provider, of a referral whose request
// allows it, for which there is a next provider. It happens on the day of the
// rejection.
std::vector<OwnAct> FollowOn(const storage::v1::CaseFile& file,
                             absl::Span<const v1::Act> acts,
                             const Context& context);

// Errors: REFERRAL_NOT_FOUND; ILLEGAL_TRANSITION  it was not declined by its
// provider, may not be re-routed, or has been settled; PROVIDER_NOT_FOUND  not
// the one that is next; REFERRAL_EXISTS, INVALID_FIELD.
absl::Status CheckReferralRerouted(const ActInput& input,
                                   v1::ActEffects& effects);
// The requester need not take note of a decline that the router dealt with as
// its request allowed: the loop of the replaced referral is closed, and what
// was proposed while its provider was silent is dropped.
void ApplyReferralRerouted(storage::v1::CaseFile& file, const v1::Act& act,
                           const v1::ActEffects& effects,
                           const ActRecord& record);

// Where the request allows no re-routing and the programme offers the next
// provider: a draft to the requester, for the rejection of `referral` by its
// provider.
void OfferAfterDecline(const ActInput& input,
                       const storage::v1::CaseReferral& referral,
                       v1::ActEffects& effects);

// Whether `referral` is what became of referral `id` by re-routings alone.
bool IsReroutedFrom(const storage::v1::CaseFile& file,
                    const storage::v1::CaseReferral& referral,
                    absl::string_view id);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_REROUTE_H_
