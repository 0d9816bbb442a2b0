#include "services/router/core/work_queue.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"

namespace referral::router {

WorkQueue::WorkQueue(size_t max_messages) : max_messages_(max_messages) {}

size_t WorkQueue::MessagesOf(const Work& work) {
  const Frame* frame = std::get_if<Frame>(&work);
  return frame == nullptr ? 0 : frame->messages.size();
}

absl::Status WorkQueue::Put(Work& work) {
  const size_t messages = MessagesOf(work);
  MutexLock lock(mutex_);
  if (closed_) {
    return MakeError(Reason::kShuttingDown, "the router is stopping");
  }
  if (messages_ + messages > max_messages_) {
    return MakeError(Reason::kQueueFull,
                     absl::StrCat(messages_, " messages wait to be decided"));
  }
  messages_ += messages;
  work_.push_back(std::move(work));
  wake_.Signal();
  return absl::OkStatus();
}

std::deque<WorkQueue::Work> WorkQueue::Take(size_t max_messages) {
  std::deque<Work> taken;
  size_t count = 0;
  MutexLock lock(mutex_);
  while (work_.empty() && !closed_) wake_.Wait(mutex_);
  while (!work_.empty()) {
    const size_t messages = MessagesOf(work_.front());
    if (count + messages > max_messages && !taken.empty()) break;
    count += messages;
    taken.push_back(std::move(work_.front()));
    work_.pop_front();
  }
  messages_ -= count;
  return taken;
}

void WorkQueue::Close() {
  MutexLock lock(mutex_);
  closed_ = true;
  wake_.SignalAll();
}

size_t WorkQueue::messages() const {
  MutexLock lock(mutex_);
  return messages_;
}

}  // namespace referral::router
