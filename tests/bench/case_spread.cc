#include "tests/bench/case_spread.h"

namespace referral::bench {

std::size_t CaseSpread::CaseOf(std::size_t number, std::size_t cases) const {
  const std::size_t cold = cases - active;
  // So many messages before this one went to cold cases.
  const std::size_t cold_before = number * cold_percent / 100;
  const bool is_cold = (number + 1) * cold_percent / 100 > cold_before;
  return is_cold ? active + cold_before % cold
                 : (number - cold_before) % active;
}

}  // namespace referral::bench
