#include "common/model/recipients.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/algorithm/container.h"
#include "common/model/after_care.h"
#include "common/model/case_file.h"
#include "common/model/complaints.h"
#include "common/model/deadlines.h"
#include "common/model/destruction.h"
#include "common/model/lifecycle.h"
#include "common/model/sections.h"

namespace referral::model {
namespace {

// Who serves the person now.
void AddServing(const storage::v1::CaseFile& file, absl::string_view person_id,
                std::set<std::string>& agencies) {
  for (const storage::v1::CaseReferral& referral : file.referrals()) {
    if (!IsOpen(referral) || !Serves(referral, person_id)) continue;
    agencies.insert(referral.requester());
    agencies.insert(referral.receiver());
  }
}

void AddParties(const storage::v1::CaseFile& file, const v1::Act& act,
                const v1::ActEffects& effects,
                std::set<std::string>& agencies) {
  if (act.has_referral_requested()) {
    agencies.insert(effects.receiver());  // the requester sends it
    return;
  }
  if (act.has_person_left()) {
    AddServing(file, act.person_left().person_id(), agencies);
    return;
  }
  if (act.has_protection_recorded()) {
    // Who serves the person has to know how to contact it.
    AddServing(file, act.protection_recorded().person_id(), agencies);
    return;
  }
  if (act.has_referral_rerouted()) {
    agencies.insert(effects.receiver());
    if (const storage::v1::CaseReferral* replaced =
            FindReferral(file, act.referral_rerouted().replaces_referral_id());
        replaced != nullptr) {
      agencies.insert(replaced->requester());
    }
    return;
  }
  const absl::string_view id = ReferralIdOf(act);
  if (id.empty()) return;
  if (const storage::v1::CaseReferral* referral = FindReferral(file, id);
      referral != nullptr) {
    agencies.insert(referral->requester());
    if (WasRequested(*referral)) agencies.insert(referral->receiver());
  }
}

// Those whose drafts the closing of the case ends.
void AddWaiting(const storage::v1::CaseFile& file,
                std::set<std::string>& agencies) {
  for (const storage::v1::CaseReferral& referral : file.referrals()) {
    if (referral.status() == v1::REFERRAL_STATUS_DRAFT) {
      agencies.insert(referral.requester());
    }
  }
}

// Who looks after the case before the act, and after it [18].
void AddCarers(const storage::v1::CaseFile& file, const v1::Act& act,
               const Directory& directory, std::set<std::string>& agencies) {
  if (!IsOfAfterCare(act)) return;
  for (const absl::string_view owner :
       {absl::string_view(file.continuation().owner()),
        absl::string_view(act.case_closed().continuation().owner()),
        absl::string_view(
            act.continuation_handed_over().continuation().owner())}) {
    const std::string carer = directory.SuccessorOf(owner);
    if (!carer.empty()) agencies.insert(carer);
  }
}

// Who is to answer a complaint, or waits for the answer.
void AddComplaintParties(const storage::v1::CaseFile& file, const v1::Act& act,
                         std::set<std::string>& agencies) {
  if (act.has_complaint_lodged()) {
    agencies.insert(act.complaint_lodged().addressee());
  }
  if (!act.has_complaint_answered()) return;
  const absl::string_view lodger =
      LodgerOf(file, act.complaint_answered().complaint_id());
  if (!lodger.empty()) agencies.insert(std::string(lodger));
}

// Whoever may hold what a section of the message corrects gets the right one.
void AddReadersOf(const storage::v1::CaseFile& file, const v1::Section& section,
                  std::set<std::string>& agencies) {
  for (const storage::v1::CaseReferral& referral : file.referrals()) {
    const auto& needed = referral.categories();
    if (!WasRequested(referral) || !Serves(referral, section.person_id()) ||
        !absl::c_linear_search(needed, CategoryOf(section))) {
      continue;
    }
    agencies.insert(referral.requester());
    agencies.insert(referral.receiver());
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
                                    const v1::Effects& effects,
                                    const Context& context) {
  std::set<std::string> agencies;
  if (!file.lead().empty()) agencies.insert(file.lead());
  for (size_t i = 0; i < message.acts.size(); ++i) {
    const v1::ActEffects& of_act = effects.acts(static_cast<int>(i));
    if (!of_act.lead().empty()) agencies.insert(of_act.lead());
    AddParties(file, message.acts[i], of_act, agencies);
    AddCarers(file, message.acts[i], context.directory, agencies);
    AddComplaintParties(file, message.acts[i], agencies);
    if (message.acts[i].has_deadline_passed()) {
      for (std::string& agency :
           ToldOfSilence(file, message.acts[i].deadline_passed(), context)) {
        agencies.insert(std::move(agency));
      }
    }
    if (message.acts[i].has_case_closed()) AddWaiting(file, agencies);
  }
  for (const v1::Section& section : message.sections) {
    if (!section.supersedes_message_id().empty()) {
      AddReadersOf(file, section, agencies);
    }
  }
  AddHolders(file, message, agencies);
  agencies.erase(std::string(message.sender));
  // A receipt tells nothing of what the router proposes [30].
  for (const v1::ActEffects& of_act : effects.acts()) {
    for (const v1::ReferralDraft& draft : of_act.drafts()) {
      agencies.insert(draft.requester());
    }
  }
  return {agencies.begin(), agencies.end()};
}

}  // namespace referral::model
