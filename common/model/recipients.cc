#include "common/model/recipients.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/model/case_file.h"
#include "common/model/destruction.h"
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
  const absl::string_view id = ReferralIdOf(act);
  if (id.empty()) return;
  if (const storage::v1::CaseReferral* referral = FindReferral(file, id);
      referral != nullptr) {
    agencies.insert(referral->requester());
    agencies.insert(referral->receiver());
  }
}

// Those that have to destroy something because of `message`: what its earlier
// acts left pending, and what the last one will.
void AddHolders(const storage::v1::CaseFile& file, const Incoming& message,
                std::set<std::string>& agencies) {
  const bool withdraws = std::any_of(
      message.acts.begin(), message.acts.end(),
      [](const v1::Act& act) { return act.has_consent_withdrawn(); });
  if (!withdraws) return;
  for (const v1::PendingDestruction& pending : file.pending_destructions()) {
    if (pending.withdrawn_message_id() == message.message_id) {
      agencies.insert(pending.agency());
    }
  }
  const v1::Act& last = message.acts.back();
  if (!last.has_consent_withdrawn()) return;
  for (std::string& agency : Holders(file, last.consent_withdrawn())) {
    agencies.insert(std::move(agency));
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
  AddHolders(file, message, agencies);
  agencies.erase(std::string(message.sender));
  return {agencies.begin(), agencies.end()};
}

}  // namespace referral::model
