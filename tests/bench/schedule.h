// Runs subjects turn by turn, so that what disturbs the machine disturbs all.
#ifndef REFERRAL_TESTS_BENCH_SCHEDULE_H_
#define REFERRAL_TESTS_BENCH_SCHEDULE_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/bench/subject.h"

namespace referral::bench {

struct Schedule {
  std::size_t in_flight = 64;
  double rate = 0;  // see Load
  int rounds = 5;
  // About how long one run of one subject takes; how many messages that are,
  // a first run, which does not count, tells.
  absl::Duration run = absl::Seconds(2);
};

// What came of one subject, a value for each round.
struct Result {
  std::string name;
  std::vector<double> per_second;
  std::vector<absl::Duration> p50;
  std::vector<absl::Duration> p99;
  // Of its server; empty where that is not told apart.
  std::vector<absl::Duration> cpu;  // a message
  std::uint64_t peak_resident_bytes = 0;
};

// Starts every subject below `dir`, then measures them in turn, each while the
// others stand still, and checks the history of each run. `say` gets a line now
// and then. Errors: the first of a subject, under its name.
absl::StatusOr<std::vector<Result>> Measure(
    const Schedule& schedule, const std::string& dir,
    const std::vector<std::unique_ptr<Subject>>& subjects,
    const std::function<void(const std::string&)>& say);

// Of at least one value.
template <typename T>
T Median(std::vector<T> values) {
  const auto middle =
      values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_SCHEDULE_H_
