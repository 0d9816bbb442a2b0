// The first thing that went wrong in a run.
#ifndef REFERRAL_TESTS_BENCH_FIRST_FAILURE_H_
#define REFERRAL_TESTS_BENCH_FIRST_FAILURE_H_

#include "absl/status/status.h"
#include "common/base/mutex.h"
#include "tests/bench/meter.h"

namespace referral::bench {

// Thread-safe.
class FirstFailure {
 public:
  // `meter` outlives it: after a failure it lets nothing more be sent.
  explicit FirstFailure(Meter& meter) : meter_(meter) {}

  // Nothing if `status` is OK.
  void Note(const absl::Status& status) {
    if (status.ok()) return;
    {
      MutexLock lock(mutex_);
      first_.Update(status);
    }
    meter_.GiveUp();
  }

  absl::Status status() {
    MutexLock lock(mutex_);
    return first_;
  }

 private:
  Meter& meter_;
  Mutex mutex_;
  absl::Status first_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_FIRST_FAILURE_H_
