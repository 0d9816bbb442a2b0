// The server of a peer.
#ifndef REFERRAL_TESTS_BENCH_PEERS_PEER_SERVER_H_
#define REFERRAL_TESTS_BENCH_PEERS_PEER_SERVER_H_

#include <csignal>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "tests/support/process.h"

namespace referral::bench {

// Ends, with all the processes that it started, when the object goes away. Not
// thread-safe.
class PeerServer {
 public:
  struct Spec {
    std::vector<std::string> command;  // the first is an absolute path
    std::vector<std::string> environment;
    std::string log_file;  // what it says; its directory exists
    std::string ready;     // what it says there once it serves
    // Ends it; what is left of it soon afterwards is killed.
    int end_signal = SIGKILL;
  };

  PeerServer() = default;
  PeerServer(const PeerServer&) = delete;
  PeerServer& operator=(const PeerServer&) = delete;
  ~PeerServer();

  // Returns when it serves. Once, from the main thread.
  // Errors: those of testing::AwaitText, with all that it said.
  absl::Status Start(const Spec& spec);

  // Stops it and all the processes that it started, and lets them go on.
  void Pause();
  void Resume();

 private:
  void SignalAll(int signal);

  std::optional<testing::Process> process_;
  int end_signal_ = SIGKILL;
};

// The first of `paths` that is a program.
// Errors: FAILED_PRECONDITION  there is none; names the package to install.
absl::StatusOr<std::string> FindProgram(const std::vector<std::string>& paths,
                                        const std::string& package);

// TCP ports of 127.0.0.1 that nothing listens on.
// Errors: UNAVAILABLE.
absl::StatusOr<std::vector<int>> FreePorts(std::size_t count);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_PEERS_PEER_SERVER_H_
