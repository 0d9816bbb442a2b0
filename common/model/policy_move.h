// Moving a case to another version of its programme, on purpose [14].
#ifndef REFERRAL_COMMON_MODEL_POLICY_MOVE_H_
#define REFERRAL_COMMON_MODEL_POLICY_MOVE_H_

#include <vector>

#include "absl/status/status.h"
#include "common/model/act_input.h"
#include "proto/referral/v1/ops_service.pb.h"

namespace referral::model {

using PolicyChange = v1::MoveCasesResponse::Change;

// What the version `to` means for a case that is under `from`, with "" where
// there is none: budget, length of support, consent, funding, time zone, times
// of the services that open referrals ask for, silence and complaints, and
// codes that can be used no more. Empty: none of them differs. Not looked at:
// titles, packages, who provides a service, and what is new.
std::vector<PolicyChange> PolicyChanges(const storage::v1::CaseFile& file,
                                        const Programme& from,
                                        const Programme& to);

// Whether the case can follow: `to` has all that it uses.
// Errors: CASE_NOT_OPEN        it is closed, archived or erased
//         VERSION_NOT_FITTING  another lead or currency; its region, funding
//                              source, a need, or the service of an open
//                              referral is gone
absl::Status CheckFits(const storage::v1::CaseFile& file, const Programme& from,
                       const Programme& to);

// True for a case that is moved only if somebody names it: rejected, closed,
// archived, erased.
bool IsOver(v1::CaseStatus status);

// Clocks that run stay as they were set; what is decided from now on, the new
// version decides.
// Errors: INVALID_FIELD, REASON_REQUIRED; NOT_FOUND (no such version is
//         loaded); VERSION_NOT_FITTING, also if the case stands elsewhere than
//         from_version says.
absl::Status CheckCasePolicyMoved(const ActInput& input,
                                  v1::ActEffects& effects);
void ApplyCasePolicyMoved(storage::v1::CaseFile& file,
                          const v1::ActEffects& effects);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_POLICY_MOVE_H_
