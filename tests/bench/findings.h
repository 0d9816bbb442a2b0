// What was measured, beside what it should be.
#ifndef REFERRAL_TESTS_BENCH_FINDINGS_H_
#define REFERRAL_TESTS_BENCH_FINDINGS_H_

#include <optional>
#include <string>
#include <vector>

#include "nlohmann/json_fwd.hpp"

namespace referral::bench {

// A limit that a value should keep.
struct Bound {
  enum class Side { kAtMost, kAtLeast };
  Side side = Side::kAtMost;
  double limit = 0;

  bool KeptBy(double value) const {
    return side == Side::kAtMost ? value <= limit : value >= limit;
  }
};

struct Finding {
  std::string what;
  std::optional<double> value;  // nullopt: was not measured
  std::string unit;             // "MiB"; empty: a ratio
  std::optional<Bound> goal;    // nullopt: told, not judged
};

// One finding a line, at most 80 columns, and how many goals are met.
std::string TableOf(const std::vector<Finding>& findings);

nlohmann::json JsonOf(const std::vector<Finding>& findings);
// What JsonOf made; throws what the JSON library throws if it is not that.
std::vector<Finding> FindingsOf(const nlohmann::json& json);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_FINDINGS_H_
