#include "tests/bench/agency_process.h"

#include <grpcpp/grpcpp.h>

#include <filesystem>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/channel.h"
#include "common/rpc/peer.h"
#include "tests/bench/must.h"
#include "tests/bench/trust_flags.h"

namespace referral::bench {
namespace {

// The agency's system that has a development certificate.
constexpr char kSystem[] = "pilot";

}  // namespace

absl::Status AgencyProcess::Start(const std::string& dir,
                                  const RouterProcess& router) {
  const std::string own = absl::StrCat(dir, "/", service_.binary);
  std::filesystem::create_directories(own);
  const std::string port_file = own + ".port";
  std::vector<std::string> command = {
      testing::BinaryPath(service_.binary),
      "--agency",
      service_.agency,
      "--data-dir",
      own,
      "--deployment",
      testing::DeploymentFile(),
      "--programme",
      testing::SourcePath("deploy/programmes/az-restart.textproto"),
      "--router",
      router.server().address(),
      "--listen",
      "127.0.0.1:0",
      "--port-file",
      port_file};
  const std::vector<std::string> trust =
      TrustFlags(absl::StrCat("agency-", service_.agency), trust_);
  command.insert(command.end(), trust.begin(), trust.end());
  return server_.Start(command, port_file, own + ".log");
}

std::shared_ptr<grpc::Channel> AgencyProcess::MakeChannel() const {
  rpc::ChannelOptions options;
  options.insecure_loopback = trust_ == Trust::kInsecure;
  if (!options.insecure_loopback) {
    options.tls =
        testing::TlsOf(absl::StrCat("system-", service_.agency, "-", kSystem));
    options.server_id =
        absl::StrCat("spiffe://referral.az/agency/", service_.agency);
  }
  return Must(rpc::MakeChannel(server_.address(), options));
}

void AgencyProcess::Identify(grpc::ClientContext& context) const {
  if (trust_ == Trust::kFull) return;
  rpc::AddIdentity(
      {rpc::Peer::Kind::kSystem, "", std::string(service_.agency), kSystem},
      context);
}

}  // namespace referral::bench
