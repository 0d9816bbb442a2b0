#include "tests/bench/router_process.h"

#include <grpcpp/grpcpp.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "common/rpc/channel.h"
#include "common/rpc/peer.h"
#include "tests/bench/must.h"
#include "tests/bench/trust_flags.h"
#include "tests/integration/client.h"
#include "tests/integration/system.h"

namespace referral::bench {

absl::Status RouterProcess::Start(const std::string& dir,
                                  const std::vector<std::string>& more) {
  std::filesystem::create_directories(dir);
  const std::string port_file = dir + "/router.port";
  std::vector<std::string> command = {
      testing::BinaryPath("referral-router"),
      "--data-dir",
      dir + "/router",
      "--deployment",
      testing::DeploymentFile(),
      "--programme",
      testing::SourcePath("deploy/programmes/az-restart.textproto"),
      "--listen",
      "127.0.0.1:0",
      "--port-file",
      port_file};
  command.insert(command.end(), more.begin(), more.end());
  const std::vector<std::string> trust = TrustFlags(testing::kRouter, trust_);
  command.insert(command.end(), trust.begin(), trust.end());
  return server_.Start(command, port_file, dir + "/router.log");
}

std::shared_ptr<grpc::Channel> RouterProcess::ChannelOf(
    absl::string_view agency) const {
  rpc::ChannelOptions options;
  options.insecure_loopback = trust_ == Trust::kInsecure;
  if (!options.insecure_loopback) {
    options.tls = testing::TlsOf(absl::StrCat("agency-", agency));
    options.server_id = testing::kRouterId;
  }
  return Must(rpc::MakeChannel(server_.address(), options));
}

void RouterProcess::Identify(absl::string_view agency,
                             grpc::ClientContext& context) const {
  if (trust_ == Trust::kFull) return;
  rpc::AddIdentity({rpc::Peer::Kind::kAgency, "", std::string(agency), ""},
                   context);
}

}  // namespace referral::bench
