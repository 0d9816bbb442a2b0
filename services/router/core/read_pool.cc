#include "services/router/core/read_pool.h"

#include <utility>

namespace referral::router {

ReadPool::ReadPool(int threads) {
  MutexLock lock(join_mutex_);
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { Run(); });
  }
}

ReadPool::~ReadPool() { Stop(); }

bool ReadPool::Post(Work work) {
  MutexLock lock(mutex_);
  if (stopping_) return false;
  queue_.push_back(std::move(work));
  wake_.Signal();
  return true;
}

void ReadPool::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    wake_.SignalAll();
  }
  MutexLock lock(join_mutex_);
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

std::size_t ReadPool::depth() const {
  MutexLock lock(mutex_);
  return queue_.size();
}

void ReadPool::Run() {
  while (true) {
    Work work;
    {
      MutexLock lock(mutex_);
      while (queue_.empty() && !stopping_) wake_.Wait(mutex_);
      if (queue_.empty()) return;
      work = std::move(queue_.front());
      queue_.pop_front();
    }
    work();
  }
}

}  // namespace referral::router
