#include "services/router/core/clock_watch.h"

#include "common/base/limits.h"
#include "gtest/gtest.h"
#include "tests/support/manual_clock.h"

namespace referral::router {
namespace {

using referral::testing::ManualClock;

const absl::Duration kMore = kMaxClockLeap + absl::Seconds(1);

TEST(ClockWatchTest, TimeThatPassesIsNoLeap) {
  ManualClock clock;
  ClockWatch watch(clock, absl::InfinitePast());
  clock.Advance(absl::Hours(1000));
  EXPECT_TRUE(watch.Look());
}

TEST(ClockWatchTest, ALeapInEitherDirectionStopsItUntilSomebodyConfirms) {
  for (const absl::Duration leap : {kMore, -kMore}) {
    ManualClock clock;
    ClockWatch watch(clock, absl::InfinitePast());
    clock.SetWallClock(clock.Now() + leap);
    EXPECT_FALSE(watch.Look());
    EXPECT_EQ(watch.leap(), leap);
    clock.Advance(absl::Hours(5));
    EXPECT_FALSE(watch.Look());
    watch.Confirm();
    EXPECT_FALSE(watch.leap().has_value());
    EXPECT_TRUE(watch.Look());
  }
}

TEST(ClockWatchTest, ACorrectionWithinTheLimitIsNone) {
  ManualClock clock;
  ClockWatch watch(clock, absl::InfinitePast());
  for (const absl::Duration leap : {kMaxClockLeap, -kMaxClockLeap}) {
    clock.SetWallClock(clock.Now() + leap);
    EXPECT_TRUE(watch.Look());
  }
}

TEST(ClockWatchTest, AClockThatLeaptBackByItselfIsStillToBeConfirmed) {
  ManualClock clock;
  ClockWatch watch(clock, absl::InfinitePast());
  clock.SetWallClock(clock.Now() + kMore);
  EXPECT_FALSE(watch.Look());
  clock.SetWallClock(clock.Now() - kMore);
  EXPECT_FALSE(watch.Look());
  EXPECT_EQ(watch.leap(), absl::ZeroDuration());
}

TEST(ClockWatchTest, AClockBehindWhatWasRecordedIsSeenAtTheStart) {
  ManualClock clock;
  ClockWatch watch(clock, clock.Now() + kMore);
  EXPECT_FALSE(watch.Look());
  EXPECT_EQ(watch.leap(), -kMore);
  watch.Confirm();
  EXPECT_TRUE(watch.Look());
}

TEST(ClockWatchTest, ARouterThatWasDownForLongStartsAsUsual) {
  ManualClock clock;
  ClockWatch watch(clock, clock.Now() - absl::Hours(5000));
  EXPECT_TRUE(watch.Look());
}

}  // namespace
}  // namespace referral::router
