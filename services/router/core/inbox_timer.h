#ifndef REFERRAL_SERVICES_ROUTER_CORE_INBOX_TIMER_H_
#define REFERRAL_SERVICES_ROUTER_CORE_INBOX_TIMER_H_

#include <functional>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace referral::router {

// Tells when an agency's inbox has something due. One thread, which sleeps
// until the earliest due time. Thread-safe.
class InboxTimer {
 public:
  // `clock` must outlive it. `on_due` runs on the timer's thread, without a
  // lock held, and must not block.
  InboxTimer(const Clock& clock,
             std::function<void(const std::string&)> on_due);
  // Stops.
  ~InboxTimer();
  InboxTimer(const InboxTimer&) = delete;
  InboxTimer& operator=(const InboxTimer&) = delete;

  // When `agency` is due, by the monotonic clock; replaces what was set
  // before. Infinite: not at all.
  void Set(const std::string& agency, absl::Duration due);

  // Idempotent. Not from the timer's thread.
  void Stop();

 private:
  void Run();

  const Clock& clock_;
  const std::function<void(const std::string&)> on_due_;

  Mutex mutex_;
  CondVar wake_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::map<std::string, absl::Duration> due_of_ ABSL_GUARDED_BY(mutex_);
  std::set<std::pair<absl::Duration, std::string>> due_ ABSL_GUARDED_BY(mutex_);

  Mutex join_mutex_;
  std::thread thread_ ABSL_GUARDED_BY(join_mutex_);
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_INBOX_TIMER_H_
