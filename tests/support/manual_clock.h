// A clock that a test moves by hand. Thread-safe.
#ifndef REFERRAL_TESTS_SUPPORT_MANUAL_CLOCK_H_
#define REFERRAL_TESTS_SUPPORT_MANUAL_CLOCK_H_

#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace referral::testing {

class ManualClock final : public Clock {
 public:
  // Starts on a working day of the pilot's first year.
  ManualClock()
      : ManualClock(absl::FromCivil(absl::CivilHour(2019, 3, 4, 9),
                                    absl::UTCTimeZone())) {}
  explicit ManualClock(absl::Time now) : now_(now) {}

  absl::Time Now() const override {
    MutexLock lock(mutex_);
    return now_;
  }
  absl::Duration Monotonic() const override {
    MutexLock lock(mutex_);
    return monotonic_;
  }

  // Time passes: both clocks move. `duration` must not be negative.
  void Advance(absl::Duration duration) {
    MutexLock lock(mutex_);
    now_ += duration;
    monotonic_ += duration;
  }

  // Somebody sets the wall clock: only it moves, in either direction.
  void SetWallClock(absl::Time now) {
    MutexLock lock(mutex_);
    now_ = now;
  }

 private:
  mutable Mutex mutex_;
  absl::Time now_ ABSL_GUARDED_BY(mutex_);
  absl::Duration monotonic_ ABSL_GUARDED_BY(mutex_) = absl::Seconds(1);
};

}  // namespace referral::testing

#endif  // REFERRAL_TESTS_SUPPORT_MANUAL_CLOCK_H_
