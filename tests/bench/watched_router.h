// A router whose use of memory, disk and syncs is watched.
#ifndef REFERRAL_TESTS_BENCH_WATCHED_ROUTER_H_
#define REFERRAL_TESTS_BENCH_WATCHED_ROUTER_H_

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/bench/router_process.h"
#include "tests/bench/store_bytes.h"

namespace referral::bench {

// Since the process started.
struct Syncs {
  double wal = 0;
  double watermark = 0;
};

// Not thread-safe.
class WatchedRouter {
 public:
  // Its data lie in `dir`.
  WatchedRouter(Trust trust, std::string dir)
      : dir_(std::move(dir)), router_(trust) {}

  // Starts it, again once it was stopped or killed; how long it took until it
  // served. Errors: those of RouterProcess::Start.
  absl::StatusOr<absl::Duration> Start();
  absl::Status Stop();
  void Kill();

  const RouterProcess& router() const { return router_; }
  RouterProcess& router() { return router_; }

  // Read from its metrics. Errors: UNAVAILABLE  they cannot be read.
  absl::StatusOr<Syncs> SyncsSoFar() const;
  StoreBytes Bytes() const { return BytesBelow(dir_ + "/router"); }
  std::uint64_t ResidentBytes() const;
  // The most that any of its processes had.
  std::uint64_t PeakResidentBytes() const;

 private:
  void NotePeak() { peak_ = PeakResidentBytes(); }

  const std::string dir_;
  RouterProcess router_;
  std::uint64_t peak_ = 0;  // of the processes before
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_WATCHED_ROUTER_H_
