// How far the replay is, for people.
#ifndef REFERRAL_DEPLOY_PILOT_PROGRESS_H_
#define REFERRAL_DEPLOY_PILOT_PROGRESS_H_

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>

#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"

namespace referral::pilot {

// One line that is drawn again on a terminal; elsewhere a line at every
// quarter of the cases. Thread-safe.
class Progress {
 public:
  enum class Style { kQuiet, kLines, kTerminal };

  // kTerminal when `out` is one.
  static Style StyleOf(std::FILE* out);

  // `clock` and `out` must outlive it.
  Progress(Style style, std::FILE* out, const Clock& clock, size_t cases,
           size_t people);

  void MessageSent(int64_t messages) ABSL_LOCKS_EXCLUDED(mutex_);
  void CaseDone(size_t people, int64_t messages) ABSL_LOCKS_EXCLUDED(mutex_);

  // Leaves the terminal's line; later calls draw nothing.
  void End() ABSL_LOCKS_EXCLUDED(mutex_);

  // The line, at most 79 columns. Pure.
  static std::string Line(size_t cases, size_t of_cases, size_t people,
                          size_t of_people, int64_t messages, bool bar);

 private:
  void Draw(bool now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  std::FILE* const out_;
  const Clock& clock_;
  const size_t all_cases_;
  const size_t all_people_;
  Mutex mutex_;
  Style style_ ABSL_GUARDED_BY(mutex_);
  size_t cases_ ABSL_GUARDED_BY(mutex_) = 0;
  size_t people_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t messages_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Duration drawn_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_PROGRESS_H_
