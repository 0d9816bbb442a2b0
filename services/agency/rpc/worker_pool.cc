#include "services/agency/rpc/worker_pool.h"

#include <utility>

namespace referral::agency {

WorkerPool::WorkerPool(int threads) {
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this] { Work(); });
  }
}

WorkerPool::~WorkerPool() { Stop(); }

void WorkerPool::Run(Task task) {
  {
    MutexLock lock(mutex_);
    if (!stopping_) {
      tasks_.push_back(std::move(task));
      wake_.Signal();
      return;
    }
  }
  task();
}

void WorkerPool::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    wake_.SignalAll();
  }
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void WorkerPool::Work() {
  mutex_.Lock();
  while (true) {
    while (tasks_.empty() && !stopping_) wake_.Wait(mutex_);
    if (tasks_.empty()) break;
    Task task = std::move(tasks_.front());
    tasks_.pop_front();
    mutex_.Unlock();
    task();
    task = nullptr;
    mutex_.Lock();
  }
  mutex_.Unlock();
}

}  // namespace referral::agency
