#ifndef REFERRAL_SERVICES_ROUTER_CORE_WORK_QUEUE_H_
#define REFERRAL_SERVICES_ROUTER_CORE_WORK_QUEUE_H_

#include <cstddef>
#include <deque>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "common/base/mutex.h"
#include "services/router/core/sequencer.h"

namespace referral::router {

// What waits for the sequencer, in order. Thread-safe.
class WorkQueue {
 public:
  using Work =
      std::variant<Frame, DeliveryChange, KeyChange, RouterAct, CaseTurns>;

  // Bounds the messages of frames that wait; the router's own work, which
  // frees what agencies wait for, is never refused.
  explicit WorkQueue(size_t max_messages);

  // Takes `work` as a unit, or leaves it as it was.
  // Errors: QUEUE_FULL     a frame that does not fit
  //         SHUTTING_DOWN  after Close.
  absl::Status Put(Work& work);

  // Waits for work and takes units from the front, messages of at most
  // `max_messages` altogether unless the first unit alone has more. Empty once
  // closed and drained.
  std::deque<Work> Take(size_t max_messages);

  void Close();

  // Messages of frames that wait.
  size_t messages() const;

 private:
  static size_t MessagesOf(const Work& work);

  const size_t max_messages_;
  mutable Mutex mutex_;
  CondVar wake_;
  std::deque<Work> work_ ABSL_GUARDED_BY(mutex_);
  size_t messages_ ABSL_GUARDED_BY(mutex_) = 0;
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_WORK_QUEUE_H_
