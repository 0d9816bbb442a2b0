#include "common/model/need_to_know.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/time/civil_time.h"
#include "common/model/after_care.h"
#include "common/model/case_file.h"
#include "common/model/complaints.h"
#include "common/model/consent.h"
#include "common/model/dates.h"
#include "common/model/deadlines.h"
#include "common/model/destruction.h"
#include "common/model/lifecycle.h"
#include "common/model/protection.h"
#include "common/model/reroute.h"
#include "common/model/sections.h"

namespace referral::model {
namespace {

using storage::v1::CaseFile;
using storage::v1::CaseReferral;

// Now, itself or for an agency that has left.
bool LooksAfter(const CaseFile& file, const Reader& reader) {
  const std::string& owner = file.continuation().owner();
  if (owner.empty()) return false;
  return owner == reader.agency ||
         absl::c_linear_search(reader.predecessors, owner);
}

// Somebody looks after the case no longer.
bool EndsCare(const v1::Act& act) {
  return act.has_continuation_handed_over() || act.has_case_reopened();
}

bool IsAboutAReferral(absl::Span<const v1::Disclosure> disclosures) {
  return std::any_of(disclosures.begin(), disclosures.end(),
                     [](const v1::Disclosure& part) {
                       return !ReferralIdOf(part.act()).empty();
                     });
}

View HeadOnly() {
  View view;
  view.extent = View::Extent::kHeadOnly;
  return view;
}

View EveryPart(absl::Span<const v1::Disclosure> disclosures) {
  View view;
  view.extent = View::Extent::kParts;
  for (size_t i = 0; i < disclosures.size(); ++i) {
    view.parts.push_back(static_cast<int>(i));
  }
  view.effects = true;
  return view;
}

// The latest day on which an act of the record happened; `today` without any.
absl::CivilDay DayShared(absl::Span<const v1::Disclosure> disclosures,
                         absl::CivilDay today) {
  absl::CivilDay latest = absl::CivilDay::min();
  for (const v1::Disclosure& disclosure : disclosures) {
    if (!disclosure.has_act()) continue;
    latest = std::max(latest, ToCivilDay(disclosure.act().occurred_date()));
  }
  return latest == absl::CivilDay::min() ? today : latest;
}

// Given by `today`, and not over on the day it was shared.
bool ConsentOpens(const storage::v1::Person& person, absl::string_view agency,
                  v1::DataCategory category, absl::CivilDay shared,
                  absl::CivilDay today) {
  return std::any_of(person.consents().begin(), person.consents().end(),
                     [&](const storage::v1::Consent& consent) {
                       return IsFor(consent, agency, category) &&
                              ToCivilDay(consent.given_date()) <= today &&
                              shared <= ToCivilDay(consent.expiry_date());
                     });
}

// Whoever serves a person learns that the person has left.
bool ServesPersonOf(const CaseFile& file, const v1::PersonLeft& left,
                    absl::string_view agency) {
  return std::any_of(
      file.referrals().begin(), file.referrals().end(),
      [&](const CaseReferral& referral) {
        return referral.status() != v1::REFERRAL_STATUS_ENTERED_IN_ERROR &&
               WasRequested(referral) && IsParty(referral, agency) &&
               Serves(referral, left.person_id());
      });
}

// Whether the request of referral `id` was handed on to `agency` [32].
bool HasTakenOver(const CaseFile& file, absl::string_view id,
                  absl::string_view agency) {
  return std::any_of(file.referrals().begin(), file.referrals().end(),
                     [&](const CaseReferral& referral) {
                       return referral.receiver() == agency &&
                              IsReroutedFrom(file, referral, id);
                     });
}

// The complaint that `act` lodges or answers; nullptr if it does neither.
const v1::Complaint* ComplaintOf(const CaseFile& file, const v1::Act& act) {
  if (act.has_complaint_lodged()) {
    return FindComplaint(file, act.complaint_lodged().complaint_id());
  }
  return act.has_complaint_answered()
             ? FindComplaint(file, act.complaint_answered().complaint_id())
             : nullptr;
}

// What a clock that ran out proposes next concerns who asked.
bool IsProposedTo(const CaseFile& file, const v1::DeadlinePassed& act,
                  absl::string_view agency) {
  const CaseReferral* referral = FindReferral(file, ReferralWaiting(act));
  return referral != nullptr && referral->requester() == agency;
}

// Whether the router ever drafted a referral for `agency` that it did not
// adopt: what is left of it ends with the case [30].
bool HasProposal(const CaseFile& file, absl::string_view agency) {
  return std::any_of(file.referrals().begin(), file.referrals().end(),
                     [&](const CaseReferral& referral) {
                       return !WasRequested(referral) &&
                              referral.requester() == agency;
                     });
}

bool MaySeeAct(const CaseFile& file, const v1::Act& act, const Reader& reader,
               bool told) {
  const absl::string_view agency = reader.agency;
  if (IsOfAfterCare(act) && LooksAfter(file, reader)) return true;
  if (EndsCare(act) && told) return true;
  if (act.has_deadline_passed()) return told;
  if (act.has_consent_withdrawn()) {
    return MayLoseBy(file, act.consent_withdrawn(), agency);
  }
  if (act.has_person_left()) {
    return ServesPersonOf(file, act.person_left(), agency);
  }
  if (act.has_protection_recorded()) {
    return ServesNow(file, agency, act.protection_recorded().person_id());
  }
  if (const v1::Complaint* complaint = ComplaintOf(file, act);
      complaint != nullptr) {
    return ConcernsAgency(file, *complaint, agency);
  }
  if (act.has_case_closed()) return HasProposal(file, agency);
  const absl::string_view id = ReferralIdOf(act);
  if (id.empty()) return false;
  const CaseReferral* referral = FindReferral(file, id);
  if (referral == nullptr) return false;
  return IsParty(*referral, agency) ||
         (act.has_referral_requested() && HasTakenOver(file, id, agency));
}

bool MaySeeSection(const CaseFile& file, const v1::Section& section,
                   absl::string_view agency, absl::CivilDay shared,
                   absl::CivilDay today) {
  const storage::v1::Person* person = FindPerson(file, section.person_id());
  if (person == nullptr) return false;
  const v1::DataCategory category = CategoryOf(section);
  const auto needed_by = [&](const CaseReferral& referral) {
    const auto& needed = referral.categories();
    return referral.status() != v1::REFERRAL_STATUS_ENTERED_IN_ERROR &&
           WasRequested(referral) && IsParty(referral, agency) &&
           Serves(referral, section.person_id()) &&
           absl::c_linear_search(needed, category);
  };
  return std::any_of(file.referrals().begin(), file.referrals().end(),
                     needed_by) &&
         ConsentOpens(*person, agency, category, shared, today);
}

View ForProvider(const CaseFile& file, const Origin& origin,
                 absl::Span<const v1::Disclosure> disclosures,
                 const Reader& reader, absl::CivilDay today, bool addressed) {
  const absl::string_view agency = reader.agency;
  const bool told = addressed && !IsAboutAReferral(disclosures);
  const absl::CivilDay shared = DayShared(disclosures, today);
  View view;
  view.effects = true;
  view.drafts_of = std::string(agency);
  for (size_t i = 0; i < disclosures.size(); ++i) {
    const v1::Disclosure& part = disclosures[i];
    const bool seen =
        part.has_act()
            ? MaySeeAct(file, part.act(), reader, told)
            : !IsSuperseded(file, origin.message_id, part.section()) &&
                  MaySeeSection(file, part.section(), agency, shared, today);
    if (seen) view.parts.push_back(static_cast<int>(i));
    if (!seen && part.has_act()) view.effects = false;
    // They name what else was corrected.
    if (!seen && !part.section().supersedes_message_id().empty()) {
      view.effects = false;
    }
    // They name the other agencies that serve the person.
    if (part.act().has_consent_withdrawn()) view.effects = false;
    // They tell the budget of the case.
    if (part.act().has_person_left()) view.effects = false;
    if (part.act().has_deadline_passed() &&
        !IsProposedTo(file, part.act().deadline_passed(), agency)) {
      view.effects = false;
    }
  }
  if (view.parts.empty()) return View();
  view.extent = View::Extent::kParts;
  return view;
}

View ForOversight(const CaseFile& file,
                  absl::Span<const v1::Disclosure> disclosures,
                  absl::string_view agency) {
  View view = HeadOnly();
  for (size_t i = 0; i < disclosures.size(); ++i) {
    const v1::Complaint* complaint = ComplaintOf(file, disclosures[i].act());
    if (complaint == nullptr || complaint->addressee() != agency) continue;
    view.extent = View::Extent::kParts;
    view.every_act_named = true;
    view.parts.push_back(static_cast<int>(i));
  }
  return view;
}

RowView WholeRow() { return {true, true, true, true, true, true, true, true}; }

}  // namespace

View NeedToKnow(const CaseFile& file, const Origin& origin,
                absl::Span<const v1::Disclosure> disclosures,
                const Reader& reader, const v1::Date& today, bool addressed) {
  if (reader.kind == Reader::Kind::kOperator) return HeadOnly();
  switch (reader.role) {
    case v1::AGENCY_ROLE_LEAD:
      return reader.agency == file.lead() ? EveryPart(disclosures) : View();
    case v1::AGENCY_ROLE_PROVIDER: {
      if (reader.agency != origin.sender) {
        return ForProvider(file, origin, disclosures, reader, ToCivilDay(today),
                           addressed);
      }
      View view = EveryPart(disclosures);
      view.drafts_of = reader.agency;
      return view;
    }
    case v1::AGENCY_ROLE_OVERSIGHT:
      return ForOversight(file, disclosures, reader.agency);
    default:
      return View();
  }
}

RowView ViewRow(const CaseFile& file, const CaseReferral* referral,
                const Reader& reader) {
  if (reader.kind == Reader::Kind::kOperator) return WholeRow();
  switch (reader.role) {
    case v1::AGENCY_ROLE_LEAD:
      return reader.agency == file.lead() ? WholeRow() : RowView();
    case v1::AGENCY_ROLE_PROVIDER: {
      RowView view;
      if (referral == nullptr) {
        view.continuation = LooksAfter(file, reader);
        view.row = view.continuation || HasReferral(file, reader.agency);
      } else {
        view.row = IsParty(*referral, reader.agency);
        view.people = view.service = view.row;
      }
      return view;
    }
    case v1::AGENCY_ROLE_OVERSIGHT: {
      RowView view;
      view.row = view.people = view.destructions = view.emergencies = true;
      return view;
    }
    default:
      return RowView();
  }
}

bool MaySeeCase(const CaseFile& file, const Reader& reader) {
  return ViewRow(file, nullptr, reader).row;
}

bool MaySeeComplaint(const CaseFile& file, const v1::Complaint& complaint,
                     const Reader& reader) {
  if (reader.kind == Reader::Kind::kOperator) return true;
  switch (reader.role) {
    case v1::AGENCY_ROLE_LEAD:
      return reader.agency == file.lead();
    case v1::AGENCY_ROLE_PROVIDER:
      return ConcernsAgency(file, complaint, reader.agency);
    default:
      return reader.role == v1::AGENCY_ROLE_OVERSIGHT;
  }
}

bool MaySeeReferral(const CaseFile& file, const CaseReferral& referral,
                    const Reader& reader) {
  return ViewRow(file, &referral, reader).row;
}

}  // namespace referral::model
