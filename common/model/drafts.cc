#include "common/model/drafts.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/base/limits.h"
#include "common/model/case_file.h"
#include "common/model/timestamps.h"

namespace referral::model {

using storage::v1::CaseReferral;

std::string OwnReferralId(const Context& context, absl::string_view case_id,
                          absl::string_view referral_id,
                          absl::string_view what) {
  return context.named_uuid(
      absl::StrCat("referral ", case_id, " ", referral_id, " ", what));
}

bool HasRoomForDraft(const storage::v1::CaseFile& file,
                     absl::string_view draft_id) {
  if (file.referrals_size() >= static_cast<int>(kMaxReferralsPerCase)) {
    return false;
  }
  const auto drafts =
      std::count_if(file.referrals().begin(), file.referrals().end(),
                    [](const CaseReferral& referral) {
                      return referral.status() == v1::REFERRAL_STATUS_DRAFT;
                    });
  return drafts < static_cast<int>(kMaxDraftsPerCase) &&
         FindReferral(file, draft_id) == nullptr;
}

v1::ReferralDraft DraftInsteadOf(const ActInput& input,
                                 const CaseReferral& referral,
                                 absl::string_view receiver,
                                 v1::DraftReason reason) {
  v1::ReferralDraft draft;
  draft.set_referral_id(OwnReferralId(input.context, input.case_id,
                                      referral.referral_id(), receiver));
  draft.set_reason(reason);
  draft.set_service_code(referral.service_code());
  draft.set_report_group(referral.report_group());
  *draft.mutable_person_ids() = referral.person_ids();
  draft.set_requester(referral.requester());
  draft.set_receiver(std::string(receiver));
  draft.set_region_code(referral.region_code());
  draft.set_priority(referral.priority());
  *draft.mutable_budget() = referral.reserved();
  draft.set_linked_referral_id(referral.linked_referral_id());
  draft.set_replaces_referral_id(referral.referral_id());
  *draft.mutable_categories() = referral.categories();
  return draft;
}

const CaseReferral* DraftToAdopt(const ActInput& input) {
  const CaseReferral* referral =
      FindReferral(input.file, input.act.referral_requested().referral_id());
  if (referral == nullptr || referral->requester() != input.sender ||
      referral->status() != v1::REFERRAL_STATUS_DRAFT) {
    return nullptr;
  }
  return referral;
}

absl::Status CheckAdoption(const ActInput& input, const CaseReferral& draft) {
  const v1::ReferralRequested& act = input.act.referral_requested();
  const std::set<absl::string_view> people(act.person_ids().begin(),
                                           act.person_ids().end());
  const std::set<absl::string_view> proposed(draft.person_ids().begin(),
                                             draft.person_ids().end());
  const auto differs = [&](absl::string_view field) {
    return input.Error(Reason::kInvalidField,
                       "differs from the draft; request another referral, or "
                       "repeat what the draft says",
                       field);
  };
  if (act.service_code() != draft.service_code()) {
    return differs("service_code");
  }
  if (people != proposed) return differs("person_ids");
  if (act.linked_referral_id() != draft.linked_referral_id()) {
    return differs("linked_referral_id");
  }
  if (act.replaces_referral_id() != draft.replaces_referral_id()) {
    return differs("replaces_referral_id");
  }
  return absl::OkStatus();
}

void DropDraft(CaseReferral& draft, const ActRecord& record) {
  draft.set_status(v1::REFERRAL_STATUS_CANCELLED);
  draft.set_outcome_settled(true);
  SetTime(record.recorded_time, *draft.mutable_ended_time());
}

void DropDraftsInsteadOf(storage::v1::CaseFile& file, absl::string_view id,
                         const ActRecord& record) {
  for (CaseReferral& referral : *file.mutable_referrals()) {
    if (referral.status() == v1::REFERRAL_STATUS_DRAFT &&
        referral.replaces_referral_id() == id) {
      DropDraft(referral, record);
    }
  }
}

void DropDrafts(storage::v1::CaseFile& file, const ActRecord& record) {
  for (CaseReferral& referral : *file.mutable_referrals()) {
    if (referral.status() == v1::REFERRAL_STATUS_DRAFT) {
      DropDraft(referral, record);
    }
  }
}

void ApplyDrafts(storage::v1::CaseFile& file, const v1::ActEffects& effects,
                 const ActRecord& record) {
  for (const v1::ReferralDraft& draft : effects.drafts()) {
    CaseReferral& referral = *file.add_referrals();
    referral.set_referral_id(draft.referral_id());
    referral.set_status(v1::REFERRAL_STATUS_DRAFT);
    referral.set_draft_reason(draft.reason());
    referral.set_service_code(draft.service_code());
    referral.set_report_group(draft.report_group());
    *referral.mutable_person_ids() = draft.person_ids();
    referral.set_requester(draft.requester());
    referral.set_receiver(draft.receiver());
    referral.set_region_code(draft.region_code());
    referral.set_priority(draft.priority());
    *referral.mutable_reserved() = draft.budget();
    referral.set_linked_referral_id(draft.linked_referral_id());
    referral.set_replaces_referral_id(draft.replaces_referral_id());
    *referral.mutable_categories() = draft.categories();
    SetTime(record.recorded_time, *referral.mutable_requested_time());
  }
}

}  // namespace referral::model
