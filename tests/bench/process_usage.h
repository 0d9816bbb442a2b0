// What a process costs the machine.
#ifndef REFERRAL_TESTS_BENCH_PROCESS_USAGE_H_
#define REFERRAL_TESTS_BENCH_PROCESS_USAGE_H_

#include <sys/types.h>

#include <cstdint>

#include "absl/time/time.h"

namespace referral::bench {

struct ProcessUsage {
  absl::Duration cpu;                     // since its start, in steps of 10 ms
  std::uint64_t resident_bytes = 0;       // now
  std::uint64_t peak_resident_bytes = 0;  // since its start
};

// Of the process `pid`; all zero if there is none.
ProcessUsage UsageOf(pid_t pid);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_PROCESS_USAGE_H_
