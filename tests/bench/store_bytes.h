// What a router keeps on the disk.
#ifndef REFERRAL_TESTS_BENCH_STORE_BYTES_H_
#define REFERRAL_TESTS_BENCH_STORE_BYTES_H_

#include <cstdint>
#include <string>

namespace referral::bench {

struct StoreBytes {
  std::uint64_t wal = 0;     // *.log: what is not in a table yet, and more
  std::uint64_t tables = 0;  // *.sst
  std::uint64_t other = 0;   // what lists them, diaries, the watermark

  // All but the log, which comes and goes.
  std::uint64_t live() const { return tables + other; }
};

// Sizes of the files below `dir`; what goes away meanwhile counts nothing.
StoreBytes BytesBelow(const std::string& dir);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_STORE_BYTES_H_
