#include "services/referralctl/table.h"

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace referral::referralctl {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ResultOf;

constexpr Style kPlain = {.width = 0, .colour = false};

TEST(TableTest, AlignsNumbersRightAndWordsLeft) {
  EXPECT_EQ(RenderTable({{"AGENCY"}, {"OUTBOX", true}, {"VERSION"}},
                        {{{"sms"}, {"12"}, {"0.1.0"}},
                         {{"education"}, {"7"}, {"0.1.0"}}},
                        kPlain),
            "AGENCY     OUTBOX  VERSION\n"
            "sms            12  0.1.0\n"
            "education       7  0.1.0\n");
}

TEST(TableTest, CountsLettersNotBytes) {
  EXPECT_EQ(DisplayWidth("Gəncə"), 5);
  EXPECT_EQ(DisplayWidth("Шамкир"), 6);
  EXPECT_EQ(DisplayWidth("e\xCC\x81"), 1);
  EXPECT_EQ(RenderTable({{"REGION"}, {"N", true}},
                        {{{"Gəncə"}, {"1"}}, {{"Sheki"}, {"2"}}}, kPlain),
            "REGION  N\n"
            "Gəncə   1\n"
            "Sheki   2\n");
}

TEST(TableTest, GivesWayToTheTerminalButKeepsIdsWhole) {
  const std::string table = RenderTable(
      {{"CASE"},
       {"NAME", false, Fit::kCut},
       {"N", true},
       {"SINCE", false, Fit::kOptional}},
      {{{"AZ-7K3QX-9M2TF-9"}, {std::string(200, 'm')}, {"1,000"}, {"now"}}},
      Style{80, false});
  const std::vector<std::string> lines = absl::StrSplit(table, '\n');
  EXPECT_THAT(lines, Each(ResultOf(DisplayWidth, ::testing::Le(80))));
  EXPECT_THAT(table, HasSubstr("AZ-7K3QX-9M2TF-9"));
  EXPECT_THAT(table, HasSubstr("…  1,000"));
  EXPECT_THAT(table, Not(HasSubstr("SINCE")));
}

TEST(TableTest, ColoursOnlyWhenAsked) {
  const std::vector<std::vector<Cell>> rows = {{{"3", Tone::kBad}}};
  EXPECT_THAT(RenderTable({{"PARKED"}}, rows, Style{80, false}),
              Not(HasSubstr("\x1b")));
  EXPECT_THAT(RenderTable({{"PARKED"}}, rows, Style{80, true}),
              HasSubstr("\x1b[31m3\x1b[0m"));
}

}  // namespace
}  // namespace referral::referralctl
