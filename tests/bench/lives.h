// Which message comes next where many cases are lived side by side.
#ifndef REFERRAL_TESTS_BENCH_LIVES_H_
#define REFERRAL_TESTS_BENCH_LIVES_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/bench/life_story.h"

namespace referral::bench {

// A message of one of the lives.
struct LifeMessage {
  std::size_t place = 0;     // of the life among those side by side
  std::uint64_t number = 0;  // of the case
  LifeStep step;
};

// Always as many at a time: where one ends, the next begins. Not thread-safe.
class Lives {
 public:
  // Cases have the numbers from `first` on.
  Lives(std::size_t side_by_side, std::uint64_t first);

  std::size_t side_by_side() const { return lives_.size(); }

  // Called first, if at all: brings the lives to points that are spread over
  // their length, as those of many families are. What is said until then.
  std::vector<LifeMessage> Spread();

  // The next message of each in turn.
  LifeMessage Next();

 private:
  struct OneLife {
    std::uint64_t number = 0;
    std::vector<LifeStep> steps;
    std::size_t said = 0;
  };

  LifeMessage NextOf(std::size_t place);

  std::uint64_t next_number_;
  std::vector<OneLife> lives_;
  std::size_t turn_ = 0;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_LIVES_H_
