// An agency's service as it is installed, for benchmarks to call.
#ifndef REFERRAL_TESTS_BENCH_AGENCY_PROCESS_H_
#define REFERRAL_TESTS_BENCH_AGENCY_PROCESS_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "tests/bench/router_process.h"
#include "tests/bench/server_process.h"
#include "tests/integration/system.h"

namespace grpc {
class Channel;
class ClientContext;
}  // namespace grpc

namespace referral::bench {

// Not thread-safe, but for the const methods.
class AgencyProcess {
 public:
  AgencyProcess(const testing::ServiceName& service, Trust trust)
      : service_(service), trust_(trust) {}

  // Starts it with its data in `dir`; returns when it serves. `router` serves.
  absl::Status Start(const std::string& dir, const RouterProcess& router);

  // A channel of one of the agency's own systems, and the identity that a call
  // on it shows where there are no certificates.
  std::shared_ptr<grpc::Channel> MakeChannel() const;
  void Identify(grpc::ClientContext& context) const;

  ServerProcess& server() { return server_; }
  const ServerProcess& server() const { return server_; }

 private:
  const testing::ServiceName service_;
  const Trust trust_;
  ServerProcess server_;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_AGENCY_PROCESS_H_
