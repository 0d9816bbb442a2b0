// Latencies of many messages in little memory.
#ifndef REFERRAL_TESTS_BENCH_HISTOGRAM_H_
#define REFERRAL_TESTS_BENCH_HISTOGRAM_H_

#include <array>
#include <cstdint>

#include "absl/time/time.h"

namespace referral::bench {

// A high dynamic range histogram: buckets of equal width within each power of
// two, so that every value is kept to within 1/64. Not thread-safe.
class Histogram {
 public:
  void Add(absl::Duration latency);
  void Add(const Histogram& other);

  std::uint64_t count() const { return count_; }

  // The latency that a share `quantile` (0 to 1) of all did not exceed; zero if
  // there is none.
  absl::Duration At(double quantile) const;

 private:
  static constexpr int kBitsWithin = 6;
  static constexpr int kPowers = 40;  // of nanoseconds: up to 18 minutes
  static constexpr std::size_t kBuckets = std::size_t{kPowers} << kBitsWithin;

  static std::size_t BucketOf(std::uint64_t nanoseconds);
  static std::uint64_t UpperEndOf(std::size_t bucket);

  std::array<std::uint64_t, kBuckets> counts_{};
  std::uint64_t count_ = 0;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_HISTOGRAM_H_
