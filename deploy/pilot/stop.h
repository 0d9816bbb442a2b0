// The end of a replay: its overall deadline, and the first failure, which
// stops everything else.
#ifndef REFERRAL_DEPLOY_PILOT_STOP_H_
#define REFERRAL_DEPLOY_PILOT_STOP_H_

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace referral::pilot {

// Thread-safe.
class Stop {
 public:
  // `clock` must outlive it. The replay may take `timeout` from now.
  Stop(const Clock& clock, absl::Duration timeout)
      : clock_(clock), deadline_(clock.Monotonic() + timeout) {}

  Stop(const Stop&) = delete;
  Stop& operator=(const Stop&) = delete;

  // Time that is left; never negative.
  absl::Duration Left() const {
    const absl::Duration left = deadline_ - clock_.Monotonic();
    return left < absl::ZeroDuration() ? absl::ZeroDuration() : left;
  }

  // Remembers the first failure, that of the case at `where`, and stops.
  // An OK status stops too: all is done.
  void Fail(const absl::Status& status, const std::string& where)
      ABSL_LOCKS_EXCLUDED(mutex_) {
    std::vector<std::function<void()>> wake;
    {
      MutexLock lock(mutex_);
      if (!stopped_) {
        status_ = status;
        where_ = where;
      }
      stopped_ = true;
      changed_.SignalAll();
      wake.swap(wake_);
    }
    for (const auto& call : wake) call();
  }

  bool stopped() const ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    return stopped_;
  }
  absl::Status status() const ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    return status_;
  }
  std::string where() const ABSL_LOCKS_EXCLUDED(mutex_) {
    MutexLock lock(mutex_);
    return where_;
  }

  // `call` runs once when the replay stops; at once if it has.
  void OnStop(std::function<void()> call) ABSL_LOCKS_EXCLUDED(mutex_) {
    {
      MutexLock lock(mutex_);
      if (!stopped_) {
        wake_.push_back(std::move(call));
        return;
      }
    }
    call();
  }

  // Keeps a failed call from being repeated at once. Returns early, and false,
  // when the replay stops.
  bool Pause(absl::Duration duration) ABSL_LOCKS_EXCLUDED(mutex_) {
    const absl::Duration until = clock_.Monotonic() + duration;
    MutexLock lock(mutex_);
    while (!stopped_) {
      const absl::Duration left = until - clock_.Monotonic();
      if (left <= absl::ZeroDuration()) return true;
      changed_.WaitFor(mutex_, left);
    }
    return false;
  }

 private:
  const Clock& clock_;
  const absl::Duration deadline_;
  mutable Mutex mutex_;
  CondVar changed_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  std::string where_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::function<void()>> wake_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_STOP_H_
