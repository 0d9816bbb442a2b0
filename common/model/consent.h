// Consent, per person: what may be shared with whom until when [27].
#ifndef REFERRAL_COMMON_MODEL_CONSENT_H_
#define REFERRAL_COMMON_MODEL_CONSENT_H_

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "common/model/act_input.h"
#include "google/protobuf/repeated_field.h"

namespace referral::model {

// How far the consents of a person reach. One that was withdrawn is no longer
// in the file, whatever the day.
enum class Coverage {
  kNone,     // never given for this, or withdrawn
  kExpired,  // given, but its last day is over
  kCovers,
};

// Whether `consent` was given for `purpose`; one that says nothing was given to
// be served.
bool HasPurpose(const storage::v1::Consent& consent,
                v1::ConsentPurpose purpose);

// Whether `consent`, on whatever day, lets `agency` see `category` in order to
// serve: whoever agreed to be asked later [18] or to be counted [20] alone lets
// nobody see anything. One without recipients holds for every provider of the
// programme.
bool IsFor(const storage::v1::Consent& consent, absl::string_view agency,
           v1::DataCategory category);

// Whether `person` agreed that `agency` may see `category` on `day`: a consent
// given by then whose last day is not over. For an unaccompanied minor only
// what its guardian agreed to counts, and what was opened in an emergency.
Coverage CoverageOf(const storage::v1::Person& person, absl::string_view agency,
                    v1::DataCategory category, absl::CivilDay day);

// Whether `person` lets `agency` see what a service needs, on `day`: the day on
// which the referral was made in the world, so that a case recorded years later
// is judged by the consents of its own time.
// Errors: CONSENT_MISSING, CONSENT_EXPIRED, naming person and category;
//         GUARDIAN_REQUIRED  somebody else agreed for an unaccompanied minor
absl::Status CheckConsent(
    const ActInput& input, const storage::v1::Person& person,
    absl::string_view agency,
    const google::protobuf::RepeatedField<int>& categories, absl::CivilDay day);

// Errors: UNKNOWN_PERSON, UNKNOWN_AGENCY, INVALID_FIELD, INVALID_DATE,
//         GUARDIAN_REQUIRED; see consent_terms.h.
absl::Status CheckConsentGiven(const ActInput& input, v1::ActEffects& effects);
void ApplyConsentGiven(storage::v1::CaseFile& file, const v1::Act& act,
                       const v1::ActEffects& effects);

// Errors: UNKNOWN_PERSON, UNKNOWN_AGENCY, INVALID_FIELD.
absl::Status CheckConsentWithdrawn(const ActInput& input);
// What was open until now has to be destroyed, see destruction.h.
void ApplyConsentWithdrawn(storage::v1::CaseFile& file, const v1::Act& act,
                           const ActRecord& record);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_CONSENT_H_
