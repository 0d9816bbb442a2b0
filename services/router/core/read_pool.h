#ifndef REFERRAL_SERVICES_ROUTER_CORE_READ_POOL_H_
#define REFERRAL_SERVICES_ROUTER_CORE_READ_POOL_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "common/base/mutex.h"

namespace referral::router {

// Threads for work that reads the disk, so that the threads of the network
// never wait for it. Thread-safe.
class ReadPool {
 public:
  using Work = std::function<void()>;

  explicit ReadPool(int threads);
  // Stops.
  ~ReadPool();
  ReadPool(const ReadPool&) = delete;
  ReadPool& operator=(const ReadPool&) = delete;

  // Runs `work` on one of the threads, soon. False, and it is never run, after
  // Stop.
  bool Post(Work work);

  // Finishes what was posted, then ends the threads. Idempotent. Not from one
  // of them.
  void Stop();

  // Work that waits.
  std::size_t depth() const;

 private:
  void Run();

  mutable Mutex mutex_;
  CondVar wake_;
  std::deque<Work> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  Mutex join_mutex_;
  std::vector<std::thread> threads_ ABSL_GUARDED_BY(join_mutex_);
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_READ_POOL_H_
