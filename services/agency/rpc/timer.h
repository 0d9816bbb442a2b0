// Calls back when a time has come.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_TIMER_H_
#define REFERRAL_SERVICES_AGENCY_RPC_TIMER_H_

#include <chrono>
#include <cstdint>
#include <map>
#include <thread>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"

namespace referral::agency {

// Thread-safe. One thread of its own, on the system's monotonic clock.
class Timer {
 public:
  using Callback = absl::AnyInvocable<void()>;
  using Ticket = std::pair<std::chrono::steady_clock::time_point, uint64_t>;

  Timer();
  // Stops, as Stop() does.
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // Calls `callback` on the timer's thread after `delay`: must not block.
  Ticket After(absl::Duration delay, Callback callback);

  // Forgets it, unless it is being called or was.
  void Cancel(const Ticket& ticket);

  // Calls whatever waits now, at once, and ends the thread; what is added
  // later is called by its caller. Idempotent.
  void Stop();

 private:
  void Run();

  Mutex mutex_;
  CondVar changed_;
  std::map<Ticket, Callback> waiting_ ABSL_GUARDED_BY(mutex_);
  uint64_t next_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_TIMER_H_
