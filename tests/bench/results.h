// Results for people and programs.
#ifndef REFERRAL_TESTS_BENCH_RESULTS_H_
#define REFERRAL_TESTS_BENCH_RESULTS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/bench/schedule.h"

namespace referral::bench {

// Medians over the rounds with their ranges, and each against the first; at
// most 80 columns wide.
std::string TableOf(const std::vector<Result>& results);

// Every value of every round.
std::string JsonOf(const Schedule& schedule,
                   const std::vector<Result>& results);

// Errors: UNAVAILABLE  the file cannot be written.
absl::Status WriteFile(const std::string& path, const std::string& text);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_RESULTS_H_
