// An etcd server of one member.
#ifndef REFERRAL_TESTS_BENCH_PEERS_ETCD_SERVER_H_
#define REFERRAL_TESTS_BENCH_PEERS_ETCD_SERVER_H_

#include <string>

#include "absl/status/status.h"
#include "tests/bench/peers/peer_server.h"

namespace referral::bench {

// Not thread-safe.
class EtcdServer {
 public:
  // Errors: those of FindProgram, FreePorts and PeerServer::Start.
  absl::Status Start(const std::string& dir);
  void Pause() { server_.Pause(); }
  void Resume() { server_.Resume(); }

  const std::string& address() const { return address_; }

 private:
  PeerServer server_;
  std::string address_;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_PEERS_ETCD_SERVER_H_
