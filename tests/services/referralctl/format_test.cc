#include "services/referralctl/format.h"

#include "gtest/gtest.h"

namespace referral::referralctl {
namespace {

TEST(FormatTest, CodesReadAsWords) {
  EXPECT_EQ(ToText(v1::CASE_STATUS_PLAN_AGREED), "plan agreed");
  EXPECT_EQ(ToText(v1::REFERRAL_STATUS_ON_HOLD), "on hold");
  EXPECT_EQ(ToText(v1::REFERRAL_STATUS_UNSPECIFIED), "-");
}

TEST(FormatTest, CountsAreGroupedByThousands) {
  const struct {
    std::uint64_t number;
    const char* want;
  } kCases[] = {{0, "0"},
                {999, "999"},
                {1000, "1,000"},
                {1664, "1,664"},
                {1234567, "1,234,567"}};
  for (const auto& test : kCases) EXPECT_EQ(Count(test.number), test.want);
}

TEST(FormatTest, MoneyShowsCurrencyAndMinorUnits) {
  v1::Money money;
  EXPECT_EQ(ToText(money), "-");
  money.set_currency_code("AZN");
  money.set_minor_units(120005);
  EXPECT_EQ(ToText(money), "AZN 1,200.05");
}

TEST(FormatTest, LengthsAreCoarseAndNeverNegative) {
  const struct {
    absl::Duration duration;
    const char* want;
  } kCases[] = {{absl::Seconds(-3), "0 s"},
                {absl::Seconds(90), "90 s"},
                {absl::Minutes(119), "119 min"},
                {absl::Hours(47), "47 h"},
                {absl::Hours(24 * 9), "9 d"}};
  for (const auto& test : kCases) EXPECT_EQ(Length(test.duration), test.want);
}

TEST(FormatTest, BytesUseBinaryUnits) {
  EXPECT_EQ(Bytes(512), "512 B");
  EXPECT_EQ(Bytes(1536), "1.5 KiB");
  EXPECT_EQ(Bytes(std::uint64_t{3} << 30), "3.0 GiB");
}

}  // namespace
}  // namespace referral::referralctl
