#include "services/agency/core/adoption.h"

#include "common/base/errors.h"

namespace referral::agency {

using storage::v1::WorklistRow;
using v1::WorklistItem;

bool Concerns(const v1::ReferralDraft& draft, const Catalogue& catalogue) {
  return draft.requester() == catalogue.self() || catalogue.is_lead();
}

void ApplyDraft(const v1::ReferralDraft& draft, const RecordedAct& recorded,
                const Catalogue& catalogue, WorklistRow& row) {
  if (recorded.sequence < row.last_sequence()) return;
  WorklistItem& item = *row.mutable_item();
  item.set_referral_id(draft.referral_id());
  item.set_case_id(std::string(recorded.case_id));
  item.set_part(draft.requester() == catalogue.self()
                    ? WorklistItem::PART_REQUESTER
                    : WorklistItem::PART_LEAD);
  item.set_service_code(draft.service_code());
  *item.mutable_person_ids() = draft.person_ids();
  item.set_requester(draft.requester());
  item.set_receiver(draft.receiver());
  item.set_region_code(draft.region_code());
  item.set_priority(draft.priority());
  *item.mutable_budget() = draft.budget();
  item.set_linked_referral_id(draft.linked_referral_id());
  item.set_replaces_referral_id(draft.replaces_referral_id());
  item.set_draft_reason(draft.reason());
  item.set_status(v1::REFERRAL_STATUS_DRAFT);
  row.set_last_sequence(recorded.sequence);
}

bool MayEndDrafts(const v1::Act& act) {
  return act.has_case_closed() || act.has_referral_rerouted() ||
         !act.referral_requested().linked_referral_id().empty();
}

bool EndsDraft(const v1::Act& act, absl::string_view sender,
               const Catalogue& catalogue, const WorklistItem& item) {
  if (item.status() != v1::REFERRAL_STATUS_DRAFT) return false;
  if (act.has_case_closed()) return true;
  if (act.has_referral_rerouted()) {
    return item.replaces_referral_id() ==
           act.referral_rerouted().replaces_referral_id();
  }
  const v1::ReferralRequested& request = act.referral_requested();
  const bool of_lead =
      catalogue.is_lead() && item.requester() == catalogue.self();
  return MayEndDrafts(act) && item.draft_reason() == v1::DRAFT_REASON_LODGING &&
         item.referral_id() != request.referral_id() &&
         item.linked_referral_id() == request.linked_referral_id() &&
         item.service_code() == request.service_code() &&
         (item.requester() == sender || of_lead);
}

void EndDraft(uint64_t sequence, WorklistRow& row) {
  if (sequence < row.last_sequence()) return;
  row.mutable_item()->set_status(v1::REFERRAL_STATUS_CANCELLED);
  row.mutable_item()->set_outcome_settled(true);
  row.set_last_sequence(sequence);
}

absl::Status CompleteAdoption(const WorklistItem& item,
                              const Catalogue& catalogue, Draft& draft) {
  if (item.case_id() != draft.call.case_id()) {
    return MakeError(Reason::kInvalidField, "the referral is of another case",
                     "call.case_id");
  }
  if (item.status() != v1::REFERRAL_STATUS_DRAFT) {
    return MakeError(Reason::kIllegalTransition, "the referral is no draft",
                     "referral_id");
  }
  if (item.requester() != catalogue.self()) {
    return MakeError(Reason::kNotTheRequester,
                     "the draft waits for another agency", "referral_id");
  }
  v1::ReferralRequested& request =
      *draft.acts.front().mutable_referral_requested();
  request.set_service_code(item.service_code());
  *request.mutable_person_ids() = item.person_ids();
  if (request.receiver().empty()) request.set_receiver(item.receiver());
  request.set_region_code(item.region_code());
  request.set_priority(item.priority());
  if (!request.has_budget()) *request.mutable_budget() = item.budget();
  request.set_linked_referral_id(item.linked_referral_id());
  request.set_replaces_referral_id(item.replaces_referral_id());
  return absl::OkStatus();
}

}  // namespace referral::agency
