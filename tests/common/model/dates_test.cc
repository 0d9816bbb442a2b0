#include "common/model/dates.h"

#include "gtest/gtest.h"
#include "tests/common/model/case_builder.h"

namespace referral::model {
namespace {

using testing::Day;

TEST(DatesTest, OnlyDaysOfTheCalendarAreValid) {
  EXPECT_TRUE(IsValidDate(Day(2020, 2, 29)));
  EXPECT_TRUE(IsValidDate(Day(1900, 1, 1)));
  EXPECT_TRUE(IsValidDate(Day(2200, 12, 31)));
  EXPECT_FALSE(IsValidDate(Day(2019, 2, 29)));
  EXPECT_FALSE(IsValidDate(Day(1899, 12, 31)));
  EXPECT_FALSE(IsValidDate(Day(2201, 1, 1)));
  EXPECT_FALSE(IsValidDate(Day(2020, 13, 1)));
  EXPECT_FALSE(IsValidDate(Day(2020, 0, 1)));
  EXPECT_FALSE(IsValidDate(Day(2020, 4, 31)));
  EXPECT_FALSE(IsValidDate(Day(2020, 4, 0)));
  EXPECT_FALSE(IsValidDate(v1::Date()));
  EXPECT_FALSE(IsValidDate(Day(2020, INT32_MAX, INT32_MIN)));
}

TEST(DatesTest, ADateSurvivesTheCalendar) {
  EXPECT_EQ(FormatDay(ToCivilDay(Day(2020, 2, 29))), "2020-02-29");
  EXPECT_EQ(ToDate(absl::CivilDay(2020, 2, 29)).DebugString(),
            Day(2020, 2, 29).DebugString());
}

TEST(DatesTest, MonthsEndOnTheLastDayWhereTheDayIsMissing) {
  const absl::CivilDay august(2019, 8, 31);
  EXPECT_EQ(AddMonths(august, 6), absl::CivilDay(2020, 2, 29));
  EXPECT_EQ(AddMonths(august, 18), absl::CivilDay(2021, 2, 28));
  EXPECT_EQ(AddMonths(absl::CivilDay(2020, 1, 15), 12),
            absl::CivilDay(2021, 1, 15));
  EXPECT_EQ(AddMonths(absl::CivilDay(2020, 12, 31), 2),
            absl::CivilDay(2021, 2, 28));
}

}  // namespace
}  // namespace referral::model
