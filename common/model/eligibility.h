// Who is eligible, and the decision about it [7, 8].
#ifndef REFERRAL_COMMON_MODEL_ELIGIBILITY_H_
#define REFERRAL_COMMON_MODEL_ELIGIBILITY_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "common/model/act_input.h"

namespace referral::model {

// Every reason that speaks against an application made on `applied`, in the
// order of the enum; none if the people are eligible. A return from a country
// or of a kind that the programme does not cover counts as neither readmitted
// nor deported. The months run from the return to the application, the last
// day included; forced returns only where the programme says so [7].
std::vector<v1::RejectionReason> RejectionReasons(
    const config::v1::Eligibility& rules, const v1::ReturnFacts& facts,
    absl::CivilDay applied);

// Errors: NOT_ELIGIBLE (decided eligible against the facts; names the reasons),
//         REASON_REQUIRED (rejected without one), INVALID_FIELD (a reason that
//         the facts do not bear out).
absl::Status CheckEligibilityDecided(const ActInput& input);
void ApplyEligibilityDecided(storage::v1::CaseFile& file, const v1::Act& act);

// Errors: those of CheckReturnFacts.
absl::Status CheckAppealLodged(const ActInput& input);
void ApplyAppealLodged(storage::v1::CaseFile& file, const v1::Act& act);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_ELIGIBILITY_H_
