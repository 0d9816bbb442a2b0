#include "common/model/working_days.h"
#include "absl/algorithm/container.h"

#include <algorithm>

namespace referral::model {
namespace {

// 1 is Monday, 7 is Sunday, as in ISO 8601.
std::uint32_t IsoWeekday(absl::CivilDay day) {
  return static_cast<std::uint32_t>(absl::GetWeekday(day)) + 1;
}

// A calendar that works on no day at all would never end; a year without a
// working day stands for that.
constexpr int kLongestPause = 366;

absl::CivilDay NextWorkingDay(const Programme& programme, absl::CivilDay day) {
  for (int i = 0; i < kLongestPause && !IsWorkingDay(programme, day); ++i) {
    ++day;
  }
  return day;
}

}  // namespace

bool IsWorkingDay(const Programme& programme, absl::CivilDay day) {
  const config::v1::Calendar& calendar = programme.config().calendar();
  const auto& week = calendar.working_days();
  if (!absl::c_linear_search(week, IsoWeekday(day))) {
    return false;
  }
  return std::none_of(calendar.holidays().begin(), calendar.holidays().end(),
                      [&](const v1::Date& holiday) {
                        return holiday.day() == day.day() &&
                               holiday.month() == day.month() &&
                               holiday.year() == day.year();
                      });
}

absl::Time DueTime(const Programme& programme, absl::Time start,
                   std::uint32_t days) {
  absl::CivilDay day = absl::ToCivilDay(start, programme.time_zone());
  if (days == 0) day = NextWorkingDay(programme, day);
  for (std::uint32_t i = 0; i < days; ++i) {
    day = NextWorkingDay(programme, day + 1);
  }
  return EndOfDay(programme, day);
}

absl::Time EndOfDay(const Programme& programme, absl::CivilDay day) {
  return absl::FromCivil(day + 1, programme.time_zone());
}

}  // namespace referral::model
