#include "services/agency/rpc/batch_run.h"

#include <algorithm>
#include <utility>

#include "common/base/errors.h"

namespace referral::agency {
namespace {

// A referral has moved since the look at the worklist, or another call of the
// batch was quicker: another look tells.
bool HasMoved(const absl::Status& status) {
  return HasReason(status, Reason::kIllegalTransition) ||
         HasReason(status, Reason::kStatusChanged) ||
         HasReason(status, Reason::kReferralNotFound) ||
         HasReason(status, Reason::kDuplicateMessageId);
}

bool IsSettled(v1::Submission::State state) {
  return state == v1::Submission::STATE_RECORDED ||
         state == v1::Submission::STATE_REFUSED;
}

}  // namespace

void BatchRun::Start(std::function<void()> on_progress) {
  {
    MutexLock lock(watch_mutex_);
    on_progress_ = std::move(on_progress);
  }
  auto self = shared_from_this();
  parts_.batches.Begin(order_, [self](const absl::Status& status) {
    if (!status.ok()) return self->Fail(status);
    self->parts_.pool.Run([self] { self->Plan(); });
  });
}

BatchRun::Standing BatchRun::standing() {
  MutexLock lock(mutex_);
  Standing standing{progress_, status_};
  standing.progress.set_done(all_queued_ &&
                             progress_.recorded() + progress_.refused() ==
                                 progress_.referrals());
  return standing;
}

void BatchRun::Unwatch() {
  {
    MutexLock lock(watch_mutex_);
    on_progress_ = nullptr;
  }
  std::vector<Verdicts::Ticket> tickets;
  {
    MutexLock lock(mutex_);
    watched_ = false;
    for (auto& [id, message] : messages_) {
      if (message.ticket.has_value()) tickets.push_back(*message.ticket);
      message.ticket.reset();
    }
  }
  for (const Verdicts::Ticket& ticket : tickets) {
    parts_.verdicts.Cancel(ticket);
  }
}

void BatchRun::Plan() {
  absl::StatusOr<BatchPlan> plan = parts_.batches.Plan(order_);
  if (!plan.ok()) return Fail(plan.status());
  Expect(*plan);
  for (const BatchPlan::Kept& kept : plan->kept) AwaitKept(kept.submission);
  QueueChunk();
}

// Counts what there is to do, before any of it is done.
void BatchRun::Expect(const BatchPlan& plan) {
  MutexLock lock(mutex_);
  moved_ = absl::OkStatus();
  ++looks_;
  for (const BatchPlan::Kept& kept : plan.kept) {
    ExpectOne(kept.submission.message_id(), kept.referrals);
  }
  for (const BatchMessage& message : plan.missing) {
    ExpectOne(BatchMessageId(order_.call.message_id(), message.case_id,
                             message.number),
              message.referral_ids.size());
    missing_.push_back(message);
  }
}

// Known already if it was queued after an earlier look.
void BatchRun::ExpectOne(const std::string& id, size_t referrals) {
  const auto [it, is_new] = messages_.try_emplace(id);
  if (!is_new) return;
  it->second.referrals = referrals;
  progress_.set_referrals(progress_.referrals() +
                          static_cast<uint32_t>(referrals));
}

std::vector<BatchMessage> BatchRun::TakeChunk() {
  std::vector<BatchMessage> chunk;
  MutexLock lock(mutex_);
  while (status_.ok() && chunk.size() < kBatchChunk && !missing_.empty()) {
    chunk.push_back(std::move(missing_.front()));
    missing_.pop_front();
  }
  // One more, which this thread lands last.
  on_their_way_ = chunk.size() + 1;
  return chunk;
}

void BatchRun::QueueChunk() {
  for (const BatchMessage& message : TakeChunk()) Queue(message);
  Landed();
}

void BatchRun::Queue(const BatchMessage& message) {
  Draft draft = DraftOf(order_, message);
  std::string id = draft.call.message_id();
  auto self = shared_from_this();
  parts_.outbox.Accept(
      std::move(draft),
      [self, id](const absl::StatusOr<v1::Submission>& submission) {
        self->OnQueued(id, submission);
        self->Landed();
      });
}

void BatchRun::OnQueued(const std::string& id,
                        const absl::StatusOr<v1::Submission>& submission) {
  if (submission.ok()) {
    Note(*submission);
    // On the store's thread, as the verdict will be: it cannot be missed.
    return Await(id);
  }
  MutexLock lock(mutex_);
  const auto it = messages_.find(id);
  progress_.set_referrals(progress_.referrals() -
                          static_cast<uint32_t>(it->second.referrals));
  messages_.erase(it);
  if (HasMoved(submission.status())) {
    moved_ = submission.status();
  } else if (status_.ok()) {
    status_ = submission.status();
  }
}

BatchRun::Next BatchRun::NextStep() {
  if (!status_.ok()) {
    missing_.clear();
    return Next::kRest;
  }
  if (!missing_.empty()) return Next::kChunk;
  if (!moved_.ok() && looks_ < kBatchLooks) return Next::kLook;
  status_ = moved_;
  all_queued_ = status_.ok();
  return Next::kRest;
}

void BatchRun::Landed() {
  Next next = Next::kRest;
  {
    MutexLock lock(mutex_);
    if (--on_their_way_ > 0) return;
    next = NextStep();
  }
  auto self = shared_from_this();
  switch (next) {
    case Next::kChunk:
      return parts_.pool.Run([self] { self->QueueChunk(); });
    case Next::kLook:
      return parts_.pool.Run([self] { self->Plan(); });
    case Next::kRest:
      return TellProgress();
  }
}

// Waits for the verdict.
void BatchRun::Await(const std::string& id) {
  {
    MutexLock lock(mutex_);
    const Message& message = messages_[id];
    if (!watched_ || IsSettled(message.state) || message.ticket.has_value()) {
      return;
    }
  }
  auto self = shared_from_this();
  const Verdicts::Ticket ticket = parts_.verdicts.Wait(
      id, [self](const v1::Submission& settled) { self->Note(settled); });
  bool watched = false;
  {
    MutexLock lock(mutex_);
    watched = watched_;
    if (watched) messages_[id].ticket = ticket;
  }
  if (!watched) parts_.verdicts.Cancel(ticket);
}

// A message of an earlier call. Its verdict may come between the look at the
// outbox and the wait for it.
void BatchRun::AwaitKept(const v1::Submission& submission) {
  Note(submission);
  if (IsSettled(submission.state())) return;
  const std::string& id = submission.message_id();
  Await(id);
  const absl::StatusOr<v1::Submission> now = parts_.reader.Find(id);
  if (!now.ok()) return Fail(now.status());
  if (!IsSettled(now->state())) return;
  std::optional<Verdicts::Ticket> ticket;
  {
    MutexLock lock(mutex_);
    ticket = std::exchange(messages_[id].ticket, std::nullopt);
  }
  if (ticket.has_value()) parts_.verdicts.Cancel(*ticket);
  Note(*now);
}

// What became of a message. Each step counts once.
void BatchRun::Note(const v1::Submission& submission) {
  {
    MutexLock lock(mutex_);
    const auto it = messages_.find(submission.message_id());
    if (it == messages_.end() || IsSettled(it->second.state)) return;
    Message& message = it->second;
    const auto count = static_cast<uint32_t>(message.referrals);
    if (!std::exchange(message.queued, true)) {
      progress_.set_queued(progress_.queued() + count);
    }
    message.state = submission.state();
    if (IsSettled(message.state)) message.ticket.reset();
    if (message.state == v1::Submission::STATE_RECORDED) {
      progress_.set_recorded(progress_.recorded() + count);
    } else if (message.state == v1::Submission::STATE_REFUSED) {
      progress_.set_refused(progress_.refused() + count);
    }
  }
  TellProgress();
}

void BatchRun::Fail(const absl::Status& status) {
  {
    MutexLock lock(mutex_);
    if (status_.ok()) status_ = status;
  }
  TellProgress();
}

void BatchRun::TellProgress() {
  MutexLock lock(watch_mutex_);
  if (on_progress_) on_progress_();
}

}  // namespace referral::agency
