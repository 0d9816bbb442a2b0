#include "common/rpc/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/impl/server_builder_plugin.h>
#include <grpcpp/resource_quota.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/rpc/address.h"
#include "proto/referral/config/v1/deployment.pb.h"

namespace referral::rpc {
namespace {

// A client that is gone without a word is noticed within the sum of the two.
constexpr int kKeepaliveMs = 30'000;
constexpr int kKeepaliveTimeoutMs = 10'000;
// Clients may ping this often (channel.cc pings every 20 s).
constexpr int kMinClientPingMs = 10'000;

// gRPC's reflection library adds itself to every server of a process that
// links it; this takes it out again.
class WithoutReflection final : public grpc::ServerBuilderOption {
 public:
  void UpdateArguments(grpc::ChannelArguments* /*args*/) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>*
                         plugins) override {
    plugins->erase(std::remove_if(plugins->begin(), plugins->end(),
                                  [](const auto& plugin) {
                                    return plugin->name() ==
                                           "proto_server_reflection";
                                  }),
                   plugins->end());
  }
};

int Milliseconds(absl::Duration duration) {
  return static_cast<int>(absl::ToInt64Milliseconds(duration));
}

// What one client, or all of them together, may hold.
void Bound(const ServerOptions& options, grpc::ServerBuilder& builder) {
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                             options.max_streams_per_connection);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS,
                             Milliseconds(options.max_connection_age));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
                             Milliseconds(kConnectionAgeGrace));
  builder.SetResourceQuota(
      grpc::ResourceQuota("server").Resize(options.max_buffer_bytes));
}

void Configure(const ServerOptions& options, grpc::ServerBuilder& builder) {
  builder.SetMaxReceiveMessageSize(static_cast<int>(options.max_message_bytes));
  builder.SetMaxSendMessageSize(-1);  // the receiver decides
  // Two processes on one port would each get half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  Bound(options, builder);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS,
                             kKeepaliveTimeoutMs);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(
      GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, kMinClientPingMs);
  if (options.reflection) {
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  } else {
    builder.SetOption(std::make_unique<WithoutReflection>());
  }
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsFor(
    const ServerOptions& options, const Address& address) {
  if (!options.insecure_loopback) {
    auto clients = options.clients;
    if (clients == nullptr) {
      ASSIGN_OR_RETURN(clients, MakeClientVerifier(options.tls));
    }
    return MakeServerCredentials(options.tls, std::move(clients),
                                 options.on_refused_peer);
  }
  if (!address.IsLoopback()) {
    return MakeError(Reason::kInsecureRefused,
                     "without certificates only loopback is served",
                     options.listen_address);
  }
  return grpc::InsecureServerCredentials();
}

// Whether the address can be listened on: gRPC itself only says that it could
// not. Errors: PORT_IN_USE, INVALID_FIELD.
absl::Status TryToBind(const Address& address) {
  addrinfo hints{};
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int resolved = getaddrinfo(
      address.host.c_str(), absl::StrCat(address.port).c_str(), &hints, &found);
  if (resolved != 0) {
    return MakeError(Reason::kInvalidField, gai_strerror(resolved),
                     address.ToString());
  }
  const absl::Cleanup freer = [found] { freeaddrinfo(found); };
  const int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const absl::Cleanup closer = [fd] { close(fd); };
  const int one = 1;
  if (fd >= 0 &&
      setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one)) == 0 &&
      bind(fd, found->ai_addr, found->ai_addrlen) == 0) {
    return absl::OkStatus();
  }
  return MakeError(
      errno == EADDRINUSE ? Reason::kPortInUse : Reason::kInvalidField,
      std::strerror(errno), address.ToString());
}

void SetServing(grpc::Server& server, bool serving) {
  if (auto* health = server.GetHealthCheckService(); health != nullptr) {
    health->SetServingStatus(serving);
  }
}

}  // namespace

void ApplyDeployment(const config::v1::Deployment& deployment,
                     ServerOptions& options) {
  options.reflection = deployment.reflection();
  options.health = deployment.health();
  const auto age = deployment.front_door().max_connection_age_seconds();
  if (age != 0) options.max_connection_age = absl::Seconds(age);
}

absl::Status Server::Check(const ServerOptions& options) {
  ASSIGN_OR_RETURN(const Address address, ParseAddress(options.listen_address));
  RETURN_IF_ERROR(CredentialsFor(options, address).status());
  return TryToBind(address);
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(
    const ServerOptions& options, const std::vector<grpc::Service*>& services) {
  ASSIGN_OR_RETURN(Address address, ParseAddress(options.listen_address));
  ASSIGN_OR_RETURN(const auto credentials, CredentialsFor(options, address));
  RETURN_IF_ERROR(TryToBind(address));

  grpc::EnableDefaultHealthCheckService(options.health);
  grpc::ServerBuilder builder;
  Configure(options, builder);
  int port = 0;
  builder.AddListeningPort(address.ToString(), credentials, &port);
  for (grpc::Service* service : services) builder.RegisterService(service);
  std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    return MakeError(Reason::kPortInUse, "somebody was quicker",
                     address.ToString());
  }

  address.port = static_cast<uint16_t>(port);
  SetServing(*server, true);
  return std::unique_ptr<Server>(
      new Server(address.ToString(), std::move(server)));
}

Server::Server(std::string bound_address, std::unique_ptr<grpc::Server> server)
    : bound_address_(std::move(bound_address)), server_(std::move(server)) {}

Server::~Server() { Shutdown(absl::ZeroDuration()); }

absl::Status Server::WritePortFile(const std::string& path) const {
  const std::string partial = path + ".new";
  std::ofstream file(partial, std::ios::trunc);
  file << bound_address_ << "\n";
  file.close();
  if (!file || std::rename(partial.c_str(), path.c_str()) != 0) {
    return MakeError(Reason::kDiskFailed, std::strerror(errno), path);
  }
  return absl::OkStatus();
}

void Server::Shutdown(absl::Duration grace) {
  SetServing(*server_, false);
  server_->Shutdown(std::chrono::system_clock::now() +
                    absl::ToChronoMilliseconds(grace));
  server_->Wait();
}

}  // namespace referral::rpc
