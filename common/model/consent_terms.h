// What giving a consent and renewing one have in common: who agrees for the
// person, in which language it was explained, until when it holds [27].
#ifndef REFERRAL_COMMON_MODEL_CONSENT_TERMS_H_
#define REFERRAL_COMMON_MODEL_CONSENT_TERMS_H_

#include <string>

#include "absl/status/status.h"
#include "common/model/act_input.h"

namespace referral::model {

// The terms as an act has them.
struct ConsentTerms {
  const std::string& person_id;
  v1::ConsentGiver given_by;
  const std::string& language_code;
  // nullptr: the programme's consent duration from the act's day on.
  const v1::Date* expiry_date;
};

template <typename Act>
ConsentTerms TermsOf(const Act& act) {
  return {act.person_id(), act.given_by(), act.language_code(),
          act.has_expiry_date() ? &act.expiry_date() : nullptr};
}

// Sets the last day in `effects`. Who may agree:
//   SELF       the person; of a minor the lead judges whether it understands
//   CAREGIVER  for a minor, or somebody whose age is not recorded; an adult
//              agrees for themselves
//   GUARDIAN   for whom the protection record names a guardian; nobody else
//              for an unaccompanied minor
// Errors: UNKNOWN_PERSON, INVALID_FIELD, INVALID_DATE, GUARDIAN_REQUIRED.
absl::Status CheckConsentTerms(const ActInput& input, const ConsentTerms& terms,
                               v1::ActEffects& effects);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_CONSENT_TERMS_H_
