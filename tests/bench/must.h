// For what a benchmark cannot go on without.
#ifndef REFERRAL_TESTS_BENCH_MUST_H_
#define REFERRAL_TESTS_BENCH_MUST_H_

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/errors.h"

namespace referral::bench {

inline void Must(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", Describe(status).c_str());
  std::exit(1);
}

template <typename T>
T Must(absl::StatusOr<T> value) {
  Must(value.status());
  return *std::move(value);
}

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_MUST_H_
