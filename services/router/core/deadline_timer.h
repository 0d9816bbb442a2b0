#ifndef REFERRAL_SERVICES_ROUTER_CORE_DEADLINE_TIMER_H_
#define REFERRAL_SERVICES_ROUTER_CORE_DEADLINE_TIMER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/optional.h"
#include "common/base/clock.h"
#include "common/base/mutex.h"
#include "common/model/directory.h"
#include "services/router/core/clock_watch.h"
#include "services/router/core/ledger.h"
#include "services/router/core/sequencer.h"

namespace referral::router {

// Lets the router say in a case that a clock ran out. Knows the next due time
// alone, however many clocks wait; the ledger's deadlines say which cases to
// ask then, and each case's file what to say. Thread-safe; one thread of its
// own, which looks every kDeadlineLook.
class DeadlineTimer {
 public:
  struct Options {
    // Sequencer::Say; `done` of the turns is called later, or never if it
    // stops.
    std::function<void(CaseTurns)> say;
    // Asked on the sequencer's thread: the directory of the round.
    std::function<std::shared_ptr<const model::Directory>()> directory;
    // Something could not be read or said; it is looked at again after the
    // next start at the latest. Must not block.
    std::function<void(const absl::Status&)> on_error;
  };

  // `clock` and `ledger` must outlive it, and it whatever calls back.
  DeadlineTimer(Options options, const Clock& clock, const Ledger& ledger);
  // Stops.
  ~DeadlineTimer();
  DeadlineTimer(const DeadlineTimer&) = delete;
  DeadlineTimer& operator=(const DeadlineTimer&) = delete;

  // Goes on from the ledger's cursor.
  // Errors: the ledger's.
  absl::Status Load();
  // Starts the thread; after Load.
  void Start();
  // Idempotent. Not from the timer's thread.
  void Stop();

  // A round on disk set a clock for `due`.
  void OnDeadlines(absl::Time due);

  // One look. True if cases are being asked: it does nothing then until they
  // have answered.
  bool Look();

  struct State {
    absl::optional<absl::Duration> leap;       // present: clocks stand still
    absl::Time next = absl::InfiniteFuture();  // when one may run out
    std::uint64_t passed = 0;                  // said since the start
  };
  State state() const;
  // The wall clock is right: clocks run again.
  void ConfirmClock();

 private:
  void Run();
  bool Ask();
  absl::Status ReadDue(absl::Time now);
  absl::Status ReadNext();
  void SayNext();
  std::vector<OwnMessage> Speak(const storage::v1::CaseFile& file,
                                absl::Time now);

  const Options options_;
  const Clock& clock_;
  const Ledger& ledger_;

  mutable Mutex mutex_;
  CondVar wake_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool asking_ ABSL_GUARDED_BY(mutex_) = false;
  ClockWatch watch_ ABSL_GUARDED_BY(mutex_);
  // Not after the earliest clock that was not looked at.
  absl::Time next_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  // Everything up to here was read.
  DeadlinePlace read_ ABSL_GUARDED_BY(mutex_);
  // Read, and still to be asked.
  std::deque<std::string> due_ ABSL_GUARDED_BY(mutex_);
  // Where the ledger's cursor goes when they were.
  absl::Time cursor_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  std::uint64_t passed_ ABSL_GUARDED_BY(mutex_) = 0;

  Mutex join_mutex_;
  std::thread thread_ ABSL_GUARDED_BY(join_mutex_);
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_DEADLINE_TIMER_H_
