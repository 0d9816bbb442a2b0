// One thread that turns many small writes into few synced ones.
#ifndef REFERRAL_COMMON_STORE_COMMITTER_H_
#define REFERRAL_COMMON_STORE_COMMITTER_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "common/base/mutex.h"
#include "common/store/batch.h"
#include "common/store/database.h"
#include "common/store/fatal.h"

namespace referral::store {

// Thread-safe. Work is done, written and answered in the order it was enqueued.
class GroupCommitter {
 public:
  struct Limits {
    // Work waiting for its turn; beyond it, QUEUE_FULL.
    size_t queue = 65'536;
    // What one synced write may hold. A single piece of work may exceed it.
    size_t batch_items = 256;
    size_t batch_bytes = size_t{1} << 20;
  };

  // Adds its changes to the batch, on the committer's thread. Must not block.
  // Reads of the database see what earlier writes stored, not what this batch
  // holds so far. If it returns an error, nothing it added is written and its
  // `Done` gets that error, once the batch it read with is on disk.
  using Fill = absl::AnyInvocable<absl::Status(Batch&)>;
  // Called on the committer's thread after the sync. Must not block.
  using Done = absl::AnyInvocable<void(const absl::Status&)>;

  // What the owner does around every batch that is written, on the committer's
  // thread; either may be empty. An error is one of the write.
  struct Hooks {
    // Before the write, once all that goes into the batch is in it: may change
    // it.
    absl::AnyInvocable<absl::Status(Batch&)> prepare;
    // After the sync, before anybody is answered and the next batch begins.
    absl::AnyInvocable<absl::Status()> written;
  };

  // `database` outlives this. `fatal` is called once if a write fails; then
  // nobody who waits is answered and every later Enqueue is refused.
  GroupCommitter(Database& database, const Limits& limits, FatalHandler fatal,
                 Hooks hooks);
  GroupCommitter(Database& database, const Limits& limits, FatalHandler fatal)
      : GroupCommitter(database, limits, std::move(fatal), Hooks()) {}
  // Stops, as Stop() does.
  ~GroupCommitter();
  GroupCommitter(const GroupCommitter&) = delete;
  GroupCommitter& operator=(const GroupCommitter&) = delete;

  // If it returns an error, neither closure is ever called.
  // Errors: QUEUE_FULL     retry later
  //         SHUTTING_DOWN  after Stop() or a failed write
  absl::Status Enqueue(Fill fill, Done done);

  // Refuses new work, finishes what is queued, ends the thread. Idempotent.
  // Not from the committer's own thread.
  void Stop();

  // Work waiting now.
  size_t depth() const;

 private:
  struct Work {
    Fill fill;
    Done done;
  };
  struct Answer {
    Done done;
    absl::Status status;
  };

  void Run();
  // Waits for work and takes at most a batch of it; empty when it is time to
  // end.
  std::deque<Work> Take();
  // Fills batches from `work` and commits each; false after a failed write.
  bool Process(std::deque<Work> work);
  bool WriteAndAnswer(Batch& batch, std::vector<Answer> answers);
  absl::Status Write(Batch& batch);

  Database& database_;
  const Limits limits_;
  const FatalHandler fatal_;
  Hooks hooks_;  // its own thread alone

  mutable Mutex mutex_;
  CondVar wake_;
  std::deque<Work> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  Mutex join_mutex_;
  std::thread thread_ ABSL_GUARDED_BY(join_mutex_);
};

}  // namespace referral::store

#endif  // REFERRAL_COMMON_STORE_COMMITTER_H_
