#include "services/referralctl/session.h"

#include <chrono>
#include <utility>

#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/rpc/peer.h"
#include "grpcpp/grpcpp.h"

namespace referral::referralctl {

int ExitCodeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kExitOk;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return kExitUnreachable;
    case absl::StatusCode::kNotFound:
      return kExitNotFound;
    case absl::StatusCode::kInvalidArgument:
      return kExitUsage;
    default:
      return kExitRefused;
  }
}

absl::StatusOr<Session> Session::Open(const Settings& settings) {
  rpc::ChannelOptions options;
  options.insecure_loopback = settings.insecure_loopback;
  options.tls = settings.tls;
  options.server_id = settings.server_id;
  ASSIGN_OR_RETURN(std::shared_ptr<grpc::Channel> channel,
                   rpc::MakeChannel(settings.server, options));
  return Session(settings, std::move(channel));
}

Session::Session(Settings settings, std::shared_ptr<grpc::Channel> channel)
    : settings_(std::move(settings)),
      channel_(std::move(channel)),
      style_(StyleOfStdout()) {}

void Session::Prepare(grpc::ClientContext& context) const {
  context.set_deadline(std::chrono::system_clock::now() +
                       std::chrono::seconds(settings_.timeout_seconds));
  PrepareStream(context);
}

void Session::PrepareStream(grpc::ClientContext& context) const {
  if (settings_.insecure_loopback) {
    rpc::AddIdentity({rpc::Peer::Kind::kOperator, "", "ops", ""}, context);
  }
}

}  // namespace referral::referralctl
