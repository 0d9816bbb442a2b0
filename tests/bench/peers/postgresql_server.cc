#include "tests/bench/peers/postgresql_server.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <system_error>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "tests/support/process.h"

namespace referral::bench {
namespace {

constexpr char kPackage[] = "postgresql";
constexpr char kUnprivilegedUser[] = "postgres";
constexpr absl::Duration kInitPatience = absl::Minutes(2);

// Debian keeps each version in a folder of its own; the newest first.
absl::StatusOr<std::string> FindPrograms() {
  std::vector<std::string> servers;
  std::error_code ignored;
  for (const auto& version :
       std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
    servers.push_back(version.path().string() + "/bin/postgres");
  }
  std::sort(servers.begin(), servers.end(), std::greater<>());
  ASSIGN_OR_RETURN(const std::string server, FindProgram(servers, kPackage));
  return std::filesystem::path(server).parent_path().string();
}

// `command` as the unprivileged user. It keeps one right of root's: to get
// through to its directory, which may lie in one that is closed to others.
std::vector<std::string> Unprivileged(std::vector<std::string> command) {
  if (::geteuid() != 0) return command;
  std::vector<std::string> all = {"/usr/bin/setpriv",
                                  absl::StrCat("--reuid=", kUnprivilegedUser),
                                  absl::StrCat("--regid=", kUnprivilegedUser),
                                  "--init-groups",
                                  "--inh-caps=-all,+dac_read_search",
                                  "--ambient-caps=-all,+dac_read_search",
                                  "--bounding-set=-all,+dac_read_search",
                                  "--pdeathsig=keep",
                                  "--"};
  all.insert(all.end(), command.begin(), command.end());
  return all;
}

absl::Status MakeDataDirectory(const std::string& path) {
  std::filesystem::create_directories(path);
  if (::geteuid() != 0) return absl::OkStatus();
  const passwd* user = ::getpwnam(kUnprivilegedUser);
  if (user != nullptr &&
      ::chown(path.c_str(), user->pw_uid, user->pw_gid) == 0) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "no user ", kUnprivilegedUser, "; as root: apt-get install ", kPackage));
}

absl::Status MakeCluster(const std::string& programs, const std::string& data) {
  const testing::CommandResult made = testing::RunCommand(
      Unprivileged({programs + "/initdb", "--pgdata", data, "--username",
                    kPostgreSqlUser, "--auth=trust", "--encoding=UTF8",
                    "--locale=C"}),
      kInitPatience);
  if (made.exit_code == 0) return absl::OkStatus();
  return absl::AbortedError(
      absl::StrCat("initdb ended with ", made.exit_code, "\n", made.err));
}

}  // namespace

absl::Status PostgreSqlServer::Start(const std::string& dir) {
  ASSIGN_OR_RETURN(const std::string programs, FindPrograms());
  ASSIGN_OR_RETURN(const std::vector<int> ports, FreePorts(1));
  const std::string data = dir + "/data";
  RETURN_IF_ERROR(MakeDataDirectory(data));
  RETURN_IF_ERROR(MakeCluster(programs, data));
  PeerServer::Spec spec;
  spec.command = Unprivileged(
      {programs + "/postgres", "-D", data, "-p", absl::StrCat(ports[0]), "-c",
       "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c",
       "fsync=on", "-c", "synchronous_commit=on"});
  spec.log_file = dir + "/server.log";
  spec.ready = "database system is ready to accept connections";
  spec.end_signal = SIGQUIT;  // at once; killed it would leave shared memory
  RETURN_IF_ERROR(server_.Start(spec));
  port_ = ports[0];
  return absl::OkStatus();
}

}  // namespace referral::bench
