// What goes on after the programme: who looks after a continuing need, and how
// the people fare [18, 22].
#ifndef REFERRAL_COMMON_MODEL_AFTER_CARE_H_
#define REFERRAL_COMMON_MODEL_AFTER_CARE_H_

#include "common/model/act_input.h"

namespace referral::model {

// Whether `act` concerns whoever looks after the case once it is closed: a
// closing and its undoing, the archive, a follow-up and the clock of one, and
// who does it from then on.
bool IsOfAfterCare(const v1::Act& act);

// A case with a continuing need closes only with an owner of what goes on, and
// a day after the closing. The owner is the lead, or a provider that has not
// left.
// Errors: CONTINUATION_REQUIRED (a need goes on), UNKNOWN_AGENCY,
//         PROVIDER_NOT_FOUND (one that looks after nobody), INVALID_DATE.
absl::Status CheckContinuationOnClosing(const ActInput& input);

// Sent by the lead, or by who looks after the case: the owner, or the successor
// of one that has left.
// Errors: ROLE_NOT_ALLOWED, REASON_REQUIRED (no finding), INVALID_DATE,
//         INVALID_FIELD.
absl::Status CheckFollowUpRecorded(const ActInput& input);
// The follow-up that was due is made; the next one is due on the act's date.
void ApplyFollowUpRecorded(storage::v1::CaseFile& file, const v1::Act& act);

// Sent by the same.
// Errors: NO_CONTINUATION, ROLE_NOT_ALLOWED, REASON_REQUIRED, INVALID_FIELD
//         (also: the owner so far), those of CheckContinuationOnClosing.
absl::Status CheckContinuationHandedOver(const ActInput& input);
void ApplyContinuationHandedOver(storage::v1::CaseFile& file,
                                 const v1::Act& act);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_AFTER_CARE_H_
