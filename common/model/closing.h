// Suspension, closing, archive and reopening of a case [13, 31]; what follows a
// closing is in after_care.h.
#ifndef REFERRAL_COMMON_MODEL_CLOSING_H_
#define REFERRAL_COMMON_MODEL_CLOSING_H_

#include "common/model/act_input.h"

namespace referral::model {

// Errors: REASON_REQUIRED, INVALID_DATE, INVALID_FIELD.
absl::Status CheckCaseSuspended(const ActInput& input);
void ApplyCaseSuspended(storage::v1::CaseFile& file, const v1::Act& act);
void ApplyCaseResumed(storage::v1::CaseFile& file);

// Errors: OPEN_REFERRALS, OUTCOME_NOT_ACKNOWLEDGED, INVALID_FIELD, those of
//         CheckContinuationOnClosing.
absl::Status CheckCaseClosed(const ActInput& input);
// What the router had drafted is dropped [30].
void ApplyCaseClosed(storage::v1::CaseFile& file, const v1::Act& act,
                     const ActRecord& record);

// Errors: FOLLOW_UP_DUE, COMPLAINT_OPEN (one has no answer).
absl::Status CheckCaseArchived(const ActInput& input);

// Errors: REASON_REQUIRED, INVALID_FIELD.
absl::Status CheckCaseReopened(const ActInput& input);
void ApplyCaseReopened(storage::v1::CaseFile& file);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_CLOSING_H_
