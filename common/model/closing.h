// Suspension, closing, follow-up and reopening of a case [13, 18, 31].
#ifndef REFERRAL_COMMON_MODEL_CLOSING_H_
#define REFERRAL_COMMON_MODEL_CLOSING_H_

#include "common/model/act_input.h"

namespace referral::model {

// Errors: REASON_REQUIRED, INVALID_DATE, INVALID_FIELD.
absl::Status CheckCaseSuspended(const ActInput& input);

// Errors: OPEN_REFERRALS, OUTCOME_NOT_ACKNOWLEDGED, CONTINUATION_REQUIRED (a
//         need goes on), UNKNOWN_AGENCY, INVALID_DATE, INVALID_FIELD.
absl::Status CheckCaseClosed(const ActInput& input);
void ApplyCaseClosed(storage::v1::CaseFile& file, const v1::Act& act);

// Errors: REASON_REQUIRED (no finding), INVALID_DATE, INVALID_FIELD.
absl::Status CheckFollowUpRecorded(const ActInput& input);
void ApplyFollowUpRecorded(storage::v1::CaseFile& file, const v1::Act& act);

// Errors: REASON_REQUIRED, INVALID_FIELD.
absl::Status CheckCaseReopened(const ActInput& input);
void ApplyCaseReopened(storage::v1::CaseFile& file);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_CLOSING_H_
