#ifndef REFERRAL_SERVICES_ROUTER_RPC_SERVING_STATE_H_
#define REFERRAL_SERVICES_ROUTER_RPC_SERVING_STATE_H_

#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "common/base/mutex.h"

namespace referral::router {

// Whether the router may serve at all. Thread-safe.
class ServingState {
 public:
  // `on_stopped` is called once, with the reason of the first Stop; it must
  // not block.
  explicit ServingState(std::function<void(const absl::Status&)> on_stopped)
      : on_stopped_(std::move(on_stopped)) {}

  // OK, or why every call is refused.
  absl::Status Check() const {
    MutexLock lock(mutex_);
    return status_;
  }

  // Refuses every call from now on with `reason`; the first one stays.
  void Stop(const absl::Status& reason) {
    {
      MutexLock lock(mutex_);
      if (!status_.ok()) return;
      status_ = reason;
    }
    on_stopped_(reason);
  }

 private:
  const std::function<void(const absl::Status&)> on_stopped_;
  mutable Mutex mutex_;
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_SERVING_STATE_H_
