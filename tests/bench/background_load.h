// Additions that go on while something else is measured.
#ifndef REFERRAL_TESTS_BENCH_BACKGROUND_LOAD_H_
#define REFERRAL_TESTS_BENCH_BACKGROUND_LOAD_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "tests/bench/case_messages.h"
#include "tests/bench/router_process.h"
#include "tests/bench/submit_lane.h"

namespace referral::bench {

// The provider adds information to every case in turn through one stream, at a
// fixed rate as long as the router takes it. Not thread-safe.
class BackgroundLoad {
 public:
  // Both outlive it; `messages` is not used by others while it runs.
  // `per_second` is more than 0.
  BackgroundLoad(const RouterProcess& router, CaseMessages& messages,
                 double per_second);
  ~BackgroundLoad();

  // Makes messages for so long; those that are needed beyond are made when they
  // are due.
  void Prepare(absl::Duration about);

  void Start();

  // Returns when each has its receipt: how many a second there were.
  // Errors: the first refusal; what ended the stream; DATA_LOSS  those of a
  // case are out of order.
  absl::StatusOr<double> Stop();

 private:
  struct Addition {
    std::size_t number = 0;  // of the case
    std::string message;     // until it is sent
    std::uint64_t sequence = 0;
  };

  void Make(std::size_t count);
  void Run();
  // Waits until another may go, at its time or later; false once it stops.
  bool AwaitTurn();
  void SendNext();
  void OnReceipt(std::size_t index, std::uint64_t sequence);
  void OnBroken(const absl::Status& status);
  absl::Status CheckOrder() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const RouterProcess& router_;
  CaseMessages& messages_;
  const double per_second_;
  std::vector<std::uint64_t> last_;  // sequence, by case
  absl::Duration begun_;             // when it was started

  Mutex mutex_;
  CondVar changed_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  std::deque<Addition> additions_ ABSL_GUARDED_BY(mutex_);
  std::size_t sent_ ABSL_GUARDED_BY(mutex_) = 0;
  std::size_t answered_ ABSL_GUARDED_BY(mutex_) = 0;

  std::unique_ptr<SubmitLane> lane_;
  std::thread thread_;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_BACKGROUND_LOAD_H_
