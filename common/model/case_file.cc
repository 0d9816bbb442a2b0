#include "common/model/case_file.h"
#include "absl/algorithm/container.h"

#include <algorithm>

namespace referral::model {

const storage::v1::Person* FindPerson(const storage::v1::CaseFile& file,
                                      absl::string_view person_id) {
  for (const storage::v1::Person& person : file.people()) {
    if (person.person().person_id() == person_id) return &person;
  }
  return nullptr;
}

storage::v1::Person* FindPerson(storage::v1::CaseFile& file,
                                absl::string_view person_id) {
  for (storage::v1::Person& person : *file.mutable_people()) {
    if (person.person().person_id() == person_id) return &person;
  }
  return nullptr;
}

const storage::v1::CaseReferral* FindReferral(const storage::v1::CaseFile& file,
                                              absl::string_view referral_id) {
  for (const storage::v1::CaseReferral& referral : file.referrals()) {
    if (referral.referral_id() == referral_id) return &referral;
  }
  return nullptr;
}

storage::v1::CaseReferral* FindReferral(storage::v1::CaseFile& file,
                                        absl::string_view referral_id) {
  for (storage::v1::CaseReferral& referral : *file.mutable_referrals()) {
    if (referral.referral_id() == referral_id) return &referral;
  }
  return nullptr;
}

bool WasRequested(const storage::v1::CaseReferral& referral) {
  return referral.status() != v1::REFERRAL_STATUS_DRAFT &&
         referral.draft_reason() == v1::DRAFT_REASON_UNSPECIFIED;
}

bool IsOpen(const storage::v1::CaseReferral& referral) {
  return WasRequested(referral) && !IsTerminal(referral.status());
}

bool IsParty(const storage::v1::CaseReferral& referral,
             absl::string_view agency) {
  return referral.requester() == agency ||
         (referral.receiver() == agency && WasRequested(referral));
}

bool HasReferral(const storage::v1::CaseFile& file, absl::string_view agency) {
  return std::any_of(file.referrals().begin(), file.referrals().end(),
                     [&](const storage::v1::CaseReferral& referral) {
                       return IsParty(referral, agency);
                     });
}

bool Serves(const storage::v1::CaseReferral& referral,
            absl::string_view person_id) {
  return absl::c_linear_search(referral.person_ids(), person_id);
}

ReferralPart PartOf(const storage::v1::CaseFile& file,
                    const storage::v1::CaseReferral& referral,
                    const v1::Act& act, absl::string_view agency) {
  if (act.has_outcome_waived()) {
    return agency == file.lead() ? ReferralPart::kLead : ReferralPart::kNone;
  }
  if (agency == referral.receiver() && WasRequested(referral)) {
    return ReferralPart::kReceiver;
  }
  if (agency == referral.requester()) return ReferralPart::kRequester;
  return agency == file.lead() ? ReferralPart::kLead : ReferralPart::kNone;
}

}  // namespace referral::model
