// Data of a person who cannot be asked is opened in an emergency, by two
// officers, for days [27].
#ifndef REFERRAL_COMMON_MODEL_EMERGENCY_H_
#define REFERRAL_COMMON_MODEL_EMERGENCY_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/model/act_input.h"

namespace referral::model {

// Opens like a consent to be served, for the agencies and categories named, at
// most kMaxEmergencyDays from the act's day on. The person may end it by a
// withdrawal like any consent. Oversight finds it in the list of emergencies;
// its record goes to nobody but the lead.
// Errors: UNKNOWN_PERSON, UNKNOWN_AGENCY, ROLE_NOT_ALLOWED (a recipient is
//         neither provider nor lead), INVALID_FIELD, INVALID_DATE,
//         REASON_REQUIRED, APPROVER_REQUIRED.
absl::Status CheckEmergencyOverridden(const ActInput& input,
                                      v1::ActEffects& effects);
void ApplyEmergencyOverridden(storage::v1::CaseFile& file, const v1::Act& act,
                              const v1::ActEffects& effects,
                              const ActRecord& record);

// Marks the person's emergencies of which a withdrawal has left nothing open.
// Comes after the withdrawal itself is applied.
void MarkWithdrawnEmergencies(storage::v1::CaseFile& file,
                              absl::string_view person_id);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_EMERGENCY_H_
