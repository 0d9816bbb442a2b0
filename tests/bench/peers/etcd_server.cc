#include "tests/bench/peers/etcd_server.h"

#include <filesystem>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace referral::bench {
namespace {

// etcd refuses to write once its file is larger; its own value is 2 GiB.
constexpr char kQuotaBytes[] = "8589934592";

}  // namespace

absl::Status EtcdServer::Start(const std::string& dir) {
  std::filesystem::create_directories(dir);
  ASSIGN_OR_RETURN(const std::string program,
                   FindProgram({"/usr/bin/etcd"}, "etcd-server"));
  ASSIGN_OR_RETURN(const std::vector<int> ports, FreePorts(2));
  address_ = absl::StrCat("127.0.0.1:", ports[0]);
  const std::string clients = absl::StrCat("http://", address_);
  const std::string members = absl::StrCat("http://127.0.0.1:", ports[1]);
  PeerServer::Spec spec;
  spec.command = {program,
                  "--name=bench",
                  absl::StrCat("--data-dir=", dir, "/data"),
                  absl::StrCat("--listen-client-urls=", clients),
                  absl::StrCat("--advertise-client-urls=", clients),
                  absl::StrCat("--listen-peer-urls=", members),
                  absl::StrCat("--initial-advertise-peer-urls=", members),
                  absl::StrCat("--initial-cluster=bench=", members),
                  absl::StrCat("--quota-backend-bytes=", kQuotaBytes),
                  "--logger=zap",
                  "--log-outputs=stderr"};
  spec.log_file = dir + "/server.log";
  spec.ready = "serving client traffic insecurely";
  return server_.Start(spec);
}

}  // namespace referral::bench
