#include "tests/support/file_clock.h"

#include <gtest/gtest.h>

#include "tests/support/temp_dir.h"

namespace referral::testing {
namespace {

TEST(FileClockTest, StartsAtTheSystemsTime) {
  const TempDir dir;
  const FileClock clock(dir.Join("clock"));
  const absl::Duration ahead = clock.Now() - SystemClock().Now();
  EXPECT_LT(absl::AbsDuration(ahead), absl::Minutes(1));
}

TEST(FileClockTest, EverybodyWhoOpenedTheFileMovesTogether) {
  const TempDir dir;
  FileClock here(dir.Join("clock"));
  const FileClock there(dir.Join("clock"));
  const absl::Time now = there.Now();
  const absl::Duration monotonic = there.Monotonic();
  here.Advance(absl::Hours(240));
  EXPECT_GE(there.Now(), now + absl::Hours(240));
  EXPECT_GE(there.Monotonic(), monotonic + absl::Hours(240));
}

TEST(FileClockTest, WhatPassedHasPassedForLaterProcessesToo) {
  const TempDir dir;
  const absl::Time start = SystemClock().Now();
  FileClock(dir.Join("clock")).Advance(absl::Hours(24));
  EXPECT_GE(FileClock(dir.Join("clock")).Now(), start + absl::Hours(24));
}

}  // namespace
}  // namespace referral::testing
