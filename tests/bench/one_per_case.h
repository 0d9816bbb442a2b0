// Lets one message of a case out at a time, and the others wait their turn.
#ifndef REFERRAL_TESTS_BENCH_ONE_PER_CASE_H_
#define REFERRAL_TESTS_BENCH_ONE_PER_CASE_H_

#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

#include "common/base/mutex.h"

namespace referral::bench {

// Messages are told apart by their index in the run, cases by their number.
// Thread-safe.
class OnePerCase {
 public:
  explicit OnePerCase(std::size_t cases) : cases_(cases) {}

  // Whether the message may go out now; otherwise it waits.
  bool MayGo(std::size_t number, std::size_t index);

  // The message of the case that is out; nullopt if there is none.
  std::optional<std::size_t> Out(std::size_t number);

  // That message is answered. The one that goes out in its place: the first
  // that waits.
  std::optional<std::size_t> Answered(std::size_t number);

 private:
  struct Case {
    std::optional<std::size_t> out;
    std::deque<std::size_t> waiting;
  };

  Mutex mutex_;
  std::vector<Case> cases_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_ONE_PER_CASE_H_
