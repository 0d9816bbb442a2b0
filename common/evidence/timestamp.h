// absl::Time to and from google.protobuf.Timestamp. Pure functions.
#ifndef REFERRAL_COMMON_EVIDENCE_TIMESTAMP_H_
#define REFERRAL_COMMON_EVIDENCE_TIMESTAMP_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"

namespace referral::evidence {

// `time` must lie in the years 1 to 9999; it is cut to nanoseconds.
google::protobuf::Timestamp ToTimestamp(absl::Time time);

// Errors: INVALID_FIELD at `where` when it is not a time of the years 1 to
// 9999.
absl::StatusOr<absl::Time> FromTimestamp(
    const google::protobuf::Timestamp& timestamp, absl::string_view where);

}  // namespace referral::evidence

#endif  // REFERRAL_COMMON_EVIDENCE_TIMESTAMP_H_
