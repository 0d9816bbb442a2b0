#include "services/agency/rpc/verdicts.h"

#include <vector>

namespace referral::agency {

Verdicts::Ticket Verdicts::Wait(const std::string& message_id,
                                Callback callback) {
  MutexLock lock(mutex_);
  Ticket ticket(message_id, next_++);
  waiting_.emplace(ticket, std::move(callback));
  return ticket;
}

void Verdicts::Cancel(const Ticket& ticket) {
  Callback forgotten;  // destroyed after the lock is gone
  MutexLock lock(mutex_);
  const auto it = waiting_.find(ticket);
  if (it == waiting_.end()) return;
  forgotten = std::move(it->second);
  waiting_.erase(it);
}

void Verdicts::Tell(const v1::Submission& submission) {
  if (submission.state() == v1::Submission::STATE_QUEUED) return;
  std::vector<Callback> told;
  {
    MutexLock lock(mutex_);
    auto it = waiting_.lower_bound(Ticket(submission.message_id(), 0));
    while (it != waiting_.end() && it->first.first == submission.message_id()) {
      told.push_back(std::move(it->second));
      it = waiting_.erase(it);
    }
  }
  for (Callback& callback : told) callback(submission);
}

}  // namespace referral::agency
