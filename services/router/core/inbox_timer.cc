#include "services/router/core/inbox_timer.h"

namespace referral::router {

InboxTimer::InboxTimer(const Clock& clock,
                       std::function<void(const std::string&)> on_due)
    : clock_(clock), on_due_(std::move(on_due)) {
  MutexLock lock(join_mutex_);
  thread_ = std::thread([this] { Run(); });
}

InboxTimer::~InboxTimer() { Stop(); }

void InboxTimer::Set(const std::string& agency, absl::Duration due) {
  MutexLock lock(mutex_);
  const auto found = due_of_.find(agency);
  if (found != due_of_.end()) {
    if (found->second == due) return;
    due_.erase({found->second, agency});
    due_of_.erase(found);
  }
  if (due == absl::InfiniteDuration()) return;
  due_of_[agency] = due;
  due_.insert({due, agency});
  if (due_.begin()->second == agency) wake_.Signal();
}

void InboxTimer::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    wake_.SignalAll();
  }
  MutexLock lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

void InboxTimer::Run() {
  while (true) {
    std::string agency;
    {
      MutexLock lock(mutex_);
      while (!stopping_) {
        const absl::Duration wait =
            due_.empty() ? absl::InfiniteDuration()
                         : due_.begin()->first - clock_.Monotonic();
        if (wait <= absl::ZeroDuration()) break;
        wake_.WaitFor(mutex_, wait);
      }
      if (stopping_) return;
      agency = due_.begin()->second;
      due_of_.erase(agency);
      due_.erase(due_.begin());
    }
    on_due_(agency);
  }
}

}  // namespace referral::router
