#ifndef REFERRAL_SERVICES_ROUTER_CORE_ALLOWANCE_H_
#define REFERRAL_SERVICES_ROUTER_CORE_ALLOWANCE_H_

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/limits.h"
#include "common/base/mutex.h"
#include "proto/referral/config/v1/deployment.pb.h"

namespace referral::router {

// What one agency may use.
struct AgencyLimits {
  std::size_t max_streams = kDefaultStreamsPerAgency;
  std::size_t max_in_flight = kDefaultInFlightPerAgency;
  std::uint32_t max_messages_per_second = 0;  // 0: no limit
  std::size_t max_message_bytes = kMaxMessageBytes;
};

// What a deployment says, with the defaults of its proto.
AgencyLimits LimitsOf(const config::v1::Limits& limits);

// How much of its limits an agency has used: one object for all its calls and
// streams. Asks no clock: `now` is monotonic, and may come from several
// threads a little out of order. Thread-safe.
class Allowance {
 public:
  // From now on; what was used stays used.
  void SetLimits(const AgencyLimits& limits);
  AgencyLimits limits() const;

  // A message of so many bytes has come. The rate is averaged over a second,
  // in bursts of a second's worth; a refused message uses up nothing.
  // Errors: MESSAGE_TOO_LARGE; RATE_LIMITED, to be tried again.
  absl::Status OnMessage(std::size_t bytes, absl::Duration now);

  // A message goes to be decided, unless that would be one too many.
  // Errors: TOO_MANY_IN_FLIGHT, to be tried again.
  absl::Status TryBegin();
  // The same of a stream, which stops reading instead.
  void Begin();
  // It was answered.
  void End();
  std::size_t in_flight() const;

 private:
  mutable Mutex mutex_;
  AgencyLimits limits_ ABSL_GUARDED_BY(mutex_);
  std::size_t in_flight_ ABSL_GUARDED_BY(mutex_) = 0;
  // When everything that was let through would have come at an even pace.
  absl::Duration even_time_ ABSL_GUARDED_BY(mutex_) = -absl::InfiniteDuration();
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_ALLOWANCE_H_
