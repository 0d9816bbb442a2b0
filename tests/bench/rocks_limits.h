// What the disk and RocksDB alone allow: the limits of every router.
#ifndef REFERRAL_TESTS_BENCH_ROCKS_LIMITS_H_
#define REFERRAL_TESTS_BENCH_ROCKS_LIMITS_H_

#include <memory>

#include "tests/bench/subject.h"

namespace referral::bench {

// One thread that writes whatever waits, at most load.in_flight messages, as
// one synced batch: "rocksdb committer".
std::unique_ptr<Subject> MakeRocksCommitter();

// load.in_flight threads with one synced put at a time each: "rocksdb threads".
std::unique_ptr<Subject> MakeRocksThreads();

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_ROCKS_LIMITS_H_
