// A router as it is installed, for benchmarks to call.
#ifndef REFERRAL_TESTS_BENCH_ROUTER_PROCESS_H_
#define REFERRAL_TESTS_BENCH_ROUTER_PROCESS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "tests/bench/server_process.h"

namespace grpc {
class Channel;
class ClientContext;
}  // namespace grpc

namespace referral::bench {

// Not thread-safe.
class RouterProcess {
 public:
  explicit RouterProcess(Trust trust) : trust_(trust) {}

  // Starts it with its data in `dir` and `more` flags; returns when it serves.
  // Again, once it was stopped or killed.
  absl::Status Start(const std::string& dir,
                     const std::vector<std::string>& more = {});

  // A channel of its own for `agency`, and the identity that a call on it shows
  // where there are no certificates.
  std::shared_ptr<grpc::Channel> ChannelOf(absl::string_view agency) const;
  void Identify(absl::string_view agency, grpc::ClientContext& context) const;

  ServerProcess& server() { return server_; }
  const ServerProcess& server() const { return server_; }

 private:
  const Trust trust_;
  ServerProcess server_;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_ROUTER_PROCESS_H_
