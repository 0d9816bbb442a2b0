#ifndef REFERRAL_SERVICES_ROUTER_CORE_CLOCK_WATCH_H_
#define REFERRAL_SERVICES_ROUTER_CORE_CLOCK_WATCH_H_

#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/base/clock.h"

namespace referral::router {

// Whether the wall clock can be believed: a clock that leaps would declare
// every agency silent at once. Between two looks it may move against the
// monotonic clock by kMaxClockLeap. Not thread-safe.
class ClockWatch {
 public:
  // `clock` must outlive it. `recorded` is the newest recorded time of the log:
  // a wall clock that far behind it was set back while nothing ran. How long
  // nothing ran cannot be known, so that a leap forwards goes unnoticed then.
  ClockWatch(const Clock& clock, absl::Time recorded);

  // False from the first look after a leap until Confirm.
  bool Look();
  // How far it leapt, forwards positive, as of the last look; absent while the
  // clock is believed.
  absl::optional<absl::Duration> leap() const { return leap_; }
  // The clock is right as it is now.
  void Confirm();

 private:
  absl::Duration Offset() const;

  const Clock& clock_;
  absl::Duration offset_;  // wall clock ahead of the monotonic one
  absl::optional<absl::Duration> leap_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_CLOCK_WATCH_H_
