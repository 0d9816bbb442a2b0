#include "common/model/recipients.h"

#include <algorithm>
#include <set>

#include "common/model/case_file.h"
#include "common/model/lifecycle.h"

namespace referral::model {
namespace {

void AddParties(const storage::v1::CaseFile& file, const v1::Act& act,
                const v1::ActEffects& effects,
                std::set<std::string>& agencies) {
  if (act.has_referral_requested()) {
    agencies.insert(effects.receiver());  // the requester sends it
    return;
  }
  if (act.has_consent_withdrawn()) {
    for (const storage::v1::CaseReferral& referral : file.referrals()) {
      for (const std::string& agency :
           {referral.requester(), referral.receiver()}) {
        if (LosesBy(file, act.consent_withdrawn(), agency)) {
          agencies.insert(agency);
        }
      }
    }
    return;
  }
  const absl::string_view id = ReferralIdOf(act);
  if (id.empty()) return;
  if (const storage::v1::CaseReferral* referral = FindReferral(file, id);
      referral != nullptr) {
    agencies.insert(referral->requester());
    agencies.insert(referral->receiver());
  }
}

}  // namespace

std::vector<std::string> Recipients(const storage::v1::CaseFile& file,
                                    const Incoming& message,
                                    const v1::Effects& effects) {
  std::set<std::string> agencies;
  if (!file.lead().empty()) agencies.insert(file.lead());
  for (size_t i = 0; i < message.acts.size(); ++i) {
    const v1::ActEffects& of_act = effects.acts(static_cast<int>(i));
    if (!of_act.lead().empty()) agencies.insert(of_act.lead());
    AddParties(file, message.acts[i], of_act, agencies);
  }
  agencies.erase(std::string(message.sender));
  return {agencies.begin(), agencies.end()};
}

bool LosesBy(const storage::v1::CaseFile& file,
             const v1::ConsentWithdrawn& withdrawn, absl::string_view agency) {
  const auto& named = withdrawn.recipients();
  if (!named.empty() &&
      std::find(named.begin(), named.end(), agency) == named.end()) {
    return false;
  }
  return std::any_of(file.referrals().begin(), file.referrals().end(),
                     [&](const storage::v1::CaseReferral& referral) {
                       return IsParty(referral, agency) &&
                              Serves(referral, withdrawn.person_id());
                     });
}

}  // namespace referral::model
