// Where time comes from. Whatever needs the time gets a Clock in its
// constructor; the installed programs know only SystemClock, tests move theirs.
#ifndef REFERRAL_COMMON_BASE_CLOCK_H_
#define REFERRAL_COMMON_BASE_CLOCK_H_

#include "absl/time/time.h"

namespace referral {

// Thread-safe in every implementation.
class Clock {
 public:
  virtual ~Clock() = default;

  // Wall clock, UTC. May leap forwards or backwards when it is set.
  virtual absl::Time Now() const = 0;

  // Time since an arbitrary start. Never goes backwards; compare only values
  // of one process.
  virtual absl::Duration Monotonic() const = 0;
};

// The clocks of the operating system.
class SystemClock final : public Clock {
 public:
  absl::Time Now() const override;
  absl::Duration Monotonic() const override;
};

}  // namespace referral

#endif  // REFERRAL_COMMON_BASE_CLOCK_H_
