// A RabbitMQ broker of one node, with everything of its own: data, settings,
// name, ports and the port mapper by which Erlang's nodes find each other.
#ifndef REFERRAL_TESTS_BENCH_PEERS_RABBITMQ_SERVER_H_
#define REFERRAL_TESTS_BENCH_PEERS_RABBITMQ_SERVER_H_

#include <string>

#include "absl/status/status.h"
#include "tests/bench/peers/peer_server.h"

namespace referral::bench {

// Not thread-safe.
class RabbitMqServer {
 public:
  // Errors: those of FindProgram, FreePorts and PeerServer::Start.
  absl::Status Start(const std::string& dir);
  void Pause();
  void Resume();

  int port() const { return port_; }

 private:
  absl::Status StartPortMapper(const std::string& dir, int port);

  PeerServer port_mapper_;
  PeerServer broker_;
  int port_ = 0;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_PEERS_RABBITMQ_SERVER_H_
