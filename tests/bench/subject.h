// What a benchmark measures: the product, one of its limits, or a broker that
// somebody would pick instead.
#ifndef REFERRAL_TESTS_BENCH_SUBJECT_H_
#define REFERRAL_TESTS_BENCH_SUBJECT_H_

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/bench/meter.h"
#include "tests/bench/process_usage.h"

namespace referral::bench {

// Bytes of a message, where a subject may choose.
inline constexpr std::size_t kMessageBytes = 1024;

// Runs one after the other with the others, round by round. While others run it
// is paused: its processes stand still. Not thread-safe.
class Subject {
 public:
  virtual ~Subject() = default;

  // As in tables: "submit-many".
  virtual std::string name() const = 0;

  // Starts its processes, with their data under `dir`, on the disk that all
  // share. Once.
  virtual absl::Status Start(const std::string& dir) = 0;

  // What can be made before the clock starts: the messages of the next run.
  virtual absl::Status Prepare(const Load& load) = 0;

  // Sends load.messages, each durable before its answer, and waits for all.
  virtual absl::StatusOr<Sample> Run(const Load& load) = 0;

  // After a run: everything sent is there, once, in order.
  virtual absl::Status CheckHistory() = 0;

  // What its server has cost so far; nullopt where that is not told apart.
  virtual std::optional<ProcessUsage> Usage() const { return std::nullopt; }

  // Stops its processes with SIGSTOP, and lets them go on.
  virtual void Pause() {}
  virtual void Resume() {}
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_SUBJECT_H_
