#include "common/evidence/timestamp.h"

#include <cstdint>

#include "common/base/errors.h"

namespace referral::evidence {
namespace {

// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z, the range of Timestamp.
constexpr int64_t kFirstSecond = -62135596800;
constexpr int64_t kLastSecond = 253402300799;
constexpr int32_t kNanosPerSecond = 1'000'000'000;

}  // namespace

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  const absl::Duration rest = time - absl::FromUnixSeconds(seconds);
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
  return timestamp;
}

absl::StatusOr<absl::Time> FromTimestamp(
    const google::protobuf::Timestamp& timestamp, absl::string_view where) {
  if (timestamp.seconds() < kFirstSecond || timestamp.seconds() > kLastSecond ||
      timestamp.nanos() < 0 || timestamp.nanos() >= kNanosPerSecond) {
    return MakeError(Reason::kInvalidField,
                     "the time lies outside the years 1 to 9999", where);
  }
  return absl::FromUnixSeconds(timestamp.seconds()) +
         absl::Nanoseconds(timestamp.nanos());
}

}  // namespace referral::evidence
