#include "services/router/core/case_warmer.h"

#include <utility>

#include "absl/hash/hash.h"
#include "absl/status/statusor.h"

namespace referral::router {
namespace {

std::size_t HashOf(absl::string_view case_id) {
  return absl::Hash<absl::string_view>()(case_id);
}

}  // namespace

CaseWarmer::CaseWarmer(const Ledger& ledger, Options options)
    : ledger_(ledger), options_(options), thread_([this] { Run(); }) {}

CaseWarmer::~CaseWarmer() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    wake_.Signal();
  }
  thread_.join();
}

void CaseWarmer::Want(absl::Span<const absl::string_view> case_ids) {
  if (case_ids.empty()) return;
  MutexLock lock(mutex_);
  const std::size_t before = order_.size();
  for (const absl::string_view case_id : case_ids) {
    if (kept_.contains(HashOf(case_id))) continue;
    if (wanted_.size() >= options_.max_cases ||
        order_.size() >= options_.max_cases) {
      break;
    }
    if (wanted_.try_emplace(case_id).second) order_.emplace_back(case_id);
  }
  if (order_.size() > before) wake_.Signal();
}

void CaseWarmer::Drop(absl::Span<const absl::string_view> case_ids) {
  MutexLock lock(mutex_);
  for (const absl::string_view case_id : case_ids) Take(case_id);
}

std::unique_ptr<CachedCase> CaseWarmer::Keep(absl::string_view case_id) {
  MutexLock lock(mutex_);
  while (IsBeingRead(case_id)) read_.Wait(mutex_);
  ++kept_[HashOf(case_id)];
  return Take(case_id);
}

void CaseWarmer::Forget(absl::string_view case_id) {
  MutexLock lock(mutex_);
  const auto kept = kept_.find(HashOf(case_id));
  if (kept != kept_.end() && --kept->second == 0) kept_.erase(kept);
}

bool CaseWarmer::IsBeingRead(absl::string_view case_id) const {
  const auto wanted = wanted_.find(case_id);
  return wanted != wanted_.end() && wanted->second.state == State::kReading;
}

std::unique_ptr<CachedCase> CaseWarmer::Take(absl::string_view case_id) {
  const auto wanted = wanted_.find(case_id);
  if (wanted == wanted_.end()) return nullptr;
  std::unique_ptr<CachedCase> ready = std::move(wanted->second.ready);
  wanted_.erase(wanted);
  if (ready != nullptr) {
    ready_bytes_ -= ready->counted_memory();
    wake_.Signal();
  }
  return ready;
}

void CaseWarmer::Run() {
  while (true) {
    const std::string case_id = Next();
    if (case_id.empty()) return;
    OnRead(case_id, CachedCase::Read(ledger_, case_id));
  }
}

void CaseWarmer::OnRead(absl::string_view case_id,
                        absl::StatusOr<std::unique_ptr<CachedCase>> read) {
  MutexLock lock(mutex_);
  read_.SignalAll();
  // It may have been dropped, and even be wanted again: then it is read again.
  if (!IsBeingRead(case_id)) return;
  // The sequencer reads it itself, and tells what is wrong.
  if (!read.ok()) return static_cast<void>(wanted_.erase(case_id));
  ready_bytes_ += (*read)->CountMemory();
  wanted_[case_id] = {State::kReady, *std::move(read)};
}

std::string CaseWarmer::Next() {
  MutexLock lock(mutex_);
  while (!stopping_) {
    if (order_.empty() || ready_bytes_ >= options_.max_ready_bytes) {
      wake_.Wait(mutex_);
      continue;
    }
    std::string case_id = std::move(order_.front());
    order_.pop_front();
    const auto wanted = wanted_.find(case_id);
    if (wanted == wanted_.end() || wanted->second.state != State::kWaiting) {
      continue;
    }
    wanted->second.state = State::kReading;
    return case_id;
  }
  return std::string();
}

}  // namespace referral::router
