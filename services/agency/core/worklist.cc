#include "services/agency/core/worklist.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/model/lifecycle.h"
#include "common/model/timestamps.h"

namespace referral::agency {
namespace {

using model::ReferralPart;
using storage::v1::PendingChange;
using storage::v1::WorklistRow;
using v1::Act;
using v1::WorklistItem;

// A decision answers every question; after the end nothing is pending.
bool ClearsBusinessStatus(v1::ReferralStatus status) {
  return status == v1::REFERRAL_STATUS_ACCEPTED || model::IsTerminal(status);
}

void Lay(const PendingChange& change, WorklistItem& item) {
  if (change.has_opened()) item = change.opened();
  if (change.status() != v1::REFERRAL_STATUS_UNSPECIFIED) {
    item.set_status(change.status());
    if (ClearsBusinessStatus(change.status())) item.clear_business_status();
  }
  if (change.business_status() != v1::BUSINESS_STATUS_UNSPECIFIED) {
    item.set_business_status(change.business_status());
  }
  if (change.outcome_settled()) item.set_outcome_settled(true);
}

// The parts that agency `self` plays in `item`, the nearest first.
std::vector<ReferralPart> PartsOf(const Catalogue& catalogue,
                                  const WorklistItem& item) {
  std::vector<ReferralPart> parts;
  if (item.receiver() == catalogue.self()) {
    parts.push_back(ReferralPart::kReceiver);
  }
  if (item.requester() == catalogue.self()) {
    parts.push_back(ReferralPart::kRequester);
  }
  if (catalogue.is_lead()) parts.push_back(ReferralPart::kLead);
  if (parts.empty()) parts.push_back(ReferralPart::kNone);
  return parts;
}

bool IsAboutPart(const absl::Status& status) {
  return HasReason(status, Reason::kNotTheReceiver) ||
         HasReason(status, Reason::kNotTheRequester);
}

// The status that `act` gives, done by whichever part may do it.
absl::StatusOr<v1::ReferralStatus> NextStatus(const Act& act,
                                              const WorklistItem& item,
                                              const Catalogue& catalogue) {
  absl::Status refusal;
  for (ReferralPart part : PartsOf(catalogue, item)) {
    const auto next = model::NextReferralStatus(act, item.status(), part);
    if (next.ok()) return next;
    if (refusal.ok() || IsAboutPart(refusal)) refusal = next.status();
  }
  return refusal;
}

bool SettlesOutcome(const Act& act) {
  return act.kind_case() == Act::kOutcomeAcknowledged ||
         act.kind_case() == Act::kOutcomeWaived;
}

WorklistItem::Part PartIn(const Catalogue& catalogue,
                          const WorklistItem& item) {
  if (item.receiver() == catalogue.self()) return WorklistItem::PART_RECEIVER;
  if (item.requester() == catalogue.self()) {
    return WorklistItem::PART_REQUESTER;
  }
  return WorklistItem::PART_LEAD;
}

// What a request says of its referral; statuses, times and budget in force are
// the caller's to set.
void Describe(const v1::ReferralRequested& request, absl::string_view case_id,
              absl::string_view requester, absl::string_view receiver,
              const Catalogue& catalogue, WorklistItem& item) {
  item.set_referral_id(request.referral_id());
  item.set_case_id(std::string(case_id));
  item.set_service_code(request.service_code());
  *item.mutable_person_ids() = request.person_ids();
  item.set_requester(std::string(requester));
  item.set_receiver(std::string(receiver));
  item.set_region_code(request.region_code());
  item.set_priority(request.priority() == v1::PRIORITY_UNSPECIFIED
                        ? v1::PRIORITY_ROUTINE
                        : request.priority());
  *item.mutable_budget() = request.budget();
  item.set_linked_referral_id(request.linked_referral_id());
  item.set_replaces_referral_id(request.replaces_referral_id());
  item.set_part(PartIn(catalogue, item));
}

// Who is asked: as the router said, as the request says, the first provider of
// the programme, or whoever else can see the request.
std::string ReceiverOf(const v1::ReferralRequested& request,
                       absl::string_view sender, const v1::ActEffects* effects,
                       const Catalogue& catalogue) {
  if (effects != nullptr && !effects->receiver().empty()) {
    return effects->receiver();
  }
  if (!request.receiver().empty()) return request.receiver();
  if (sender != catalogue.self() && !catalogue.is_lead()) {
    return catalogue.self();
  }
  return catalogue.FirstProvider(request.service_code());
}

PendingChange Opening(const v1::ReferralRequested& request,
                      absl::string_view case_id, const Catalogue& catalogue) {
  PendingChange change;
  change.set_referral_id(request.referral_id());
  WorklistItem& item = *change.mutable_opened();
  Describe(request, case_id, catalogue.self(),
           ReceiverOf(request, catalogue.self(), nullptr, catalogue), catalogue,
           item);
  item.set_status(v1::REFERRAL_STATUS_REQUESTED);
  return change;
}

// A request with the id of a draft that waits for this agency.
bool Adopts(const WorklistItem& item, const Catalogue& catalogue) {
  return item.status() == v1::REFERRAL_STATUS_DRAFT &&
         item.requester() == catalogue.self();
}

PendingChange Adoption(const WorklistItem& item) {
  PendingChange change;
  change.set_referral_id(item.referral_id());
  change.set_status(v1::REFERRAL_STATUS_REQUESTED);
  return change;
}

absl::Status CheckBelongs(const WorklistItem& item, const Draft& draft,
                          absl::string_view case_id) {
  if (item.case_id() != case_id) {
    return MakeError(Reason::kInvalidField, "the referral is of another case",
                     "call.case_id");
  }
  if (!draft.required_services.empty() &&
      !absl::c_linear_search(draft.required_services, item.service_code())) {
    return MakeError(Reason::kInvalidField,
                     absl::StrCat("the referral is for ", item.service_code()),
                     "referral_id");
  }
  return absl::OkStatus();
}

// The change an act other than a request makes to `item`, as it stands.
absl::StatusOr<PendingChange> ChangeOf(const Act& act, const WorklistItem& item,
                                       const Catalogue& catalogue) {
  PendingChange change;
  change.set_referral_id(item.referral_id());
  if (act.kind_case() == Act::kInformationAdded) return change;
  ASSIGN_OR_RETURN(const v1::ReferralStatus next,
                   NextStatus(act, item, catalogue));
  if (next != item.status()) change.set_status(next);
  if (const auto business = model::NextBusinessStatus(act)) {
    change.set_business_status(*business);
  }
  change.set_outcome_settled(SettlesOutcome(act));
  return change;
}

// Where an act of this kind leads from wherever it is allowed; unspecified if
// it leaves the status alone.
v1::ReferralStatus TargetOf(Act::KindCase kind) {
  for (const model::ReferralTransition& row : model::ReferralTransitions()) {
    if (row.act == kind && row.to != row.from) return row.to;
  }
  return v1::REFERRAL_STATUS_UNSPECIFIED;
}

// What an act says of how a referral ended.
void ApplyOutcome(const Act& act, WorklistItem& item) {
  if (act.has_referral_rejected()) {
    item.set_decline_reason(act.referral_rejected().reason());
  }
  if (act.has_referral_failed()) {
    item.set_decline_reason(act.referral_failed().reason());
  }
  if (act.has_referral_completed()) {
    item.set_outcome(act.referral_completed().outcome());
  }
  if (SettlesOutcome(act)) item.set_outcome_settled(true);
}

void ApplyRequest(const RecordedAct& recorded, const Catalogue& catalogue,
                  WorklistItem& item) {
  const v1::ReferralRequested& request = recorded.act.referral_requested();
  Describe(request, recorded.case_id, recorded.sender,
           ReceiverOf(request, recorded.sender, recorded.effects, catalogue),
           catalogue, item);
  *item.mutable_requested_time() = recorded.recorded_time;
  if (recorded.effects == nullptr) return;
  if (recorded.effects->has_reserved()) {
    *item.mutable_budget() = recorded.effects->reserved();
  }
  if (recorded.effects->has_respond_by_time()) {
    *item.mutable_respond_by_time() = recorded.effects->respond_by_time();
  }
  if (recorded.effects->has_complete_by_time()) {
    *item.mutable_complete_by_time() = recorded.effects->complete_by_time();
  }
}

// Whether the receiver alone acts so.
bool IsReceiversAct(Act::KindCase kind) {
  bool known = false;
  for (const model::ReferralTransition& row : model::ReferralTransitions()) {
    if (row.act != kind) continue;
    if (row.who != ReferralPart::kReceiver) return false;
    known = true;
  }
  return known;
}

// The same request to another provider, from the beginning.
void ApplyRerouting(const RecordedAct& recorded, const Catalogue& catalogue,
                    WorklistItem& item) {
  const v1::ReferralRerouted& act = recorded.act.referral_rerouted();
  item = *recorded.replaced;
  item.set_referral_id(act.referral_id());
  item.set_replaces_referral_id(act.replaces_referral_id());
  item.set_receiver(act.receiver());
  item.set_part(PartIn(catalogue, item));
  item.clear_business_status();
  item.clear_decline_reason();
  item.clear_outcome_settled();
  *item.mutable_requested_time() = recorded.recorded_time;
  item.clear_respond_by_time();
  item.clear_complete_by_time();
  if (recorded.effects == nullptr) return;
  if (recorded.effects->has_respond_by_time()) {
    *item.mutable_respond_by_time() = recorded.effects->respond_by_time();
  }
  if (recorded.effects->has_complete_by_time()) {
    *item.mutable_complete_by_time() = recorded.effects->complete_by_time();
  }
}

// Others may act on a referral before the receipt of its request is here: then
// the request is known from what is pending.
void AdoptPendingRequest(WorklistRow& row) {
  for (const auto& entry : row.pending()) {
    if (!entry.change().has_opened()) continue;
    *row.mutable_item() = entry.change().opened();
    return;
  }
}

void ApplyStatus(const RecordedAct& recorded, WorklistItem& item) {
  v1::ReferralStatus next = recorded.act.has_referral_requested() ||
                                    recorded.act.has_referral_rerouted()
                                ? v1::REFERRAL_STATUS_REQUESTED
                                : TargetOf(recorded.act.kind_case());
  if (recorded.effects != nullptr &&
      recorded.effects->referral_status() != v1::REFERRAL_STATUS_UNSPECIFIED) {
    next = recorded.effects->referral_status();
  }
  if (next != v1::REFERRAL_STATUS_UNSPECIFIED) {
    item.set_status(next);
    item.clear_resume_date();  // set again by a hold
  }
  if (recorded.act.has_referral_held()) {
    *item.mutable_resume_date() = recorded.act.referral_held().resume_date();
  }
  // What the requester ends itself it need not take note of.
  if ((next == v1::REFERRAL_STATUS_CANCELLED ||
       next == v1::REFERRAL_STATUS_ENTERED_IN_ERROR) &&
      item.requester() == recorded.sender) {
    item.set_outcome_settled(true);
  }
  if (const auto business = model::NextBusinessStatus(recorded.act)) {
    item.set_business_status(*business);
  }
}

}  // namespace

WorklistItem ViewOf(const WorklistRow& row) {
  WorklistItem item = row.item();
  for (const auto& entry : row.pending()) {
    // What others did meanwhile stays; the router has the last word.
    if (entry.change().has_opened() && IsRecorded(row)) continue;
    Lay(entry.change(), item);
  }
  if (item.status() != v1::REFERRAL_STATUS_DRAFT) item.clear_draft_reason();
  item.set_recorded(row.pending().empty());
  return item;
}

absl::StatusOr<std::vector<PendingChange>> PlanChanges(
    const Draft& draft, absl::string_view case_id, const Catalogue& catalogue,
    FindRow find) {
  std::vector<PendingChange> changes;
  absl::flat_hash_map<std::string, WorklistItem> seen;
  for (const Act& act : draft.acts) {
    const std::string id(model::ReferralIdOf(act));
    if (id.empty()) continue;
    auto it = seen.find(id);
    if (it == seen.end()) {
      ASSIGN_OR_RETURN(const std::optional<WorklistRow> row, find(id));
      if (row.has_value()) it = seen.emplace(id, ViewOf(*row)).first;
    }
    if (act.has_referral_requested()) {
      if (it != seen.end() && Adopts(it->second, catalogue)) {
        RETURN_IF_ERROR(CheckBelongs(it->second, draft, case_id));
        changes.push_back(Adoption(it->second));
        Lay(changes.back(), it->second);
        continue;
      }
      if (it != seen.end()) {
        return MakeError(Reason::kReferralExists,
                         "the worklist has this referral", id);
      }
      changes.push_back(Opening(act.referral_requested(), case_id, catalogue));
      seen.emplace(id, changes.back().opened());
      continue;
    }
    if (it == seen.end()) {
      return MakeError(Reason::kReferralNotFound,
                       "the worklist has no such referral", id);
    }
    RETURN_IF_ERROR(CheckBelongs(it->second, draft, case_id));
    ASSIGN_OR_RETURN(PendingChange change,
                     ChangeOf(act, it->second, catalogue));
    Lay(change, it->second);
    changes.push_back(std::move(change));
  }
  return changes;
}

void ApplyRecorded(const RecordedAct& recorded, const Catalogue& catalogue,
                   WorklistRow& row) {
  if (row.item().referral_id().empty()) AdoptPendingRequest(row);
  WorklistItem& item = *row.mutable_item();
  if (recorded.act.has_referral_requested()) {
    ApplyRequest(recorded, catalogue, item);
  }
  if (recorded.act.has_referral_rerouted() && recorded.replaced != nullptr) {
    ApplyRerouting(recorded, catalogue, item);
  }
  // Whom the router chose shows at the latest when it acts [33].
  if (IsReceiversAct(recorded.act.kind_case())) {
    item.set_receiver(std::string(recorded.sender));
  }
  ApplyOutcome(recorded.act, item);
  if (recorded.sequence < row.last_sequence()) return;
  ApplyStatus(recorded, item);
  row.set_last_sequence(recorded.sequence);
}

bool IsOverdue(const WorklistItem& item, absl::Time now) {
  const auto over = [now](bool has, const google::protobuf::Timestamp& by) {
    return has && model::ToTime(by) < now;
  };
  switch (item.status()) {
    case v1::REFERRAL_STATUS_REQUESTED:
    case v1::REFERRAL_STATUS_RECEIVED:
      return over(item.has_respond_by_time(), item.respond_by_time());
    case v1::REFERRAL_STATUS_ACCEPTED:
    case v1::REFERRAL_STATUS_IN_PROGRESS:
    case v1::REFERRAL_STATUS_ON_HOLD:
      return over(item.has_complete_by_time(), item.complete_by_time());
    default:
      return false;
  }
}

bool IsRecorded(const WorklistRow& row) {
  return row.item().status() != v1::REFERRAL_STATUS_UNSPECIFIED;
}

void RemovePending(absl::string_view message_id, WorklistRow& row) {
  auto& pending = *row.mutable_pending();
  pending.erase(std::remove_if(pending.begin(), pending.end(),
                               [&](const storage::v1::PendingEntry& entry) {
                                 return entry.message_id() == message_id;
                               }),
                pending.end());
}

}  // namespace referral::agency
