// A clock that several processes share and a test moves: the system's clock,
// ahead by what stands in a small file.
#ifndef REFERRAL_TESTS_SUPPORT_FILE_CLOCK_H_
#define REFERRAL_TESTS_SUPPORT_FILE_CLOCK_H_

#include <atomic>
#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "common/base/clock.h"

namespace referral::testing {

// Thread-safe, and across processes: all that opened one file move together.
class FileClock final : public Clock {
 public:
  // Opens `path`, or makes it: not ahead. Ends the process if it cannot.
  explicit FileClock(const std::string& path);
  ~FileClock() override;
  FileClock(const FileClock&) = delete;
  FileClock& operator=(const FileClock&) = delete;

  absl::Time Now() const override;
  // Moves with the wall clock: time has passed, nobody has set a clock.
  absl::Duration Monotonic() const override;

  // Lets time pass, for everyone at once. `duration` must not be negative.
  void Advance(absl::Duration duration);

 private:
  absl::Duration Ahead() const;

  const SystemClock system_;
  std::atomic<std::int64_t>* ahead_seconds_;  // in the file
};

}  // namespace referral::testing

#endif  // REFERRAL_TESTS_SUPPORT_FILE_CLOCK_H_
