#include "tests/support/file_clock.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace referral::testing {
namespace {

using Cell = std::atomic<std::int64_t>;
static_assert(Cell::is_always_lock_free);

[[noreturn]] void Die(const std::string& path) {
  std::perror(path.c_str());
  std::abort();
}

Cell* Map(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) Die(path);
  // A new file grows by zeros: not ahead.
  if (::ftruncate(file, sizeof(Cell)) != 0) Die(path);
  void* cell = ::mmap(nullptr, sizeof(Cell), PROT_READ | PROT_WRITE, MAP_SHARED,
                      file, 0);
  if (cell == MAP_FAILED) Die(path);
  ::close(file);
  return static_cast<Cell*>(cell);
}

}  // namespace

FileClock::FileClock(const std::string& path) : ahead_seconds_(Map(path)) {}

FileClock::~FileClock() { ::munmap(ahead_seconds_, sizeof(Cell)); }

absl::Time FileClock::Now() const { return system_.Now() + Ahead(); }

absl::Duration FileClock::Monotonic() const {
  return system_.Monotonic() + Ahead();
}

void FileClock::Advance(absl::Duration duration) {
  ahead_seconds_->fetch_add(absl::ToInt64Seconds(duration));
}

absl::Duration FileClock::Ahead() const {
  return absl::Seconds(ahead_seconds_->load());
}

}  // namespace referral::testing
