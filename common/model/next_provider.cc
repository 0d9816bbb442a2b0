#include "common/model/next_provider.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/model/candidates.h"
#include "common/model/case_file.h"
#include "common/model/consent.h"
#include "common/model/drafts.h"
#include "common/model/lifecycle.h"
#include "common/model/people.h"

namespace referral::model {
namespace {

using storage::v1::CaseFile;
using storage::v1::CaseReferral;

// Everyone who was asked for the same, in this referral and those before it.
std::vector<absl::string_view> Asked(const CaseFile& file,
                                     const CaseReferral& referral) {
  std::vector<absl::string_view> asked;
  const CaseReferral* at = &referral;
  for (int i = 0; at != nullptr && i < file.referrals_size(); ++i) {
    asked.push_back(at->receiver());
    at = FindReferral(file, at->replaces_referral_id());
  }
  return asked;
}

// Everybody is still there and has agreed that `agency` sees what it needs.
bool IsCovered(const CaseFile& file, const CaseReferral& referral,
               absl::string_view agency, absl::CivilDay day) {
  const auto covers = [&](const std::string& id) {
    return std::all_of(referral.categories().begin(),
                       referral.categories().end(), [&](int category) {
                         return CoverageOf(
                                    *FindPerson(file, id), agency,
                                    static_cast<v1::DataCategory>(category),
                                    day) == Coverage::kCovers;
                       });
  };
  return std::all_of(
      referral.person_ids().begin(), referral.person_ids().end(),
      [&](const std::string& id) { return IsPresent(file, id) && covers(id); });
}

}  // namespace

std::string NextProvider(const CaseFile& file, const CaseReferral& referral,
                         const Programme& programme, const Context& context,
                         absl::CivilDay day) {
  const config::v1::Service* service =
      programme.FindService(referral.service_code());
  if (service == nullptr || !AcceptsReferrals(file.status())) return "";
  const Demand demand{*service, referral.region_code(), referral.requester(),
                      Asked(file, referral)};
  for (std::string& agency : FindCandidates(context, demand).ranked) {
    if (IsCovered(file, referral, agency, day)) return std::move(agency);
  }
  return "";
}

std::string NextProvider(const ActInput& input, const CaseReferral& referral) {
  return NextProvider(input.file, referral, input.programme, input.context,
                      input.occurred);
}

void OfferNextProvider(const ActInput& input, const CaseReferral& referral,
                       v1::DraftReason reason, v1::ActEffects& effects) {
  const std::string provider = NextProvider(input, referral);
  if (provider.empty()) return;
  v1::ReferralDraft draft = DraftInsteadOf(input, referral, provider, reason);
  if (!HasRoomForDraft(input.file, draft.referral_id())) return;
  *effects.add_drafts() = std::move(draft);
}

}  // namespace referral::model
