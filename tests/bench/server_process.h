// A server that a benchmark starts, pauses and stops.
#ifndef REFERRAL_TESTS_BENCH_SERVER_PROCESS_H_
#define REFERRAL_TESTS_BENCH_SERVER_PROCESS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "tests/bench/process_usage.h"
#include "tests/support/process.h"

namespace referral::bench {

// Whether the product runs as it is installed, or like for like with brokers
// that prove nothing: no certificates, no signatures, nothing sealed.
enum class Trust { kInsecure, kFull };

// Killed when the object goes away. Not thread-safe.
class ServerProcess {
 public:
  // Starts `command`, which writes its address into `port_file`; returns when
  // it serves. Errors: those of testing::AwaitFile, with what it said last.
  absl::Status Start(const std::vector<std::string>& command,
                     const std::string& port_file, const std::string& log_file);

  void Pause() const;
  void Resume() const;

  ProcessUsage Usage() const;

  const std::string& address() const { return address_; }

 private:
  std::optional<testing::Process> process_;
  std::string address_;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_SERVER_PROCESS_H_
