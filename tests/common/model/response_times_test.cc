#include "common/model/response_times.h"

#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT

TEST(ResponseTimesTest, TheNearestRankIsAnElement) {
  const struct {
    int size;
    int percent;
    int want;
  } kTable[] = {{1, 50, 1},   {1, 90, 1},   {2, 50, 1},   {3, 50, 2},
                {4, 50, 2},   {5, 90, 5},   {10, 50, 5},  {10, 90, 9},
                {11, 90, 10}, {20, 90, 18}, {100, 90, 90}};
  for (const auto& row : kTable) {
    std::vector<absl::Duration> sorted;
    for (int i = 1; i <= row.size; ++i) sorted.push_back(absl::Hours(i));
    EXPECT_EQ(NearestRank(sorted, row.percent), absl::Hours(row.want))
        << row.percent << " of " << row.size;
  }
}

constexpr char kService[] = "medical.check";

// Three working days to answer, fifteen to complete.
class ResponseTimesStory : public ::testing::Test {
 protected:
  ResponseTimesStory() {
    story_.Open().On(2026, 5, 4).Consented();
    start_ = story_.context().now;
  }

  void Ask(std::uint64_t number) {
    story_.At(start_).Referred(Id(number), kService, {"p1"}, 100);
  }
  void Answer(std::uint64_t number, absl::Duration after,
              v1::ReferralStatus status = v1::REFERRAL_STATUS_ACCEPTED) {
    Ask(number);
    story_.At(start_ + after).BroughtTo(Id(number), status);
  }
  std::vector<v1::Report::ResponseTimes> RowsAfter(absl::Duration after) {
    ResponseTimes times(start_ + after);
    times.Add(story_.file());
    return times.Rows();
  }

  Story story_;
  absl::Time start_;
};

TEST_F(ResponseTimesStory, AnswersAreCountedAndMeasured) {
  Answer(1, absl::Hours(1));
  Answer(2, absl::Hours(2), v1::REFERRAL_STATUS_REJECTED);
  Answer(3, absl::Hours(24 * 8));  // late
  const auto rows = RowsAfter(absl::Hours(24 * 9));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].agency(), "health");
  EXPECT_EQ(rows[0].service_code(), kService);
  EXPECT_EQ(rows[0].referrals(), 3u);
  EXPECT_EQ(rows[0].answered(), 3u);
  EXPECT_EQ(rows[0].waiting(), 0u);
  EXPECT_EQ(rows[0].overdue(), 0u);
  EXPECT_EQ(rows[0].median_duration().seconds(), 2 * 3600);
  EXPECT_EQ(rows[0].p90_duration().seconds(), 24 * 8 * 3600);
  EXPECT_EQ(rows[0].in_time_basis_points(), 6667u);  // half to even [2]
}

TEST_F(ResponseTimesStory, AReceiptIsNoAnswer) {  // [29]
  Answer(1, absl::Hours(1), v1::REFERRAL_STATUS_RECEIVED);
  const auto soon = RowsAfter(absl::Hours(2));
  ASSERT_EQ(soon.size(), 1u);
  EXPECT_EQ(soon[0].answered(), 0u);
  EXPECT_EQ(soon[0].waiting(), 1u);
  EXPECT_EQ(soon[0].overdue(), 0u);
  EXPECT_FALSE(soon[0].has_median_duration());
  const auto later = RowsAfter(absl::Hours(24 * 9));
  EXPECT_EQ(later[0].waiting(), 0u);
  EXPECT_EQ(later[0].overdue(), 1u);
  EXPECT_EQ(later[0].in_time_basis_points(), 0u);
}

TEST_F(ResponseTimesStory, WhatWasWithdrawnBeforeAnAnswerIsLeftOut) {
  Answer(1, absl::Hours(1), v1::REFERRAL_STATUS_CANCELLED);
  Answer(2, absl::Hours(1), v1::REFERRAL_STATUS_ENTERED_IN_ERROR);
  EXPECT_TRUE(RowsAfter(absl::Hours(2)).empty());
}

TEST_F(ResponseTimesStory, ServicesThatEndLateAreCounted) {
  Answer(1, absl::Hours(1));
  Answer(2, absl::Hours(2));
  ASSERT_OK(story_.Send("health",
                        {acts::Started(Id(1)), acts::Completed(Id(1), 100)}));
  story_.At(start_ + absl::Hours(24 * 40));
  ASSERT_OK(story_.Send("health",
                        {acts::Started(Id(2)), acts::Completed(Id(2), 100)}));
  const auto rows = RowsAfter(absl::Hours(24 * 50));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].completed(), 2u);
  EXPECT_EQ(rows[0].completed_late(), 1u);
}

}  // namespace
}  // namespace referral::model
