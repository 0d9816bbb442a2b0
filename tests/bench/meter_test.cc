#include "tests/bench/meter.h"

#include <thread>

#include "gtest/gtest.h"

namespace referral::bench {
namespace {

TEST(MeterTest, AClosedLoopKeepsSoManyInFlight) {
  Meter meter({.in_flight = 2, .messages = 3});
  EXPECT_EQ(meter.Next(), 0);
  EXPECT_EQ(meter.Next(), 1);
  EXPECT_FALSE(meter.Next().has_value());
  EXPECT_EQ(meter.UntilNext(), absl::InfiniteDuration());
  meter.OnAnswered(1);
  EXPECT_EQ(meter.AwaitNext(), 2);
  EXPECT_FALSE(meter.done());
  meter.OnAnswered(0);
  meter.OnAnswered(2);
  EXPECT_TRUE(meter.AwaitDone(absl::ZeroDuration()));
  EXPECT_FALSE(meter.AwaitNext().has_value());
  EXPECT_EQ(meter.Result().latency.count(), 3);
}

TEST(MeterTest, AnOpenLoopDoesNotWaitForAnswers) {
  Meter meter({.in_flight = 1, .rate = 1e6, .messages = 100});
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(meter.AwaitNext(), i);
  for (std::size_t i = 0; i < 100; ++i) meter.OnAnswered(i);
  const Sample sample = meter.Result();
  EXPECT_EQ(sample.latency.count(), 100);
  // The last was to be sent 99 us after the first.
  EXPECT_LE(sample.per_second, 100 / 99e-6);
}

TEST(MeterTest, WhoWaitsIsToldThatNothingMoreIsSent) {
  Meter meter({.in_flight = 1, .messages = 2});
  EXPECT_EQ(meter.Next(), 0);
  std::thread waits([&] { EXPECT_FALSE(meter.AwaitNext().has_value()); });
  meter.GiveUp();
  waits.join();
  EXPECT_FALSE(meter.AwaitDone(absl::InfiniteDuration()));
}

}  // namespace
}  // namespace referral::bench
