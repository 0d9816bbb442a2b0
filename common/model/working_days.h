// The programme's working-day calendar [26].
#ifndef REFERRAL_COMMON_MODEL_WORKING_DAYS_H_
#define REFERRAL_COMMON_MODEL_WORKING_DAYS_H_

#include <cstdint>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/model/programmes.h"

namespace referral::model {

// Whether people work on `day`: a working day of the week and no holiday.
bool IsWorkingDay(const Programme& programme, absl::CivilDay day);

// When something is due that may take `days` working days from `start`: the
// end of the last of them, in the programme's time zone. The day of `start`
// does not count: what comes in on a Friday with one day to answer is due when
// Monday ends. 0 days: the end of that day, or of the next working day.
absl::Time DueTime(const Programme& programme, absl::Time start,
                   std::uint32_t days);

// End of `day` in the programme's time zone.
absl::Time EndOfDay(const Programme& programme, absl::CivilDay day);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_WORKING_DAYS_H_
