#include "services/router/store/background_check.h"

#include <cstddef>
#include <utility>

#include "common/base/status_macros.h"

namespace referral::router {
namespace {

// Whose last record it remembers, and as many of those before: some megabytes.
constexpr std::size_t kMaxCases = 28'000;

}  // namespace

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
  LogCheck check(reader_, options_.home);
  if (const absl::Status status = check.StartAfter(options_.checked);
      !status.ok()) {
    return options_.fatal(status);
  }
  while (true) {
    {
      MutexLock lock(mutex_);
      checked_ = check.end().last_position;
      while (!stopping_ && head_ - checked_ < options_.every) {
        wake_.Wait(mutex_);
      }
      if (stopping_) return;
    }
    const absl::Status status = CheckOn(check);
    if (!status.ok()) return options_.fatal(status);
    if (check.cases().size() > kMaxCases) check.ForgetQuietCases();
  }
}

absl::Status BackgroundCheck::CheckOn(LogCheck& check) const {
  const auto visit =
      [&](const storage::v1::StoredRound& round) -> absl::StatusOr<bool> {
    RETURN_IF_ERROR(check.Check(round));
    return !stopping();
  };
  return reader_.VisitRounds(check.end().last_position + 1, visit);
}

}  // namespace referral::router
