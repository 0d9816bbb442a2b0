#include "tests/bench/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>

namespace referral::bench {

// Values below 2^kBitsWithin have a bucket each; above, the leading bit says
// which power of two, the next kBitsWithin bits which bucket of it.
std::size_t Histogram::BucketOf(std::uint64_t nanoseconds) {
  const auto power =
      static_cast<int>(std::bit_width(nanoseconds >> kBitsWithin));
  const std::size_t within = nanoseconds >> std::max(power - 1, 0);
  const std::size_t bucket =
      power == 0
          ? within
          : (static_cast<std::size_t>(power - 1) << kBitsWithin) + within;
  return std::min(bucket, kBuckets - 1);
}

std::uint64_t Histogram::UpperEndOf(std::size_t bucket) {
  constexpr std::size_t kWithin = std::size_t{1} << kBitsWithin;
  if (bucket < 2 * kWithin) return bucket;
  const std::size_t shift = bucket / kWithin - 1;
  return ((kWithin + bucket % kWithin + 1) << shift) - 1;
}

void Histogram::Add(absl::Duration latency) {
  const std::int64_t nanoseconds = absl::ToInt64Nanoseconds(latency);
  ++counts_[BucketOf(
      static_cast<std::uint64_t>(std::max<std::int64_t>(nanoseconds, 0)))];
  ++count_;
}

void Histogram::Add(const Histogram& other) {
  for (std::size_t i = 0; i < kBuckets; ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
}

absl::Duration Histogram::At(double quantile) const {
  const auto wanted = static_cast<std::uint64_t>(
      std::ceil(quantile * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < kBuckets; ++i) {
    seen += counts_[i];
    if (seen >= wanted && seen > 0) {
      return absl::Nanoseconds(static_cast<std::int64_t>(UpperEndOf(i)));
    }
  }
  return absl::ZeroDuration();
}

}  // namespace referral::bench
