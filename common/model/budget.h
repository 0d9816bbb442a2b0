// The budget threshold: per person, times the people present in the case [15].
#ifndef REFERRAL_COMMON_MODEL_BUDGET_H_
#define REFERRAL_COMMON_MODEL_BUDGET_H_

#include <cstdint>

#include "common/model/act_input.h"

namespace referral::model {

// The threshold of a case with `people` people.
v1::Money BudgetThreshold(const Programme& programme, int people);

// What the case's referrals hold of the budget, in minor units: reserved by
// open ones, spent by completed ones; the others hold nothing, drafts neither.
// `except`, if given, is left out.
std::int64_t CommittedMinorUnits(
    const storage::v1::CaseFile& file,
    const storage::v1::CaseReferral* except = nullptr);

// Whether `minor_units` stay within the threshold of the case.
bool WithinThreshold(const storage::v1::CaseFile& file,
                     std::int64_t minor_units);

// BUDGET_EXCEEDED for a total of `minor_units`.
absl::Status BudgetExceeded(const ActInput& input, std::int64_t minor_units,
                            absl::string_view field);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_BUDGET_H_
