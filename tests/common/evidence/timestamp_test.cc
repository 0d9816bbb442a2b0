#include "common/evidence/timestamp.h"

#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace referral::evidence {
namespace {

using ::referral::testing::IsOkAndHolds;
using ::referral::testing::IsReason;

TEST(TimestampTest, TimesGoThereAndBackToTheNanosecond) {
  for (const absl::Time time :
       {absl::UnixEpoch(), absl::UnixEpoch() - absl::Nanoseconds(1),
        absl::FromUnixNanos(1'552'000'000'123'456'789),
        absl::FromUnixSeconds(-62135596800),
        absl::FromUnixSeconds(253402300799)}) {
    EXPECT_THAT(FromTimestamp(ToTimestamp(time), "x"), IsOkAndHolds(time));
    EXPECT_GE(ToTimestamp(time).nanos(), 0);
  }
}

TEST(TimestampTest, WhatIsNoTimeIsRefused) {
  struct {
    const char* name;
    int64_t seconds;
    int32_t nanos;
  } const cases[] = {
      {"before year 1", -62135596801, 0},
      {"after year 9999", 253402300800, 0},
      {"negative nanos", 0, -1},
      {"a whole second of nanos", 0, 1'000'000'000},
  };
  for (const auto& test : cases) {
    SCOPED_TRACE(test.name);
    google::protobuf::Timestamp timestamp;
    timestamp.set_seconds(test.seconds);
    timestamp.set_nanos(test.nanos);
    const absl::Status status = FromTimestamp(timestamp, "field").status();
    EXPECT_THAT(status, IsReason(Reason::kInvalidField));
    EXPECT_EQ(Where(status), "field");
  }
}

}  // namespace
}  // namespace referral::evidence
