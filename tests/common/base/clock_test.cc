#include "common/base/clock.h"

#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "tests/support/manual_clock.h"

namespace referral {
namespace {

using ::referral::testing::ManualClock;

TEST(ClockTest, TheSystemClockTellsTheTime) {
  const SystemClock clock;
  const absl::Time before = absl::Now();
  EXPECT_LE(before - absl::Seconds(5), clock.Now());
  const absl::Duration first = clock.Monotonic();
  EXPECT_LE(first, clock.Monotonic());
}

TEST(ClockTest, AManualClockMovesOnlyByHand) {
  ManualClock clock;
  const absl::Time start = clock.Now();
  const absl::Duration monotonic = clock.Monotonic();
  EXPECT_EQ(clock.Now(), start);
  clock.Advance(absl::Hours(2));
  EXPECT_EQ(clock.Now(), start + absl::Hours(2));
  EXPECT_EQ(clock.Monotonic(), monotonic + absl::Hours(2));
}

TEST(ClockTest, SettingTheWallClockLeavesTheMonotonicOneAlone) {
  ManualClock clock;
  const absl::Duration monotonic = clock.Monotonic();
  clock.SetWallClock(absl::UnixEpoch());
  EXPECT_EQ(clock.Now(), absl::UnixEpoch());
  EXPECT_EQ(clock.Monotonic(), monotonic);
}

}  // namespace
}  // namespace referral
