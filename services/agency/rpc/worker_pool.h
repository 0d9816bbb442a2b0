// Threads for what may wait for the disk, so that gRPC's own never do.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_WORKER_POOL_H_
#define REFERRAL_SERVICES_AGENCY_RPC_WORKER_POOL_H_

#include <deque>
#include <thread>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "common/base/mutex.h"

namespace referral::agency {

// Reads of a person's desk take microseconds; two threads are two slow disks'
// worth.
inline constexpr int kReadThreads = 2;

// Thread-safe.
class WorkerPool {
 public:
  using Task = absl::AnyInvocable<void()>;

  explicit WorkerPool(int threads = kReadThreads);
  // Stops, as Stop() does.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Runs `task` on a thread of the pool; after Stop(), at once on the caller's.
  void Run(Task task);

  // Runs what is queued and ends the threads. Idempotent.
  void Stop();

 private:
  void Work();

  Mutex mutex_;
  CondVar wake_;
  std::deque<Task> tasks_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_WORKER_POOL_H_
