#include "services/router/core/clock_watch.h"

#include "common/base/limits.h"

namespace referral::router {

ClockWatch::ClockWatch(const Clock& clock, absl::Time recorded)
    : clock_(clock), offset_(Offset()) {
  if (recorded == absl::InfinitePast()) return;  // nothing recorded yet
  const absl::Duration behind = clock_.Now() - recorded;
  if (behind >= -kMaxClockLeap) return;
  leap_ = behind;
  offset_ -= behind;
}

bool ClockWatch::Look() {
  const absl::Duration offset = Offset();
  const absl::Duration leap = offset - offset_;
  if (leap_.has_value() || absl::AbsDuration(leap) > kMaxClockLeap) {
    leap_ = leap;
    return false;
  }
  offset_ = offset;
  return true;
}

void ClockWatch::Confirm() {
  offset_ = Offset();
  leap_.reset();
}

// A process that is stopped between two readings would see a leap: read again.
absl::Duration ClockWatch::Offset() const {
  while (true) {
    const absl::Duration before = clock_.Monotonic();
    const absl::Duration wall = clock_.Now() - absl::UnixEpoch();
    const absl::Duration after = clock_.Monotonic();
    if (after - before <= kMaxClockLeap / 2) return wall - after;
  }
}

}  // namespace referral::router
