#include "common/rpc/channel.h"

#include <grpcpp/grpcpp.h>

#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/rpc/address.h"

namespace referral::rpc {
namespace {

// Below what servers allow (server.cc).
constexpr int kKeepaliveMs = 20'000;
constexpr int kKeepaliveTimeoutMs = 10'000;
// A server that comes back is found at once; one that stays away is not
// hammered.
constexpr int kFirstBackoffMs = 50;
constexpr int kMaxBackoffMs = 1'000;
// One attempt, handshake and all.
constexpr int kConnectMs = 5'000;

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> CredentialsFor(
    const std::string& address, const ChannelOptions& options) {
  ASSIGN_OR_RETURN(const Address parsed, ParseAddress(address));
  if (!options.insecure_loopback) {
    if (options.server_id.empty()) {
      return MakeError(Reason::kInvalidField, "who the server is, is not said",
                       "server_id");
    }
    return MakeChannelCredentials(options.tls, options.server_id);
  }
  if (!parsed.IsLoopback()) {
    return MakeError(Reason::kInsecureRefused,
                     "without certificates only loopback is dialled", address);
  }
  return grpc::InsecureChannelCredentials();
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(
    const std::string& address, const ChannelOptions& options) {
  ASSIGN_OR_RETURN(const auto credentials, CredentialsFor(address, options));
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(
      static_cast<int>(options.max_message_bytes));
  arguments.SetMaxSendMessageSize(-1);  // the receiver decides
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstBackoffMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kMaxBackoffMs);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kKeepaliveMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kKeepaliveTimeoutMs);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // Whom we dial is said here, not in the environment or the DNS.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

}  // namespace referral::rpc
