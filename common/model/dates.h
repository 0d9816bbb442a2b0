// Calendar days: between the wire's Date and absl::CivilDay. Pure functions.
#ifndef REFERRAL_COMMON_MODEL_DATES_H_
#define REFERRAL_COMMON_MODEL_DATES_H_

#include <string>

#include "absl/time/civil_time.h"
#include "proto/referral/v1/types.pb.h"

namespace referral::model {

// A day of the calendar in the years 1900 to 2200.
bool IsValidDate(const v1::Date& date);

// `date` must be valid.
absl::CivilDay ToCivilDay(const v1::Date& date);

v1::Date ToDate(absl::CivilDay day);

// YYYY-MM-DD.
std::string FormatDay(absl::CivilDay day);

// The same day of the month, `months` later; the month's last day where it has
// no such day: 31 August and 6 months give 28 or 29 February.
absl::CivilDay AddMonths(absl::CivilDay day, int months);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_DATES_H_
