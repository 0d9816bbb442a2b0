#include "services/agency/rpc/timer.h"

namespace referral::agency {

using SteadyClock = std::chrono::steady_clock;

Timer::Timer() : thread_([this] { Run(); }) {}

Timer::~Timer() { Stop(); }

Timer::Ticket Timer::After(absl::Duration delay, Callback callback) {
  const SteadyClock::time_point at =
      SteadyClock::now() + absl::ToChronoNanoseconds(delay);
  {
    MutexLock lock(mutex_);
    if (!stopping_) {
      const Ticket ticket(at, next_++);
      waiting_.emplace(ticket, std::move(callback));
      changed_.Signal();
      return ticket;
    }
  }
  callback();
  return Ticket(at, 0);
}

void Timer::Cancel(const Ticket& ticket) {
  Callback forgotten;  // destroyed after the lock is gone
  MutexLock lock(mutex_);
  const auto it = waiting_.find(ticket);
  if (it == waiting_.end()) return;
  forgotten = std::move(it->second);
  waiting_.erase(it);
}

void Timer::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    changed_.Signal();
  }
  if (thread_.joinable()) thread_.join();
}

void Timer::Run() {
  mutex_.Lock();
  while (!stopping_ || !waiting_.empty()) {
    if (waiting_.empty()) {
      changed_.Wait(mutex_);
      continue;
    }
    const auto first = waiting_.begin();
    const auto left = first->first.first - SteadyClock::now();
    if (!stopping_ && left > SteadyClock::duration::zero()) {
      changed_.WaitFor(mutex_, absl::FromChrono(left));
      continue;
    }
    Callback callback = std::move(first->second);
    waiting_.erase(first);
    mutex_.Unlock();
    callback();
    callback = nullptr;
    mutex_.Lock();
  }
  mutex_.Unlock();
}

}  // namespace referral::agency
