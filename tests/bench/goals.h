// The goals that compare subjects, and whether results meet them.
#ifndef REFERRAL_TESTS_BENCH_GOALS_H_
#define REFERRAL_TESTS_BENCH_GOALS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/findings.h"

namespace referral::bench {

// Judges what `referral-bench --json` and `referral-bench-store --json` wrote,
// a text each. A goal is judged by the first run that has all its subjects,
// under the load that it speaks of: only within a run are medians compared.
// Findings that bring their own goals come last.
// Errors: INVALID_ARGUMENT  a text is not what either wrote.
absl::StatusOr<std::vector<Finding>> Judge(
    const std::vector<std::string>& results);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_GOALS_H_
