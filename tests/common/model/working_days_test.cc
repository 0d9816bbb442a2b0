#include "common/model/working_days.h"

#include "gtest/gtest.h"
#include "tests/common/model/case_builder.h"

namespace referral::model {
namespace {

class WorkingDaysTest : public ::testing::Test {
 protected:
  Programme programme_{testing::TestProgramme(), 1};

  absl::Time Noon(int month, int day) {
    return absl::FromCivil(absl::CivilHour(2020, month, day, 12),
                           programme_.time_zone());
  }
  // The last day of the time allowed.
  absl::CivilDay LastDay(absl::Time start, std::uint32_t days) {
    const absl::Time due = DueTime(programme_, start, days);
    EXPECT_EQ(absl::ToCivilSecond(due, programme_.time_zone()),
              absl::CivilSecond(absl::ToCivilDay(due, programme_.time_zone())))
        << "a day ends at midnight";
    return absl::ToCivilDay(due - absl::Seconds(1), programme_.time_zone());
  }
};

TEST_F(WorkingDaysTest, WeekendsAndHolidaysAreNotWorked) {
  EXPECT_TRUE(IsWorkingDay(programme_, absl::CivilDay(2020, 3, 2)));
  EXPECT_FALSE(IsWorkingDay(programme_, absl::CivilDay(2020, 3, 7)));
  EXPECT_FALSE(IsWorkingDay(programme_, absl::CivilDay(2020, 3, 8)));
  EXPECT_FALSE(IsWorkingDay(programme_, absl::CivilDay(2020, 3, 20)));
}

// [17, 26]
TEST_F(WorkingDaysTest, TheDayOfTheRequestDoesNotCount) {
  const struct {
    const char* name;
    absl::Time start;
    std::uint32_t days;
    absl::CivilDay want;
  } kTable[] = {
      {"one day, from Monday", Noon(3, 2), 1, absl::CivilDay(2020, 3, 3)},
      {"one day, from Friday", Noon(3, 6), 1, absl::CivilDay(2020, 3, 9)},
      {"one day, from Sunday", Noon(3, 8), 1, absl::CivilDay(2020, 3, 9)},
      {"five days are a week", Noon(3, 2), 5, absl::CivilDay(2020, 3, 9)},
      {"a holiday is passed", Noon(3, 19), 1, absl::CivilDay(2020, 3, 23)},
      {"none: the same day", Noon(3, 2), 0, absl::CivilDay(2020, 3, 2)},
      {"none, on a Saturday", Noon(3, 7), 0, absl::CivilDay(2020, 3, 9)},
  };
  for (const auto& row : kTable) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(LastDay(row.start, row.days), row.want);
  }
}

TEST_F(WorkingDaysTest, DaysAreThoseOfTheProgrammesTimeZone) {
  // 22:00 on Monday in UTC is Tuesday in Baku.
  const absl::Time late =
      absl::FromCivil(absl::CivilHour(2020, 3, 2, 22), absl::UTCTimeZone());
  EXPECT_EQ(LastDay(late, 1), absl::CivilDay(2020, 3, 4));
}

TEST_F(WorkingDaysTest, ACalendarWithoutWorkingDaysStillEnds) {
  config::v1::Programme idle = testing::TestProgramme();
  idle.mutable_calendar()->clear_working_days();
  const Programme programme(idle, 1);
  EXPECT_GT(DueTime(programme, Noon(3, 2), 3), Noon(3, 2));
}

}  // namespace
}  // namespace referral::model
