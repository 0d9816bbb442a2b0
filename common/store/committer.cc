#include "common/store/committer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"

namespace referral::store {

GroupCommitter::GroupCommitter(Database& database, const Limits& limits,
                               FatalHandler fatal, Hooks hooks)
    : database_(database),
      limits_(limits),
      fatal_(std::move(fatal)),
      hooks_(std::move(hooks)) {
  MutexLock lock(join_mutex_);
  thread_ = std::thread([this] { Run(); });
}

GroupCommitter::~GroupCommitter() { Stop(); }

absl::Status GroupCommitter::Enqueue(Fill fill, Done done) {
  MutexLock lock(mutex_);
  if (stopping_) {
    return MakeError(Reason::kShuttingDown, "nothing more is written");
  }
  if (queue_.size() >= limits_.queue) {
    return MakeError(Reason::kQueueFull,
                     absl::StrCat(queue_.size(), " writes wait already"));
  }
  queue_.push_back({std::move(fill), std::move(done)});
  if (queue_.size() == 1) wake_.Signal();
  return absl::OkStatus();
}

void GroupCommitter::Stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    wake_.Signal();
  }
  MutexLock lock(join_mutex_);
  if (thread_.joinable()) thread_.join();
}

size_t GroupCommitter::depth() const {
  MutexLock lock(mutex_);
  return queue_.size();
}

void GroupCommitter::Run() {
  while (true) {
    std::deque<Work> work = Take();
    if (work.empty() || !Process(std::move(work))) return;
  }
}

std::deque<GroupCommitter::Work> GroupCommitter::Take() {
  MutexLock lock(mutex_);
  while (queue_.empty() && !stopping_) wake_.Wait(mutex_);
  std::deque<Work> taken;
  while (!queue_.empty() && taken.size() < limits_.batch_items) {
    taken.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return taken;
}

bool GroupCommitter::Process(std::deque<Work> work) {
  while (!work.empty()) {
    Batch batch;
    std::vector<Answer> answers;
    while (!work.empty() && batch.bytes() < limits_.batch_bytes) {
      const size_t before = batch.count();
      absl::Status filled = work.front().fill(batch);
      if (!filled.ok()) batch.Truncate(before);
      answers.push_back({std::move(work.front().done), std::move(filled)});
      work.pop_front();
    }
    if (!WriteAndAnswer(batch, std::move(answers))) return false;
  }
  return true;
}

absl::Status GroupCommitter::Write(Batch& batch) {
  if (batch.empty()) return absl::OkStatus();
  if (hooks_.prepare) RETURN_IF_ERROR(hooks_.prepare(batch));
  RETURN_IF_ERROR(database_.Write(batch, Sync::kYes));
  return hooks_.written ? hooks_.written() : absl::OkStatus();
}

bool GroupCommitter::WriteAndAnswer(Batch& batch, std::vector<Answer> answers) {
  const absl::Status written = Write(batch);
  if (!written.ok()) {
    {
      MutexLock lock(mutex_);
      stopping_ = true;
      queue_.clear();
    }
    fatal_(written);
    return false;
  }
  for (Answer& answer : answers) answer.done(answer.status);
  return true;
}

}  // namespace referral::store
