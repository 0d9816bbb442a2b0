#include "common/model/shown_effects.h"
#include "absl/algorithm/container.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace referral::model {
namespace {

// Keeps of the drafts what `agency` may adopt; all if it is empty.
void KeepDraftsOf(const std::string& agency, v1::ActEffects& effects) {
  if (agency.empty()) return;
  auto& drafts = *effects.mutable_drafts();
  drafts.erase(std::remove_if(drafts.begin(), drafts.end(),
                              [&](const v1::ReferralDraft& draft) {
                                return draft.requester() != agency;
                              }),
               drafts.end());
}

// For each act that `view` shows, its place among the acts.
std::vector<int> ShownActs(absl::Span<const v1::Disclosure> disclosures,
                           const View& view) {
  std::vector<int> shown;
  int acts = 0;
  for (size_t i = 0; i < disclosures.size(); ++i) {
    if (!disclosures[i].has_act()) continue;
    if (absl::c_linear_search(view.parts, static_cast<int>(i))) {
      shown.push_back(acts);
    }
    ++acts;
  }
  return shown;
}

}  // namespace

std::optional<v1::Effects> ShownEffects(
    v1::Effects effects, absl::Span<const v1::Disclosure> disclosures,
    const View& view) {
  if (view.extent != View::Extent::kParts) return std::nullopt;
  for (v1::ActEffects& of_act : *effects.mutable_acts()) {
    KeepDraftsOf(view.drafts_of, of_act);
  }
  if (view.effects) return effects;
  v1::Effects drafts;
  bool any = false;
  for (const int act : ShownActs(disclosures, view)) {
    v1::ActEffects& of_act = *drafts.add_acts();
    if (act >= effects.acts_size()) continue;
    *of_act.mutable_drafts() = effects.acts(act).drafts();
    any |= !of_act.drafts().empty();
  }
  if (!any) return std::nullopt;
  return drafts;
}

}  // namespace referral::model
