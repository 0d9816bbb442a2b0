// What a router takes of memory, disk and syncs, and how it fares when much is
// stored.
#ifndef REFERRAL_TESTS_BENCH_STORE_BENCH_H_
#define REFERRAL_TESTS_BENCH_STORE_BENCH_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/fill.h"
#include "tests/bench/findings.h"
#include "tests/bench/schedule.h"
#include "tests/bench/server_process.h"

namespace referral::bench {

struct StoreBenchOptions {
  Trust trust = Trust::kInsecure;
  // Records stored before anything is compared, and the cases they are in; at
  // least two to a case.
  std::size_t records = 200'000;
  std::size_t cases = 10'000;
  // Cases that 95 % of new messages go to; fewer than `cases`.
  std::size_t active = 5'000;
  // Records that wait in the inbox that is drained.
  std::size_t waiting = 100'000;
  Schedule schedule;  // of what is compared
  int restarts = 3;   // of each kind
  std::string dir;    // on the disk to be measured
};

// Errors: the first of anything.
absl::StatusOr<std::vector<Finding>> MeasureStore(
    const StoreBenchOptions& options, const Say& say);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_STORE_BENCH_H_
