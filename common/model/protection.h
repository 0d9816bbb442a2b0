// What protects a person: how to contact it safely, and who acts as guardian.
#ifndef REFERRAL_COMMON_MODEL_PROTECTION_H_
#define REFERRAL_COMMON_MODEL_PROTECTION_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/model/act_input.h"

namespace referral::model {

// Whether somebody acts as guardian of `person`: an agency, or a person who is
// still part of the case.
bool HasGuardian(const storage::v1::CaseFile& file,
                 const storage::v1::Person& person);

// Whether `agency` serves the person now: party to a referral that has been
// asked for and has not ended. Who serves a person has to know how to contact
// it safely; who is asked to serve it later reads it in the case's log.
bool ServesNow(const storage::v1::CaseFile& file, absl::string_view agency,
               absl::string_view person_id);

// Replaces what was recorded of the person before.
// Errors: UNKNOWN_PERSON, UNKNOWN_AGENCY, INVALID_FIELD,
//         GUARDIAN_REQUIRED  an unaccompanied minor without guardian, or a
//                            guardian who is no adult of the case
absl::Status CheckProtectionRecorded(const ActInput& input);
void ApplyProtectionRecorded(storage::v1::CaseFile& file, const v1::Act& act);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_PROTECTION_H_
