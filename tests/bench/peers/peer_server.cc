#include "tests/bench/peers/peer_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace referral::bench {
namespace {

constexpr absl::Duration kStartPatience = absl::Minutes(2);
constexpr absl::Duration kEndPatience = absl::Seconds(10);

struct Parentage {
  pid_t pid;
  pid_t parent;
};

// The fourth field of /proc/PID/stat; the second, in parentheses, may hold
// anything.
pid_t ParentOf(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/stat"));
  std::string line;
  std::getline(file, line);
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return -1;
  std::istringstream rest(line.substr(name_end + 1));
  char state = 0;
  pid_t parent = -1;
  rest >> state >> parent;
  return parent;
}

std::vector<Parentage> AllProcesses() {
  std::vector<Parentage> all;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    pid_t pid = 0;
    if (!absl::SimpleAtoi(entry.path().filename().string(), &pid)) continue;
    all.push_back({pid, ParentOf(pid)});
  }
  return all;
}

// `root` and all below it, parents before their children.
std::vector<pid_t> Family(pid_t root) {
  const std::vector<Parentage> all = AllProcesses();
  std::vector<pid_t> family = {root};
  for (std::size_t i = 0; i < family.size(); ++i) {
    for (const Parentage& process : all) {
      if (process.parent == family[i]) family.push_back(process.pid);
    }
  }
  return family;
}

// A listener that holds a free port for as long as it lives.
class PortHolder {
 public:
  PortHolder() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(fd_, generic, size) != 0) return;
    if (::getsockname(fd_, generic, &size) != 0) return;
    port_ = ntohs(address.sin_port);
  }
  PortHolder(PortHolder&& other) noexcept
      : fd_(std::exchange(other.fd_, -1)), port_(other.port_) {}
  PortHolder& operator=(PortHolder&&) = delete;
  ~PortHolder() {
    if (fd_ >= 0) ::close(fd_);
  }

  int port() const { return port_; }  // 0 if there is none

 private:
  int fd_;
  int port_ = 0;
};

}  // namespace

PeerServer::~PeerServer() {
  if (process_.has_value() && end_signal_ != SIGKILL) {
    SignalAll(SIGCONT);
    process_->Signal(end_signal_);
    process_->Wait(kEndPatience).status().IgnoreError();
  }
  // Some start processes in sessions of their own, which no group reaches.
  SignalAll(SIGKILL);
}

absl::Status PeerServer::Start(const Spec& spec) {
  testing::Process::Spec process_spec;
  process_spec.command = spec.command;
  process_spec.environment = spec.environment;
  process_spec.directory =
      std::filesystem::path(spec.log_file).parent_path().string();
  process_spec.out_file = process_spec.err_file = spec.log_file;
  ASSIGN_OR_RETURN(testing::Process process,
                   testing::Process::Start(process_spec));
  process_.emplace(std::move(process));
  end_signal_ = spec.end_signal;
  const absl::Status ready =
      testing::AwaitText(spec.log_file, spec.ready, *process_, kStartPatience);
  if (ready.ok()) return ready;
  return absl::Status(ready.code(),
                      absl::StrCat(spec.command[0], ": ", ready.message(), "\n",
                                   testing::ReadFile(spec.log_file)));
}

void PeerServer::Pause() { SignalAll(SIGSTOP); }

void PeerServer::Resume() { SignalAll(SIGCONT); }

// Its own process first: from then on it starts no more.
void PeerServer::SignalAll(int signal) {
  if (!process_.has_value() || !process_->running()) return;
  const pid_t root = process_->pid();
  if (signal == SIGSTOP) process_->Signal(signal);
  for (const pid_t pid : Family(root)) ::kill(pid, signal);
}

absl::StatusOr<std::string> FindProgram(const std::vector<std::string>& paths,
                                        const std::string& package) {
  for (const std::string& path : paths) {
    if (::access(path.c_str(), X_OK) == 0) return path;
  }
  return absl::FailedPreconditionError(
      absl::StrCat("not installed; as root: apt-get install ", package));
}

absl::StatusOr<std::vector<int>> FreePorts(std::size_t count) {
  std::vector<PortHolder> held(count);  // at once, so that they differ
  std::vector<int> ports;
  for (const PortHolder& holder : held) {
    if (holder.port() == 0) {
      return absl::UnavailableError(
          absl::StrCat("no free port: ", std::strerror(errno)));
    }
    ports.push_back(holder.port());
  }
  return ports;
}

}  // namespace referral::bench
