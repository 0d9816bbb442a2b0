// absl::Time on the wire. Pure functions.
#ifndef REFERRAL_COMMON_MODEL_TIMESTAMPS_H_
#define REFERRAL_COMMON_MODEL_TIMESTAMPS_H_

#include <cstdint>

#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace referral::model {

// `time` must be finite.
inline void SetTime(absl::Time time, google::protobuf::Timestamp& timestamp) {
  const std::int64_t seconds = absl::ToUnixSeconds(time);  // rounds down
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<std::int32_t>(
      absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

inline absl::Time ToTime(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) +
         absl::Nanoseconds(timestamp.nanos());
}

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_TIMESTAMPS_H_
