// Which cases messages go to.
#ifndef REFERRAL_TESTS_BENCH_CASE_SPREAD_H_
#define REFERRAL_TESTS_BENCH_CASE_SPREAD_H_

#include <cstddef>

namespace referral::bench {

// Of a store's cases the first `active` are those that much is said in; the
// others are cold. Each kind has its turns in order.
struct CaseSpread {
  std::size_t active = 0;          // fewer than there are cases
  std::size_t cold_percent = 100;  // of the messages

  // Number of the case, of `cases`, that the message `number` goes to.
  std::size_t CaseOf(std::size_t number, std::size_t cases) const;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_CASE_SPREAD_H_
