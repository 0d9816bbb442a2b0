// Lodging for people who are treated away from home [16].
#ifndef REFERRAL_COMMON_MODEL_LODGING_H_
#define REFERRAL_COMMON_MODEL_LODGING_H_

#include "common/model/act_input.h"
#include "proto/referral/config/v1/programme.pb.h"
#include "proto/referral/v1/record.pb.h"

namespace referral::model {

// For a request of `service` that input.act is and that has passed every other
// check: if the service needs lodging away from home and is wanted in another
// region than the people's, says so in `effects` and drafts the lodging there,
// unless somebody lodges them already, nobody could be asked, or the case has
// no room for a draft.
void ProposeLodging(const ActInput& input, const config::v1::Service& service,
                    v1::ActEffects& effects);

// Drops the draft whose place `request` takes: lodging that its requester asks
// for in its own words, or somebody else in place of the lead, who sees it.
void DropLodgingDraft(storage::v1::CaseFile& file,
                      const v1::ReferralRequested& request,
                      const ActRecord& record);

// Whether people of `treatment`, which is open, are treated away from home and
// nobody was asked to lodge them: a draft asks nobody, and lodging that was
// declined, failed or was cancelled lodges nobody. Lodging of the referral that
// the treatment replaces goes on.
bool LodgingMissing(const storage::v1::CaseFile& file,
                    const storage::v1::CaseReferral& treatment);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_LODGING_H_
