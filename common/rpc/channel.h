// A gRPC channel the way every process here dials one.
#ifndef REFERRAL_COMMON_RPC_CHANNEL_H_
#define REFERRAL_COMMON_RPC_CHANNEL_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/base/limits.h"
#include "common/rpc/tls.h"

namespace grpc {
class Channel;
}  // namespace grpc

namespace referral::rpc {

struct ChannelOptions {
  // Plain text; loopback addresses only. Say who calls with AddIdentity()
  // (peer.h) on every call.
  bool insecure_loopback = false;
  // Required unless insecure_loopback.
  TlsFiles tls;
  // SPIFFE id the server must prove. Required unless insecure_loopback.
  std::string server_id;
  // Largest message received.
  size_t max_message_bytes = kMaxFrameBytes + kMaxMessageBytes;
};

// Dials in the background, and again after a loss, 50 ms to 1 s apart. Every
// channel has a connection of its own. Thread-safe once made.
// Errors: TLS_FILE_INVALID  see CheckTlsFiles
//         INSECURE_REFUSED  insecure_loopback to another address
//         INVALID_FIELD     no server_id, or an empty address
absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(
    const std::string& address, const ChannelOptions& options);

}  // namespace referral::rpc

#endif  // REFERRAL_COMMON_RPC_CHANNEL_H_
