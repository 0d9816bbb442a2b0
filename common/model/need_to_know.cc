#include "common/model/need_to_know.h"

#include <algorithm>

#include "absl/time/civil_time.h"
#include "common/model/case_file.h"
#include "common/model/consent.h"
#include "common/model/dates.h"
#include "common/model/destruction.h"
#include "common/model/lifecycle.h"
#include "common/model/sections.h"

namespace referral::model {
namespace {

using storage::v1::CaseFile;
using storage::v1::CaseReferral;

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

bool MaySeeAct(const CaseFile& file, const v1::Act& act,
               absl::string_view agency) {
  if (act.has_consent_withdrawn()) {
    return MayLoseBy(file, act.consent_withdrawn(), agency);
  }
  const absl::string_view id = ReferralIdOf(act);
  if (id.empty()) return false;
  const CaseReferral* referral = FindReferral(file, id);
  return referral != nullptr && IsParty(*referral, agency);
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
           IsParty(referral, agency) && Serves(referral, section.person_id()) &&
           std::find(needed.begin(), needed.end(), category) != needed.end();
  };
  return std::any_of(file.referrals().begin(), file.referrals().end(),
                     needed_by) &&
         ConsentOpens(*person, agency, category, shared, today);
}

View ForProvider(const CaseFile& file,
                 absl::Span<const v1::Disclosure> disclosures,
                 absl::string_view agency, absl::CivilDay today) {
  const absl::CivilDay shared = DayShared(disclosures, today);
  View view;
  view.effects = true;
  for (size_t i = 0; i < disclosures.size(); ++i) {
    const v1::Disclosure& part = disclosures[i];
    const bool seen = part.has_act() ? MaySeeAct(file, part.act(), agency)
                                     : MaySeeSection(file, part.section(),
                                                     agency, shared, today);
    if (seen) view.parts.push_back(static_cast<int>(i));
    if (!seen && part.has_act()) view.effects = false;
    // They name the other agencies that serve the person.
    if (part.act().has_consent_withdrawn()) view.effects = false;
  }
  if (view.parts.empty()) return View();
  view.extent = View::Extent::kParts;
  return view;
}

RowView WholeRow() { return {true, true, true, true, true, true}; }

}  // namespace

View NeedToKnow(const CaseFile& file, absl::string_view sender,
                absl::Span<const v1::Disclosure> disclosures,
                const Reader& reader, const v1::Date& today) {
  if (reader.kind == Reader::Kind::kOperator) return HeadOnly();
  switch (reader.role) {
    case v1::AGENCY_ROLE_LEAD:
      return reader.agency == file.lead() ? EveryPart(disclosures) : View();
    case v1::AGENCY_ROLE_PROVIDER:
      return reader.agency == sender
                 ? EveryPart(disclosures)
                 : ForProvider(file, disclosures, reader.agency,
                               ToCivilDay(today));
    case v1::AGENCY_ROLE_OVERSIGHT:
      return HeadOnly();
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
        view.row = HasReferral(file, reader.agency);
      } else {
        view.row = IsParty(*referral, reader.agency);
        view.people = view.service = view.row;
      }
      return view;
    }
    case v1::AGENCY_ROLE_OVERSIGHT: {
      RowView view;
      view.row = view.people = view.destructions = true;
      return view;
    }
    default:
      return RowView();
  }
}

bool MaySeeCase(const CaseFile& file, const Reader& reader) {
  return ViewRow(file, nullptr, reader).row;
}

bool MaySeeReferral(const CaseFile& file, const CaseReferral& referral,
                    const Reader& reader) {
  return ViewRow(file, &referral, reader).row;
}

}  // namespace referral::model
