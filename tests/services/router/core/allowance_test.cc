#include "services/router/core/allowance.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace referral::router {
namespace {

using ::referral::testing::IsOk;
using ::referral::testing::IsReason;
using ::referral::testing::IsStatusCode;

AgencyLimits Rate(std::uint32_t per_second) {
  AgencyLimits limits;
  limits.max_messages_per_second = per_second;
  return limits;
}

// How many of `tries` messages pass at `now`.
int Passing(Allowance& allowance, int tries, absl::Duration now) {
  int passed = 0;
  for (int i = 0; i < tries; ++i) {
    if (allowance.OnMessage(1, now).ok()) ++passed;
  }
  return passed;
}

TEST(AllowanceTest, RateIsAveragedOverASecondInBurstsOfASecondsWorth) {
  struct Burst {
    int at_ms;
    int tries;
    int want;
  };
  const struct {
    std::string name;
    std::uint32_t per_second;
    std::vector<Burst> bursts;
  } kRows[] = {
      {"no limit", 0, {{0, 5000, 5000}}},
      {"one a second", 1, {{0, 3, 1}, {999, 1, 0}, {1000, 2, 1}}},
      {"a second's worth at once", 10, {{0, 11, 10}, {0, 1, 0}}},
      {"what has come back",
       10,
       {{0, 10, 10}, {99, 1, 0}, {100, 2, 1}, {350, 9, 2}, {1350, 20, 10}}},
      {"never more than a second's worth", 10, {{0, 10, 10}, {60'000, 50, 10}}},
      {"a third of a second each", 3, {{0, 4, 3}, {333, 1, 0}, {334, 2, 1}}},
      {"evenly spread",
       2,
       {{0, 1, 1}, {500, 1, 1}, {1000, 1, 1}, {1500, 1, 1}, {1500, 2, 1}}},
      {"time a little out of order",
       2,
       {{100, 2, 2}, {90, 1, 0}, {600, 1, 1}, {590, 1, 0}}},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.name);
    Allowance allowance;
    allowance.SetLimits(Rate(row.per_second));
    for (const Burst& burst : row.bursts) {
      SCOPED_TRACE(burst.at_ms);
      EXPECT_EQ(Passing(allowance, burst.tries,
                        absl::Hours(7) + absl::Milliseconds(burst.at_ms)),
                burst.want);
    }
  }
}

TEST(AllowanceTest, AveragedOverALongTimeExactlyTheRatePasses) {
  for (const std::uint32_t rate : {1u, 3u, 7u, 999u, 60'000u}) {
    SCOPED_TRACE(rate);
    Allowance allowance;
    allowance.SetLimits(Rate(rate));
    int passed = 0;
    for (int ms = 0; ms < 3000; ++ms) {
      passed += Passing(allowance, 100, absl::Milliseconds(ms));
    }
    // The burst at the beginning, then what three seconds give back.
    EXPECT_NEAR(passed, 4.0 * rate, 1.0 + 0.001 * rate);
  }
}

TEST(AllowanceTest, RateRefusalIsToBeTriedAgain) {
  Allowance allowance;
  allowance.SetLimits(Rate(1));
  EXPECT_OK(allowance.OnMessage(1, absl::Seconds(5)));
  const absl::Status refused = allowance.OnMessage(1, absl::Seconds(5));
  EXPECT_THAT(refused, IsReason(Reason::kRateLimited));
  EXPECT_TRUE(IsRetryable(refused));
}

TEST(AllowanceTest, MessageOfTheLargestSizePassesAndNotOneByteMore) {
  Allowance allowance;
  EXPECT_OK(allowance.OnMessage(kMaxMessageBytes, absl::ZeroDuration()));
  AgencyLimits limits = Rate(1);
  limits.max_message_bytes = 1024;
  allowance.SetLimits(limits);
  const absl::Status refused = allowance.OnMessage(1025, absl::ZeroDuration());
  EXPECT_THAT(refused, IsReason(Reason::kMessageTooLarge));
  EXPECT_FALSE(IsRetryable(refused));
  // It used up nothing of the rate.
  EXPECT_OK(allowance.OnMessage(1024, absl::ZeroDuration()));
}

TEST(AllowanceTest, NoMoreUnansweredThanAllowed) {
  Allowance allowance;
  AgencyLimits limits;
  limits.max_in_flight = 2;
  allowance.SetLimits(limits);
  EXPECT_OK(allowance.TryBegin());
  EXPECT_OK(allowance.TryBegin());
  const absl::Status refused = allowance.TryBegin();
  EXPECT_THAT(refused, IsReason(Reason::kTooManyInFlight));
  EXPECT_TRUE(IsRetryable(refused));
  EXPECT_EQ(allowance.in_flight(), 2);
  allowance.End();
  EXPECT_OK(allowance.TryBegin());
  // What a stream has read counts for calls as well.
  allowance.End();
  allowance.Begin();
  EXPECT_THAT(allowance.TryBegin(), IsReason(Reason::kTooManyInFlight));
}

TEST(AllowanceTest, NewLimitsCountAtOnceAndWhatWasUsedStaysUsed) {
  Allowance allowance;
  allowance.SetLimits(Rate(2));
  EXPECT_EQ(Passing(allowance, 5, absl::Seconds(1)), 2);
  allowance.SetLimits(Rate(100));
  EXPECT_EQ(Passing(allowance, 5, absl::Seconds(1)), 0);
  EXPECT_EQ(Passing(allowance, 60, absl::Seconds(1.5)), 50);
  allowance.SetLimits(Rate(0));
  EXPECT_EQ(Passing(allowance, 60, absl::Seconds(1.5)), 60);
}

TEST(AllowanceTest, WhatADeploymentLeavesOutHasItsDefault) {
  const AgencyLimits defaults = LimitsOf({});
  EXPECT_EQ(defaults.max_streams, 16);
  EXPECT_EQ(defaults.max_in_flight, 1024);
  EXPECT_EQ(defaults.max_messages_per_second, 0);
  EXPECT_EQ(defaults.max_message_bytes, 262144);
  config::v1::Limits limits;
  limits.set_max_streams(3);
  limits.set_max_messages_in_flight(4);
  limits.set_max_messages_per_second(5);
  limits.set_max_message_bytes(6000);
  const AgencyLimits set = LimitsOf(limits);
  EXPECT_EQ(set.max_streams, 3);
  EXPECT_EQ(set.max_in_flight, 4);
  EXPECT_EQ(set.max_messages_per_second, 5);
  EXPECT_EQ(set.max_message_bytes, 6000);
}

}  // namespace
}  // namespace referral::router
