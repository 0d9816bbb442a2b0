// One connection of referralctl, and how its commands end.
#ifndef REFERRAL_SERVICES_REFERRALCTL_SESSION_H_
#define REFERRAL_SERVICES_REFERRALCTL_SESSION_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/channel.h"
#include "services/referralctl/table.h"

namespace grpc {
class ClientContext;
}  // namespace grpc

namespace referral::referralctl {

// Exit codes; printed by --help.
enum ExitCode {
  kExitOk = 0,
  kExitRefused = 1,      // the server refused the request
  kExitUsage = 2,        // flags, arguments or files are wrong
  kExitUnreachable = 3,  // no answer, or not in time
  kExitNotFound = 4,     // no such case, referral or parked message
  kExitFindings = 5,     // verification found something
};

// The code for an error: unreachable, not found, usage or refused.
int ExitCodeOf(const absl::Status& status);

struct Settings {
  std::string server;     // host:port
  std::string server_id;  // SPIFFE id the server must prove
  rpc::TlsFiles tls;
  bool insecure_loopback = false;
  int timeout_seconds = 10;
  bool json = false;
};

// A channel to the server; calls carry a deadline and, in insecure mode, the
// operator's name.
class Session {
 public:
  // Errors: as rpc::MakeChannel.
  static absl::StatusOr<Session> Open(const Settings& settings);

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  const Settings& settings() const { return settings_; }
  const Style& style() const { return style_; }
  // Sets deadline and identity.
  void Prepare(grpc::ClientContext& context) const;
  // The identity alone: for a stream that takes as long as there is work.
  void PrepareStream(grpc::ClientContext& context) const;

 private:
  Session(Settings settings, std::shared_ptr<grpc::Channel> channel);

  Settings settings_;
  std::shared_ptr<grpc::Channel> channel_;
  Style style_;
};

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_SESSION_H_
