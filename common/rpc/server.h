// A gRPC server the way every process here runs one.
#ifndef REFERRAL_COMMON_RPC_SERVER_H_
#define REFERRAL_COMMON_RPC_SERVER_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/limits.h"
#include "common/rpc/tls.h"

namespace grpc {
class Server;
class Service;
}  // namespace grpc

namespace referral::config::v1 {
class Deployment;
}  // namespace referral::config::v1

namespace referral::rpc {

struct ServerOptions {
  // host:port; port 0 takes a free one. IPv6 as [::1]:0.
  std::string listen_address = "127.0.0.1:0";
  // Plain text, no certificates: 127.0.0.0/8, [::1] and localhost only.
  bool insecure_loopback = false;
  // Required unless insecure_loopback.
  TlsFiles tls;
  // Judges the clients; to be shared with PeerRules (peer.h). Null: one is made
  // of `tls`.
  std::shared_ptr<CertificateVerifier> clients;
  // Called, on any thread, with why a client was turned away at the handshake;
  // must not block. May be empty. See MakeServerCredentials.
  std::function<void(const absl::Status&)> on_refused_peer;
  // Largest message received. Room for one frame of a stream, or for one
  // message and its wrapping.
  size_t max_message_bytes = kMaxFrameBytes + kMaxMessageBytes;
  // Calls and streams in progress on one connection.
  int max_streams_per_connection = 256;
  // Connections are closed when they are so old, give or take a tenth: in an
  // orderly way, clients open new ones. Calls and streams in progress may go on
  // for kConnectionAgeGrace.
  absl::Duration max_connection_age = kMaxConnectionAge;
  // All connections together; see kMaxServerBufferBytes.
  size_t max_buffer_bytes = kMaxServerBufferBytes;
  // Lets a client list the services and their messages.
  bool reflection = false;
  // Answers the standard health service (grpc.health.v1) with SERVING from
  // Start to Shutdown. One of the process's servers starts at a time.
  bool health = false;
};

// What a deployment says of every server: reflection, health, connection age.
void ApplyDeployment(const config::v1::Deployment& deployment,
                     ServerOptions& options);

// Serves until Shutdown() or destruction. Thread-safe.
class Server {
 public:
  // Whether Start could serve now: to be asked before anything is written.
  // Errors: as Start.
  static absl::Status Check(const ServerOptions& options);

  // Registers `services` (not owned; they outlive the server) and serves.
  // Errors: PORT_IN_USE        somebody listens there
  //         TLS_FILE_INVALID   see MakeClientVerifier
  //         INSECURE_REFUSED   insecure_loopback on another address
  //         INVALID_FIELD      the address cannot be used
  static absl::StatusOr<std::unique_ptr<Server>> Start(
      const ServerOptions& options,
      const std::vector<grpc::Service*>& services);

  // Stops at once if Shutdown was not called.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // host:port as listened on, with the real port; what a client dials.
  const std::string& bound_address() const { return bound_address_; }

  // Writes bound_address() and a newline to `path`, whole or not at all, so
  // that who waits for the file may dial as soon as it is there.
  // Errors: DISK_FAILED.
  absl::Status WritePortFile(const std::string& path) const;

  // Refuses new calls, lets those in progress finish for `grace`, then cuts
  // them off and returns when every handler is done. Idempotent.
  void Shutdown(absl::Duration grace = kShutdownGrace);

 private:
  Server(std::string bound_address, std::unique_ptr<grpc::Server> server);

  const std::string bound_address_;
  const std::unique_ptr<grpc::Server> server_;
};

}  // namespace referral::rpc

#endif  // REFERRAL_COMMON_RPC_SERVER_H_
