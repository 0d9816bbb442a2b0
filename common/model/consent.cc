#include "common/model/consent.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/model/case_file.h"
#include "common/model/consent_terms.h"
#include "common/model/dates.h"
#include "common/model/destruction.h"
#include "common/model/emergency.h"
#include "common/model/fields.h"

namespace referral::model {
namespace {

using storage::v1::Consent;

// What of `consent` is left after `act`: none, one or two consents.
std::vector<Consent> Withdraw(const Consent& consent,
                              const v1::ConsentWithdrawn& act) {
  Consent kept = consent;  // categories the act leaves alone
  kept.clear_categories();
  Consent narrowed = consent;  // the others, for fewer recipients
  narrowed.clear_categories();
  for (const int category : consent.categories()) {
    const bool withdrawn = act.categories().empty() ||
                           absl::c_linear_search(act.categories(), category);
    (withdrawn ? narrowed : kept).mutable_categories()->Add(category);
  }
  if (narrowed.recipients().empty()) {
    auto* except = narrowed.mutable_except_recipients();
    for (const std::string& agency : act.recipients()) {
      if (!absl::c_linear_search(*except, agency)) *except->Add() = agency;
    }
    std::sort(except->begin(), except->end());
  } else {
    auto* recipients = narrowed.mutable_recipients();
    recipients->erase(std::remove_if(recipients->begin(), recipients->end(),
                                     [&](const std::string& agency) {
                                       return absl::c_linear_search(
                                           act.recipients(), agency);
                                     }),
                      recipients->end());
  }
  const bool nobody_left =
      act.recipients().empty() ||
      (!consent.recipients().empty() && narrowed.recipients().empty());
  std::vector<Consent> left;
  if (!kept.categories().empty()) left.push_back(std::move(kept));
  if (!narrowed.categories().empty() && !nobody_left) {
    left.push_back(std::move(narrowed));
  }
  return left;
}

// Whether `consent` counts for a referral of `person`.
bool Counts(const storage::v1::Person& person, const Consent& consent) {
  return !person.protection().unaccompanied_minor() || consent.emergency() ||
         consent.given_by() == v1::CONSENT_GIVER_GUARDIAN;
}

// How far those of `consents` reach for which `counts` holds.
template <typename Predicate>
Coverage CoverageBy(const google::protobuf::RepeatedPtrField<Consent>& consents,
                    absl::string_view agency, v1::DataCategory category,
                    absl::CivilDay day, Predicate counts) {
  Coverage best = Coverage::kNone;
  for (const Consent& consent : consents) {
    if (!IsFor(consent, agency, category) || !counts(consent)) continue;
    if (ToCivilDay(consent.given_date()) > day) continue;
    if (day <= ToCivilDay(consent.expiry_date())) return Coverage::kCovers;
    best = Coverage::kExpired;
  }
  return best;
}

}  // namespace

bool HasPurpose(const Consent& consent, v1::ConsentPurpose purpose) {
  if (consent.purposes().empty()) return purpose == v1::CONSENT_PURPOSE_SERVICE;
  return absl::c_linear_search(consent.purposes(), static_cast<int>(purpose));
}

bool IsFor(const Consent& consent, absl::string_view agency,
           v1::DataCategory category) {
  if (!HasPurpose(consent, v1::CONSENT_PURPOSE_SERVICE)) return false;
  if (!absl::c_linear_search(consent.categories(),
                             static_cast<int>(category))) {
    return false;
  }
  if (!consent.recipients().empty()) {
    return absl::c_linear_search(consent.recipients(), agency);
  }
  return !absl::c_linear_search(consent.except_recipients(), agency);
}

Coverage CoverageOf(const storage::v1::Person& person, absl::string_view agency,
                    v1::DataCategory category, absl::CivilDay day) {
  return CoverageBy(
      person.consents(), agency, category, day,
      [&](const Consent& consent) { return Counts(person, consent); });
}

absl::Status CheckConsent(
    const ActInput& input, const storage::v1::Person& person,
    absl::string_view agency,
    const google::protobuf::RepeatedField<int>& categories,
    absl::CivilDay day) {
  const std::string& id = person.person().person_id();
  for (const int number : categories) {
    const auto category = static_cast<v1::DataCategory>(number);
    const Coverage coverage = CoverageOf(person, agency, category, day);
    if (coverage == Coverage::kCovers) continue;
    if (CoverageBy(person.consents(), agency, category, day,
                   [](const Consent&) { return true; }) == Coverage::kCovers) {
      return input.Error(
          Reason::kGuardianRequired,
          absl::StrCat("the guardian of ", id, " has not agreed that ", agency,
                       " may see ", v1::DataCategory_Name(category)),
          "person_ids");
    }
    const bool expired = coverage == Coverage::kExpired;
    return input.Error(
        expired ? Reason::kConsentExpired : Reason::kConsentMissing,
        absl::StrCat("person ", id,
                     expired ? " agreed only until an earlier day that "
                             : " has not agreed that ",
                     agency, " may see ", v1::DataCategory_Name(category)),
        "person_ids");
  }
  return absl::OkStatus();
}

absl::Status CheckConsentGiven(const ActInput& input, v1::ActEffects& effects) {
  const v1::ConsentGiven& act = input.act.consent_given();
  RETURN_IF_ERROR(CheckConsentTerms(input, TermsOf(act), effects));
  RETURN_IF_ERROR(
      CheckChosenSet<v1::DataCategory>(input, act.categories(), "categories"));
  if (!act.purposes().empty()) {
    RETURN_IF_ERROR(
        CheckChosenSet<v1::ConsentPurpose>(input, act.purposes(), "purposes"));
  }
  return CheckAgencies(input, act.recipients(), "recipients");
}

void ApplyConsentGiven(storage::v1::CaseFile& file, const v1::Act& act,
                       const v1::ActEffects& effects) {
  const v1::ConsentGiven& given = act.consent_given();
  storage::v1::Person* person = FindPerson(file, given.person_id());
  if (person == nullptr) return;
  Consent* consent = person->add_consents();
  *consent->mutable_categories() = given.categories();
  std::sort(consent->mutable_categories()->begin(),
            consent->mutable_categories()->end());
  *consent->mutable_recipients() = given.recipients();
  *consent->mutable_given_date() = act.occurred_date();
  *consent->mutable_expiry_date() = effects.consent_expiry_date();
  *consent->mutable_purposes() = given.purposes();
  std::sort(consent->mutable_purposes()->begin(),
            consent->mutable_purposes()->end());
  consent->set_given_by(given.given_by());
}

absl::Status CheckConsentWithdrawn(const ActInput& input) {
  const v1::ConsentWithdrawn& act = input.act.consent_withdrawn();
  RETURN_IF_ERROR(CheckEverPerson(input, act.person_id(), "person_id"));
  if (!act.categories().empty()) {
    RETURN_IF_ERROR(CheckChosenSet<v1::DataCategory>(input, act.categories(),
                                                     "categories"));
  }
  return CheckAgencies(input, act.recipients(), "recipients");
}

void ApplyConsentWithdrawn(storage::v1::CaseFile& file, const v1::Act& act,
                           const ActRecord& record) {
  const v1::ConsentWithdrawn& withdrawn = act.consent_withdrawn();
  storage::v1::Person* person = FindPerson(file, withdrawn.person_id());
  if (person == nullptr) return;
  ApplyDestructionDue(file, withdrawn, record);
  google::protobuf::RepeatedPtrField<Consent> left;
  for (const Consent& consent : person->consents()) {
    for (Consent& part : Withdraw(consent, withdrawn)) {
      *left.Add() = std::move(part);
    }
  }
  *person->mutable_consents() = std::move(left);
  MarkWithdrawnEmergencies(file, withdrawn.person_id());
}

}  // namespace referral::model
