// One call of a batch at work: puts its messages into the outbox, a chunk at a
// time, and counts what the router says of them.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_BATCH_RUN_H_
#define REFERRAL_SERVICES_AGENCY_RPC_BATCH_RUN_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "services/agency/core/batch.h"
#include "services/agency/rpc/verdicts.h"
#include "services/agency/rpc/worker_pool.h"
#include "services/agency/store/batches.h"
#include "services/agency/store/outbox.h"

namespace referral::agency {

// Messages of a batch that are on their way into the outbox at a time: a few
// groups of the store's, so that other callers' messages fall in between.
inline constexpr size_t kBatchChunk = 256;

// How often a batch looks at the worklist again because referrals have moved
// between the look and the queueing.
inline constexpr int kBatchLooks = 3;

// Thread-safe. Lives until everything is queued, whoever still looks.
class BatchRun : public std::enable_shared_from_this<BatchRun> {
 public:
  // All outlive it.
  struct Parts {
    Batches& batches;
    Outbox& outbox;
    const OutboxReader& reader;
    Verdicts& verdicts;
    WorkerPool& pool;
  };

  BatchRun(const Parts& parts, BatchOrder order)
      : parts_(parts), order_(std::move(order)) {}

  // Begins; once. `on_progress` is called whenever there is news, on any
  // thread: must not block.
  void Start(std::function<void()> on_progress);

  struct Standing {
    v1::BatchProgress progress;
    // Why it stopped; what was queued before stays queued, and calling again
    // goes on from there. Errors: those of Batches::Begin, Batches::Plan and
    // Outbox::Accept.
    absl::Status status;
  };
  Standing standing();

  // Nobody looks any more: queues what is left, without counting verdicts. No
  // call of `on_progress` is under way once this returns.
  void Unwatch();

 private:
  struct Message {
    size_t referrals = 0;
    bool queued = false;
    v1::Submission::State state = v1::Submission::STATE_UNSPECIFIED;
    std::optional<Verdicts::Ticket> ticket;  // while queued and watched
  };

  void Plan();
  void QueueChunk();
  void Queue(const BatchMessage& message);
  void OnQueued(const std::string& id,
                const absl::StatusOr<v1::Submission>& submission);
  void Landed();
  void Await(const std::string& id);
  void AwaitKept(const v1::Submission& submission);
  void Note(const v1::Submission& submission);
  void Fail(const absl::Status& status);
  void TellProgress();
  void Expect(const BatchPlan& plan);
  void ExpectOne(const std::string& id, size_t referrals)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::vector<BatchMessage> TakeChunk();
  // What is to be done once a chunk has landed.
  enum class Next { kChunk, kLook, kRest };
  Next NextStep() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Parts parts_;
  const BatchOrder order_;

  Mutex watch_mutex_;  // before mutex_
  std::function<void()> on_progress_ ABSL_GUARDED_BY(watch_mutex_);

  Mutex mutex_;
  std::map<std::string, Message> messages_ ABSL_GUARDED_BY(mutex_);
  std::deque<BatchMessage> missing_ ABSL_GUARDED_BY(mutex_);
  size_t on_their_way_ ABSL_GUARDED_BY(mutex_) = 0;
  v1::BatchProgress progress_ ABSL_GUARDED_BY(mutex_);
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  absl::Status moved_ ABSL_GUARDED_BY(mutex_);  // of the last look, if any
  int looks_ ABSL_GUARDED_BY(mutex_) = 0;
  bool all_queued_ ABSL_GUARDED_BY(mutex_) = false;
  bool watched_ ABSL_GUARDED_BY(mutex_) = true;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_BATCH_RUN_H_
