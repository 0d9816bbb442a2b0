#include "common/model/consent_renewal.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "common/base/status_macros.h"
#include "common/model/case_file.h"
#include "common/model/consent_terms.h"
#include "common/model/dates.h"
#include "common/model/fields.h"

namespace referral::model {
namespace {

using storage::v1::Consent;

bool Names(const v1::ConsentRenewed& act, int category) {
  return act.categories().empty() ||
         absl::c_linear_search(act.categories(), category);
}

// Whether `act` of `day` prolongs at least a category of `consent`.
bool Prolongs(const v1::ConsentRenewed& act, absl::CivilDay day,
              const Consent& consent) {
  if (consent.emergency() || ToCivilDay(consent.given_date()) > day) {
    return false;
  }
  return std::any_of(consent.categories().begin(), consent.categories().end(),
                     [&](int category) { return Names(act, category); });
}

// The categories of `consent` that `act` names, or those that it does not.
Consent Part(const Consent& consent, const v1::ConsentRenewed& act,
             bool named) {
  Consent part = consent;
  part.clear_categories();
  for (const int category : consent.categories()) {
    if (Names(act, category) == named) {
      part.mutable_categories()->Add(category);
    }
  }
  return part;
}

}  // namespace

absl::Status CheckConsentRenewed(const ActInput& input,
                                 v1::ActEffects& effects) {
  const v1::ConsentRenewed& act = input.act.consent_renewed();
  RETURN_IF_ERROR(CheckConsentTerms(input, TermsOf(act), effects));
  if (!act.categories().empty()) {
    RETURN_IF_ERROR(CheckChosenSet<v1::DataCategory>(input, act.categories(),
                                                     "categories"));
  }
  const auto& consents = FindPerson(input.file, act.person_id())->consents();
  if (std::any_of(consents.begin(), consents.end(),
                  [&](const Consent& consent) {
                    return Prolongs(act, input.occurred, consent);
                  })) {
    return absl::OkStatus();
  }
  return input.Error(Reason::kConsentMissing,
                     "the person has given no consent that could be prolonged",
                     "person_id");
}

void ApplyConsentRenewed(storage::v1::CaseFile& file, const v1::Act& act,
                         const v1::ActEffects& effects) {
  const v1::ConsentRenewed& renewed = act.consent_renewed();
  storage::v1::Person* person = FindPerson(file, renewed.person_id());
  if (person == nullptr) return;
  const absl::CivilDay day = ToCivilDay(act.occurred_date());
  google::protobuf::RepeatedPtrField<Consent> after;
  for (const Consent& consent : person->consents()) {
    if (!Prolongs(renewed, day, consent)) {
      *after.Add() = consent;
      continue;
    }
    Consent rest = Part(consent, renewed, false);
    if (!rest.categories().empty()) *after.Add() = std::move(rest);
    Consent& prolonged = *after.Add();
    prolonged = Part(consent, renewed, true);
    prolonged.set_given_by(renewed.given_by());
    if (ToCivilDay(prolonged.expiry_date()) <
        ToCivilDay(effects.consent_expiry_date())) {
      *prolonged.mutable_expiry_date() = effects.consent_expiry_date();
    }
  }
  *person->mutable_consents() = std::move(after);
}

}  // namespace referral::model
