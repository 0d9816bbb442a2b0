// People joining and leaving an open case [15].
#ifndef REFERRAL_COMMON_MODEL_PEOPLE_H_
#define REFERRAL_COMMON_MODEL_PEOPLE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "common/model/act_input.h"

namespace referral::model {

// Whoever left stays in the file: records, consents and figures are about them
// still.
bool HasLeft(const storage::v1::Person& person);

// Whether `person_id` is a person of the case who has not left.
bool IsPresent(const storage::v1::CaseFile& file, absl::string_view person_id);

// People of the case who have not left: the budget is theirs.
int PeoplePresent(const storage::v1::CaseFile& file);

// People of the case whom the lead recognised as having returned again [21].
int PeopleReturnedAgain(const storage::v1::CaseFile& file);

// A person in codes, at `field`, whatever the case has. An earlier case is
// named by a case id, and is another than this one; whether it exists is not
// asked, for another router may keep it.
// Errors: INVALID_FIELD, INVALID_CASE_ID.
absl::Status CheckCasePerson(const ActInput& input,
                             const v1::CasePerson& person,
                             const std::string& field);

// An id is never used twice in a case, also not after its person has left.
// Errors: INVALID_FIELD, INVALID_CASE_ID.
absl::Status CheckPersonJoined(const ActInput& input, v1::ActEffects& effects);
void ApplyPersonJoined(storage::v1::CaseFile& file, const v1::Act& act,
                       const v1::ActEffects& effects);

// What is reserved stays reserved, also beyond the smaller threshold; more can
// be reserved only with an override.
// Errors: UNKNOWN_PERSON; PERSON_LEFT; LAST_PERSON; OPEN_REFERRALS  an open
//         referral would serve nobody any more; REASON_REQUIRED,
//         INVALID_FIELD; INVALID_DATE  before the person joined.
absl::Status CheckPersonLeft(const ActInput& input, v1::ActEffects& effects);
void ApplyPersonLeft(storage::v1::CaseFile& file, const v1::Act& act,
                     const v1::ActEffects& effects);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_PEOPLE_H_
