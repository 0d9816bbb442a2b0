#include "common/model/consent_terms.h"

#include <algorithm>

#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/model/case_file.h"
#include "common/model/dates.h"
#include "common/model/fields.h"
#include "common/model/protection.h"

namespace referral::model {
namespace {

absl::CivilDay DefaultExpiry(const ActInput& input) {
  const auto months = input.programme.config().consent().duration_months();
  const absl::CivilDay expiry =
      AddMonths(input.occurred, static_cast<int>(std::min(months, 1200u)));
  return std::min(expiry, absl::CivilDay(kLastDateYear, 12, 31));
}

absl::Status CheckGiver(const ActInput& input,
                        const storage::v1::Person& person,
                        v1::ConsentGiver giver) {
  RETURN_IF_ERROR(CheckChosen(input, giver, "given_by"));
  if (giver == v1::CONSENT_GIVER_GUARDIAN) {
    if (HasGuardian(input.file, person)) return absl::OkStatus();
    return input.Error(Reason::kGuardianRequired,
                       "no guardian of the person is recorded", "given_by");
  }
  if (person.protection().unaccompanied_minor()) {
    return input.Error(Reason::kGuardianRequired,
                       "the guardian agrees for an unaccompanied minor",
                       "given_by");
  }
  if (giver == v1::CONSENT_GIVER_CAREGIVER &&
      person.person().age_group() == v1::AGE_GROUP_ADULT) {
    return input.Error(Reason::kInvalidField,
                       "an adult agrees for themselves, or a guardian does",
                       "given_by");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckConsentTerms(const ActInput& input, const ConsentTerms& terms,
                               v1::ActEffects& effects) {
  RETURN_IF_ERROR(CheckPerson(input, terms.person_id, "person_id"));
  RETURN_IF_ERROR(CheckLanguage(input, terms.language_code, "language_code"));
  RETURN_IF_ERROR(CheckGiver(input, *FindPerson(input.file, terms.person_id),
                             terms.given_by));
  if (terms.expiry_date == nullptr) {
    *effects.mutable_consent_expiry_date() = ToDate(DefaultExpiry(input));
    return absl::OkStatus();
  }
  RETURN_IF_ERROR(
      CheckNotBeforeAct(input, true, *terms.expiry_date, "expiry_date"));
  *effects.mutable_consent_expiry_date() = *terms.expiry_date;
  return absl::OkStatus();
}

}  // namespace referral::model
