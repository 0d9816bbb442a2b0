#include "common/model/reroute.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/model/budget.h"
#include "common/model/case_file.h"
#include "common/model/dates.h"
#include "common/model/drafts.h"
#include "common/model/next_provider.h"
#include "common/model/referral_times.h"
#include "common/model/timestamps.h"

namespace referral::model {
namespace {

using storage::v1::CaseFile;
using storage::v1::CaseReferral;

std::string ReroutedId(const Context& context, absl::string_view case_id,
                       absl::string_view replaced, absl::string_view receiver) {
  return OwnReferralId(context, case_id, replaced,
                       absl::StrCat("rerouted ", receiver));
}

// What a request allows, and what has to have come of it.
bool MayBeRerouted(const CaseReferral& referral) {
  return referral.may_reroute() && !referral.outcome_settled() &&
         referral.status() == v1::REFERRAL_STATUS_REJECTED &&
         referral.decline_side() == v1::REASON_SIDE_PROVIDER;
}

// A message that declines and asks for something else may have spent what the
// decline set free [15].
bool IsAffordable(const CaseFile& file, absl::Span<const v1::Act> acts,
                  std::int64_t minor_units) {
  return file.budget_overridden() ||
         std::none_of(
             acts.begin(), acts.end(),
             [](const v1::Act& act) { return act.has_referral_requested(); }) ||
         WithinThreshold(file, CommittedMinorUnits(file) + minor_units);
}

OwnAct Reroute(const CaseFile& file, const CaseReferral& referral,
               const Context& context, std::string receiver) {
  OwnAct own;
  v1::ReferralRerouted& act = *own.act.mutable_referral_rerouted();
  act.set_referral_id(
      ReroutedId(context, file.case_id(), referral.referral_id(), receiver));
  act.set_replaces_referral_id(referral.referral_id());
  act.set_receiver(std::move(receiver));
  act.set_original_sequence(referral.request_sequence());
  own.message_id = context.named_uuid(
      absl::StrCat("rerouted ", file.case_id(), " ", referral.referral_id()));
  return own;
}

}  // namespace

std::vector<OwnAct> FollowOn(const CaseFile& file,
                             absl::Span<const v1::Act> acts,
                             const Context& context) {
  std::vector<OwnAct> said;
  const Programme* programme =
      context.programmes.Find(file.programme_id(), file.programme_version());
  if (programme == nullptr) return said;
  std::int64_t taken = 0;
  for (const v1::Act& act : acts) {
    if (!act.has_referral_rejected() ||
        file.referrals_size() + static_cast<int>(said.size()) >=
            static_cast<int>(kMaxReferralsPerCase)) {
      continue;
    }
    const CaseReferral* referral =
        FindReferral(file, act.referral_rejected().referral_id());
    if (referral == nullptr || !MayBeRerouted(*referral)) continue;
    std::string next = NextProvider(file, *referral, *programme, context,
                                    ToCivilDay(act.occurred_date()));
    if (next.empty()) continue;
    taken += referral->reserved().minor_units();
    if (!IsAffordable(file, acts, taken)) break;
    said.push_back(Reroute(file, *referral, context, std::move(next)));
    *said.back().act.mutable_occurred_date() = act.occurred_date();
  }
  return said;
}

absl::Status CheckReferralRerouted(const ActInput& input,
                                   v1::ActEffects& effects) {
  const v1::ReferralRerouted& act = input.act.referral_rerouted();
  const CaseReferral* replaced =
      FindReferral(input.file, act.replaces_referral_id());
  if (replaced == nullptr) {
    return input.Error(Reason::kReferralNotFound,
                       "the case has no such referral", "replaces_referral_id");
  }
  if (!MayBeRerouted(*replaced)) {
    return input.Error(Reason::kIllegalTransition,
                       "only what its provider declined is re-routed, once, "
                       "and where the request allows it",
                       "replaces_referral_id");
  }
  if (act.receiver().empty() ||
      NextProvider(input, *replaced) != act.receiver()) {
    return input.Error(
        Reason::kProviderNotFound,
        absl::StrCat(act.receiver(), " is not the next provider"), "receiver");
  }
  if (act.referral_id() != ReroutedId(input.context, input.case_id,
                                      act.replaces_referral_id(),
                                      act.receiver())) {
    return input.Error(Reason::kInvalidField,
                       "not the id that follows from the replaced one",
                       "referral_id");
  }
  if (FindReferral(input.file, act.referral_id()) != nullptr) {
    return input.Error(Reason::kReferralExists,
                       "the case has a referral of this id", "referral_id");
  }
  if (act.original_sequence() != replaced->request_sequence()) {
    return input.Error(Reason::kInvalidField,
                       "not the record with the original request",
                       "original_sequence");
  }
  effects.set_referral_status(v1::REFERRAL_STATUS_REQUESTED);
  effects.set_receiver(act.receiver());
  // The next provider has as long as the first had.
  SetReferralTimes(input,
                   *input.programme.FindService(replaced->service_code()),
                   replaced->priority(), effects);
  return absl::OkStatus();
}

void ApplyReferralRerouted(CaseFile& file, const v1::Act& act,
                           const v1::ActEffects& effects,
                           const ActRecord& record) {
  const v1::ReferralRerouted& rerouted = act.referral_rerouted();
  CaseReferral* replaced = FindReferral(file, rerouted.replaces_referral_id());
  if (replaced == nullptr) return;
  replaced->set_outcome_settled(true);
  DropDraftsInsteadOf(file, rerouted.replaces_referral_id(), record);
  CaseReferral next;
  next.set_referral_id(rerouted.referral_id());
  next.set_service_code(replaced->service_code());
  next.set_report_group(replaced->report_group());
  *next.mutable_person_ids() = replaced->person_ids();
  next.set_requester(replaced->requester());
  next.set_receiver(rerouted.receiver());
  next.set_region_code(replaced->region_code());
  next.set_priority(replaced->priority());
  next.set_status(effects.referral_status());
  *next.mutable_reserved() = replaced->reserved();
  next.set_replaces_referral_id(rerouted.replaces_referral_id());
  next.set_linked_referral_id(replaced->linked_referral_id());
  SetTime(record.recorded_time, *next.mutable_requested_time());
  *next.mutable_respond_by_time() = effects.respond_by_time();
  *next.mutable_complete_by_time() = effects.complete_by_time();
  *next.mutable_requested_date() = act.occurred_date();
  next.set_author_officer(replaced->author_officer());
  *next.mutable_categories() = replaced->categories();
  next.set_may_reroute(true);
  next.set_request_sequence(rerouted.original_sequence());
  *next.mutable_earlier_receivers() = replaced->earlier_receivers();
  next.add_earlier_receivers(replaced->receiver());
  next.set_lodging_service_code(replaced->lodging_service_code());
  *file.add_referrals() = std::move(next);
}

void OfferAfterDecline(const ActInput& input, const CaseReferral& referral,
                       v1::ActEffects& effects) {
  if (!input.act.has_referral_rejected() || referral.may_reroute() ||
      input.act.referral_rejected().side() != v1::REASON_SIDE_PROVIDER ||
      !input.programme.config().silence().offer_next_provider()) {
    return;
  }
  OfferNextProvider(input, referral, v1::DRAFT_REASON_DECLINED, effects);
}

bool IsReroutedFrom(const CaseFile& file, const CaseReferral& referral,
                    absl::string_view id) {
  const CaseReferral* at = &referral;
  // One receiver for each step, so that it ends.
  for (int step = 0; step < referral.earlier_receivers_size(); ++step) {
    at = FindReferral(file, at->replaces_referral_id());
    if (at == nullptr) return false;
    if (at->referral_id() == id) return true;
  }
  return false;
}

}  // namespace referral::model
