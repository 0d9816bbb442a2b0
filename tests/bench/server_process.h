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

  // Asks it to end, and waits until it has; lets it go on before, if paused.
  // Errors: DEADLINE_EXCEEDED; ABORTED  it ended with something else than 0.
  absl::Status Stop();
  // Ends it at once, as a power cut would.
  void Kill();

  void Pause() const;
  void Resume() const;

  ProcessUsage Usage() const;

  // Waits until it has worked for less than a fiftieth of a second, nobody
  // having asked it anything: what goes on behind is done.
  // Errors: DEADLINE_EXCEEDED; ABORTED  it has ended.
  absl::Status AwaitIdle();

  const std::string& address() const { return address_; }

 private:
  std::optional<testing::Process> process_;
  std::string address_;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_SERVER_PROCESS_H_
