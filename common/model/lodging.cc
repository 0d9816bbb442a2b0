#include "common/model/lodging.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/base/limits.h"
#include "common/model/candidates.h"
#include "common/model/case_file.h"
#include "common/model/drafts.h"
#include "common/model/lifecycle.h"

namespace referral::model {
namespace {

using storage::v1::CaseFile;
using storage::v1::CaseReferral;

// Whether somebody was asked to lodge the people of `treatment_id` and has not
// said no.
bool IsLodged(const CaseFile& file, absl::string_view treatment_id,
              absl::string_view lodging_code) {
  return std::any_of(
      file.referrals().begin(), file.referrals().end(),
      [&](const CaseReferral& referral) {
        return WasRequested(referral) &&
               referral.linked_referral_id() == treatment_id &&
               referral.service_code() == lodging_code &&
               (!IsTerminal(referral.status()) ||
                referral.status() == v1::REFERRAL_STATUS_COMPLETED);
      });
}

// The same of the treatment's earlier referrals, too.
bool IsLodgedSince(const CaseFile& file, std::string treatment_id,
                   absl::string_view lodging_code) {
  for (int i = 0; i <= file.referrals_size() && !treatment_id.empty(); ++i) {
    if (IsLodged(file, treatment_id, lodging_code)) return true;
    const CaseReferral* treatment = FindReferral(file, treatment_id);
    treatment_id =
        treatment == nullptr ? "" : treatment->replaces_referral_id();
  }
  return false;
}

// The best provider of `lodging` that the sender can ask where the treatment
// is; empty if none.
std::string BestProvider(const ActInput& input,
                         const config::v1::Service& lodging) {
  std::vector<std::string> ranked =
      FindCandidates(input.context,
                     {lodging,
                      input.act.referral_requested().region_code(),
                      input.sender,
                      {}})
          .ranked;
  return ranked.empty() ? "" : std::move(ranked.front());
}

v1::Money Budget(const ActInput& input,
                 const config::v1::AwayLodging& lodging) {
  v1::Money budget;
  budget.set_minor_units(
      std::min(kMaxAmountMinorUnits,
               lodging.per_person_minor_units() *
                   input.act.referral_requested().person_ids_size()));
  budget.set_currency_code(input.programme.config().currency_code());
  return budget;
}

v1::ReferralDraft Draft(const ActInput& input,
                        const config::v1::Service& lodging) {
  const v1::ReferralRequested& treatment = input.act.referral_requested();
  v1::ReferralDraft draft;
  draft.set_referral_id(OwnReferralId(input.context, input.case_id,
                                      treatment.referral_id(), "lodging"));
  draft.set_reason(v1::DRAFT_REASON_LODGING);
  draft.set_service_code(lodging.code());
  draft.set_report_group(lodging.report_group());
  *draft.mutable_person_ids() = treatment.person_ids();
  draft.set_requester(std::string(input.sender));
  draft.set_receiver(BestProvider(input, lodging));
  draft.set_region_code(treatment.region_code());
  draft.set_priority(treatment.priority() == v1::PRIORITY_UNSPECIFIED
                         ? v1::PRIORITY_ROUTINE
                         : treatment.priority());
  draft.set_linked_referral_id(treatment.referral_id());
  *draft.mutable_categories() = lodging.categories();
  return draft;
}

}  // namespace

void ProposeLodging(const ActInput& input, const config::v1::Service& service,
                    v1::ActEffects& effects) {
  const v1::ReferralRequested& treatment = input.act.referral_requested();
  if (!service.has_away_lodging() ||
      treatment.region_code() == input.file.region_code()) {
    return;
  }
  const std::string& code = service.away_lodging().service_code();
  effects.set_lodging_service_code(code);
  const config::v1::Service* lodging = input.programme.FindService(code);
  if (lodging == nullptr ||
      IsLodgedSince(input.file, treatment.replaces_referral_id(), code)) {
    return;
  }
  v1::ReferralDraft draft = Draft(input, *lodging);
  *draft.mutable_budget() = Budget(input, service.away_lodging());
  // The treatment itself takes a place, too.
  if (draft.receiver().empty() ||
      input.file.referrals_size() + 2 >
          static_cast<int>(kMaxReferralsPerCase) ||
      !HasRoomForDraft(input.file, draft.referral_id())) {
    return;
  }
  *effects.add_drafts() = std::move(draft);
}

void DropLodgingDraft(CaseFile& file, const v1::ReferralRequested& request,
                      const ActRecord& record) {
  if (request.linked_referral_id().empty()) return;
  for (CaseReferral& draft : *file.mutable_referrals()) {
    if (draft.status() != v1::REFERRAL_STATUS_DRAFT ||
        draft.draft_reason() != v1::DRAFT_REASON_LODGING ||
        draft.referral_id() == request.referral_id() ||
        draft.linked_referral_id() != request.linked_referral_id() ||
        draft.service_code() != request.service_code() ||
        (draft.requester() != record.sender &&
         draft.requester() != file.lead())) {
      continue;
    }
    DropDraft(draft, record);
  }
}

bool LodgingMissing(const CaseFile& file, const CaseReferral& treatment) {
  return !treatment.lodging_service_code().empty() && IsOpen(treatment) &&
         !IsLodgedSince(file, treatment.referral_id(),
                        treatment.lodging_service_code());
}

}  // namespace referral::model
