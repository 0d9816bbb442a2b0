// Wakes one thread that has several things to wait for.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_WAKEUP_H_
#define REFERRAL_SERVICES_AGENCY_RPC_WAKEUP_H_

#include "absl/time/time.h"
#include "common/base/mutex.h"

namespace referral::agency {

// Thread-safe. What happens before Wake is seen after Wait.
class Wakeup {
 public:
  void Wake() {
    MutexLock lock(mutex_);
    woken_ = true;
    changed_.Signal();
  }

  // For good: every Wait returns at once from now on.
  void Stop() {
    MutexLock lock(mutex_);
    stopped_ = true;
    changed_.Signal();
  }

  bool stopped() const {
    MutexLock lock(mutex_);
    return stopped_;
  }

  // Waits for a Wake since the last Wait, for Stop, or for `timeout`.
  void Wait(absl::Duration timeout = absl::InfiniteDuration()) {
    MutexLock lock(mutex_);
    if (!woken_ && !stopped_) changed_.WaitFor(mutex_, timeout);
    woken_ = false;
  }

  // Waits for Stop or for `timeout`, whoever wakes.
  void WaitForStop(absl::Duration timeout) {
    const absl::Time until = absl::Now() + timeout;
    MutexLock lock(mutex_);
    while (!stopped_) {
      if (changed_.WaitFor(mutex_, until - absl::Now())) return;
    }
  }

 private:
  mutable Mutex mutex_;
  CondVar changed_;
  bool woken_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_WAKEUP_H_
