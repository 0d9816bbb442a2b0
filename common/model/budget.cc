#include "common/model/budget.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/limits.h"
#include "common/model/case_file.h"
#include "common/model/lifecycle.h"
#include "common/model/people.h"

namespace referral::model {

v1::Money BudgetThreshold(const Programme& programme, int people) {
  const std::int64_t per_person =
      std::clamp(programme.config().budget().per_person_minor_units(),
                 std::int64_t{0}, kMaxAmountMinorUnits);
  v1::Money threshold;
  threshold.set_minor_units(per_person * people);
  threshold.set_currency_code(programme.config().currency_code());
  return threshold;
}

std::int64_t CommittedMinorUnits(const storage::v1::CaseFile& file,
                                 const storage::v1::CaseReferral* except) {
  std::int64_t total = 0;
  for (const storage::v1::CaseReferral& referral : file.referrals()) {
    if (&referral == except || !WasRequested(referral)) continue;
    if (referral.status() == v1::REFERRAL_STATUS_COMPLETED) {
      total += referral.spent().minor_units();
    } else if (!IsTerminal(referral.status())) {
      total += referral.reserved().minor_units();
    }
  }
  return total;
}

bool WithinThreshold(const storage::v1::CaseFile& file,
                     std::int64_t minor_units) {
  return minor_units <= file.budget_threshold().minor_units();
}

absl::Status BudgetExceeded(const ActInput& input, std::int64_t minor_units,
                            absl::string_view field) {
  const v1::Money& threshold = input.file.budget_threshold();
  return input.Error(
      Reason::kBudgetExceeded,
      absl::StrCat(minor_units, " minor units of ", threshold.currency_code(),
                   " are more than the threshold of ", threshold.minor_units(),
                   " for ", PeoplePresent(input.file), " people"),
      field);
}

}  // namespace referral::model
