#include "services/router/store/background_check.h"

#include <utility>

#include "common/base/status_macros.h"
#include "services/router/store/log_check.h"

namespace referral::router {

BackgroundCheck::BackgroundCheck(const StoreReader& reader, Options options)
    : reader_(reader),
      options_(std::move(options)),
      head_(options_.checked),
      checked_(options_.checked),
      thread_([this] { Run(); }) {}

BackgroundCheck::~BackgroundCheck() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    wake_.Signal();
  }
  thread_.join();
}

void BackgroundCheck::Advance(std::uint64_t head) {
  MutexLock lock(mutex_);
  head_ = head;
  if (head_ - checked_ >= options_.every) wake_.Signal();
}

std::uint64_t BackgroundCheck::checked() const {
  MutexLock lock(mutex_);
  return checked_;
}

bool BackgroundCheck::stopping() const {
  MutexLock lock(mutex_);
  return stopping_;
}

void BackgroundCheck::Run() {
  std::uint64_t from = options_.checked;
  while (true) {
    {
      MutexLock lock(mutex_);
      checked_ = from;
      while (!stopping_ && head_ - checked_ < options_.every) {
        wake_.Wait(mutex_);
      }
      if (stopping_) return;
    }
    const absl::StatusOr<std::uint64_t> end = CheckFrom(from);
    if (!end.ok()) return options_.fatal(end.status());
    from = *end;
  }
}

absl::StatusOr<std::uint64_t> BackgroundCheck::CheckFrom(
    std::uint64_t position) const {
  LogCheck check(reader_, options_.home);
  RETURN_IF_ERROR(check.StartAfter(position));
  const auto visit =
      [&](const storage::v1::StoredRound& round) -> absl::StatusOr<bool> {
    RETURN_IF_ERROR(check.Check(round).status());
    return !stopping();
  };
  RETURN_IF_ERROR(reader_.VisitRounds(position + 1, visit));
  return check.end().last_position;
}

}  // namespace referral::router
