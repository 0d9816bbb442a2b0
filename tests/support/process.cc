#include "tests/support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/support/temp_dir.h"

namespace referral::testing {
namespace {

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> Environment(const std::vector<std::string>& more) {
  std::vector<std::string> all;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    all.emplace_back(*entry);
  }
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

// In the child, where only async-signal-safe calls are allowed.
[[noreturn]] void Become(const Process::Spec& spec, char* const* argv,
                         char* const* env, pid_t parent) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // it died before the line above
  const int in = ::open("/dev/null", O_RDONLY);
  const int flags = O_WRONLY | O_CREAT | O_APPEND;
  const int out = ::open(spec.out_file.c_str(), flags, 0600);
  const int err = ::open(spec.err_file.c_str(), flags, 0600);
  const bool ready =
      ::dup2(in, 0) == 0 && ::dup2(out, 1) == 1 && ::dup2(err, 2) == 2 &&
      ::close_range(3, ~0U, 0) == 0 &&
      (spec.directory.empty() || ::chdir(spec.directory.c_str()) == 0);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int signal : {SIGPIPE, SIGINT, SIGQUIT}) {
    ::signal(signal, SIG_DFL);  // whoever runs the tests may ignore them
  }
  if (ready) ::execve(argv[0], argv, env);
  ::_exit(127);
}

// Milliseconds for poll(), rounded up; 0 when the deadline has passed.
int MillisecondsUntil(absl::Time deadline) {
  const absl::Duration left = deadline - absl::Now();
  if (left <= absl::ZeroDuration()) return 0;
  return static_cast<int>(
      absl::ToInt64Milliseconds(absl::Ceil(left, absl::Milliseconds(1))));
}

}  // namespace

absl::StatusOr<Process> Process::Start(const Spec& spec) {
  std::vector<std::string> command = spec.command;
  std::vector<std::string> environment = Environment(spec.environment);
  const std::vector<char*> argv = Pointers(command);
  const std::vector<char*> env = Pointers(environment);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) Become(spec, argv.data(), env.data(), parent);
  if (pid < 0) {
    return absl::UnavailableError(absl::StrCat("fork: ", std::strerror(errno)));
  }
  ::setpgid(pid, pid);  // also here: a signal to the group may come at once
  const int end_fd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (end_fd < 0) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return absl::UnavailableError(
        absl::StrCat("pidfd_open: ", std::strerror(errno)));
  }
  return Process(pid, end_fd);
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      end_fd_(std::exchange(other.end_fd_, -1)),
      exit_code_(std::exchange(other.exit_code_, std::nullopt)) {}

Process& Process::operator=(Process&& other) noexcept {
  if (this == &other) return *this;
  Kill();
  if (end_fd_ >= 0) ::close(end_fd_);
  pid_ = std::exchange(other.pid_, -1);
  end_fd_ = std::exchange(other.end_fd_, -1);
  exit_code_ = std::exchange(other.exit_code_, std::nullopt);
  return *this;
}

Process::~Process() {
  Kill();
  if (end_fd_ >= 0) ::close(end_fd_);
}

bool Process::running() { return pid_ > 0 && !Wait(absl::ZeroDuration()).ok(); }

void Process::Signal(int signal) const {
  if (pid_ > 0 && !exit_code_.has_value()) ::kill(pid_, signal);
}

absl::StatusOr<ExitCode> Process::Wait(absl::Duration at_most) {
  if (exit_code_.has_value()) return *exit_code_;
  const absl::Time deadline = absl::Now() + at_most;
  pollfd ended = {end_fd_, POLLIN, 0};
  while (::poll(&ended, 1, MillisecondsUntil(deadline)) == 0) {
    if (absl::Now() < deadline) continue;
    return absl::DeadlineExceededError(
        absl::StrCat("process ", pid_, " has not ended"));
  }
  ::kill(-pid_, SIGKILL);  // the number is its group's until it is reaped
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return *exit_code_;
}

void Process::Kill() {
  if (pid_ <= 0) return;
  if (exit_code_.has_value()) return;
  ::kill(-pid_, SIGKILL);
  Wait(absl::Minutes(1)).IgnoreError();
}

namespace {

// Waits until `there` holds, looked at whenever a file of `directory` changes.
absl::Status AwaitChange(const std::string& directory,
                         const std::function<bool()>& there, Process& process,
                         absl::Duration at_most) {
  const int watch = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  ::inotify_add_watch(watch, directory.c_str(),
                      IN_MOVED_TO | IN_CLOSE_WRITE | IN_MODIFY);
  const absl::Time deadline = absl::Now() + at_most;
  absl::Status status = absl::OkStatus();
  while (!there()) {
    const auto code = process.Wait(absl::ZeroDuration());
    if (code.ok() && there()) break;
    if (code.ok()) {
      status = absl::AbortedError(absl::StrCat("ended with ", *code));
      break;
    }
    if (absl::Now() >= deadline) {
      status = absl::DeadlineExceededError("waited in vain");
      break;
    }
    pollfd either[] = {{watch, POLLIN, 0}, {process.end_fd(), POLLIN, 0}};
    ::poll(either, 2, MillisecondsUntil(deadline));
    char events[4096];
    while (::read(watch, events, sizeof(events)) > 0) {
    }
  }
  ::close(watch);
  return status;
}

}  // namespace

absl::Status AwaitFile(const std::string& path, Process& process,
                       absl::Duration at_most) {
  return AwaitChange(
      std::filesystem::path(path).parent_path(),
      [&] { return std::filesystem::exists(path); }, process, at_most);
}

absl::Status AwaitText(const std::string& path, const std::string& text,
                       Process& process, absl::Duration at_most) {
  return AwaitChange(
      std::filesystem::path(path).parent_path(),
      [&] { return ReadFile(path).find(text) != std::string::npos; }, process,
      at_most);
}

CommandResult RunCommand(const std::vector<std::string>& command,
                         absl::Duration at_most,
                         const std::vector<std::string>& environment) {
  const TempDir dir;
  Process::Spec spec;
  spec.command = command;
  spec.environment = environment;
  spec.out_file = dir.Join("out");
  spec.err_file = dir.Join("err");
  CommandResult result;
  absl::StatusOr<Process> process = Process::Start(spec);
  if (!process.ok()) {
    result.err = process.status().ToString();
    return result;
  }
  if (!process->Wait(at_most).ok()) process->Kill();
  result.exit_code = process->Wait(absl::ZeroDuration()).value_or(-1);
  result.out = ReadFile(spec.out_file);
  result.err = ReadFile(spec.err_file);
  return result;
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace referral::testing
