// Says when the next message is to be sent, and how long each took.
#ifndef REFERRAL_TESTS_BENCH_METER_H_
#define REFERRAL_TESTS_BENCH_METER_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/mutex.h"
#include "tests/bench/histogram.h"

namespace referral::bench {

// How a subject is driven.
struct Load {
  // At most so many messages are sent and not yet answered.
  std::size_t in_flight = 64;
  // Open loop: messages a second, each at its own time, whether or not the ones
  // before are answered. 0: closed loop, as fast as answers come.
  double rate = 0;
  std::size_t messages = 0;  // in all
};

// What came of one run.
struct Sample {
  double per_second = 0;
  // Closed loop: from sending to the answer. Open loop: from the time at which
  // the message was to be sent, so that a stall counts for all that it delays.
  Histogram latency;
};

// One run. Its time begins with the first message. Thread-safe.
class Meter {
 public:
  explicit Meter(const Load& load);

  // Index of the next message, from 0, if it is to be sent now: the caller
  // sends it. nullopt if it is not yet time, or all have been sent.
  std::optional<std::size_t> Next();

  // Waits until there is one to send; nullopt once all have been sent.
  std::optional<std::size_t> AwaitNext();

  // Zero if Next() would give one now; infinite if only an answer can change
  // that.
  absl::Duration UntilNext();

  // The answers to these messages have come.
  void OnAnswered(absl::Span<const std::size_t> indices);
  void OnAnswered(std::size_t index) { OnAnswered(absl::MakeSpan(&index, 1)); }

  // Nothing more is to be sent: what waits for the next message gets none, and
  // what waits for the answers waits no longer.
  void GiveUp();

  // All are answered.
  bool done();
  // Waits until done(); false if it is not by then, or is given up.
  bool AwaitDone(absl::Duration at_most);

  // Once done.
  Sample Result();

 private:
  absl::Duration UntilNextLocked() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::optional<std::size_t> NextLocked() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Load load_;

  Mutex mutex_;
  CondVar changed_;
  std::optional<absl::Duration> begun_ ABSL_GUARDED_BY(mutex_);
  absl::Duration ended_ ABSL_GUARDED_BY(mutex_);
  std::size_t sent_ ABSL_GUARDED_BY(mutex_) = 0;
  bool given_up_ ABSL_GUARDED_BY(mutex_) = false;
  std::size_t answered_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<absl::Duration> since_ ABSL_GUARDED_BY(mutex_);  // by index
  Histogram latency_ ABSL_GUARDED_BY(mutex_);
};

// Monotonic time.
absl::Duration MonotonicNow();

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_METER_H_
