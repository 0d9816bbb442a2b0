// A PostgreSQL server with a database cluster of its own.
#ifndef REFERRAL_TESTS_BENCH_PEERS_POSTGRESQL_SERVER_H_
#define REFERRAL_TESTS_BENCH_PEERS_POSTGRESQL_SERVER_H_

#include <string>

#include "absl/status/status.h"
#include "tests/bench/peers/peer_server.h"

namespace referral::bench {

// PostgreSQL refuses to run as root: where this process does, the server runs
// as the user `postgres` of its package. Not thread-safe.
class PostgreSqlServer {
 public:
  // Errors: those of FindProgram, FreePorts and PeerServer::Start; ABORTED  no
  // cluster can be made, with all that was said.
  absl::Status Start(const std::string& dir);
  void Pause() { server_.Pause(); }
  void Resume() { server_.Resume(); }

  int port() const { return port_; }

 private:
  PeerServer server_;
  int port_ = 0;
};

// The superuser of the cluster, who needs no password.
inline constexpr char kPostgreSqlUser[] = "bench";

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_PEERS_POSTGRESQL_SERVER_H_
