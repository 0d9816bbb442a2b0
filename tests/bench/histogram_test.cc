#include "tests/bench/histogram.h"

#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace referral::bench {
namespace {

TEST(HistogramTest, KeepsQuantilesToWithinASixtyFourth) {
  constexpr int kValues = 100'000;
  Histogram histogram;
  for (int i = 1; i <= kValues; ++i) histogram.Add(absl::Microseconds(i));
  EXPECT_EQ(histogram.count(), kValues);
  for (const double quantile : {0.001, 0.25, 0.5, 0.99, 0.9999, 1.0}) {
    const double exact = quantile * kValues;
    const double kept = absl::ToDoubleMicroseconds(histogram.At(quantile));
    EXPECT_GE(kept, exact) << quantile;
    EXPECT_LE(kept, exact * (1 + 1.0 / 64)) << quantile;
  }
}

TEST(HistogramTest, SmallestAndLargest) {
  Histogram histogram;
  EXPECT_EQ(histogram.At(0.5), absl::ZeroDuration());
  histogram.Add(absl::Nanoseconds(-5));  // a clock that went back
  EXPECT_EQ(histogram.At(1), absl::ZeroDuration());
  histogram.Add(absl::Hours(24 * 365));
  EXPECT_GT(histogram.At(1), absl::Minutes(10));
}

TEST(HistogramTest, TwoAddUp) {
  Histogram one;
  Histogram other;
  for (int i = 0; i < 10; ++i) one.Add(absl::Milliseconds(1));
  for (int i = 0; i < 90; ++i) other.Add(absl::Milliseconds(2));
  one.Add(other);
  EXPECT_EQ(one.count(), 100);
  EXPECT_LT(one.At(0.1), absl::Microseconds(1020));
  EXPECT_GT(one.At(0.11), absl::Microseconds(1990));
}

}  // namespace
}  // namespace referral::bench
