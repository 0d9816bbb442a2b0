#include "tests/bench/server_process.h"

#include <csignal>
#include <filesystem>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"

namespace referral::bench {
namespace {

// A large store is checked before the port opens.
constexpr absl::Duration kStartPatience = absl::Minutes(5);
constexpr absl::Duration kStopPatience = absl::Minutes(1);
constexpr absl::Duration kIdlePatience = absl::Minutes(10);
// Looked at so long, it is idle if it worked no longer than that meanwhile.
constexpr absl::Duration kIdleLook = absl::Seconds(1);
constexpr absl::Duration kIdleWork = absl::Milliseconds(20);

}  // namespace

absl::Status ServerProcess::Start(const std::vector<std::string>& command,
                                  const std::string& port_file,
                                  const std::string& log_file) {
  std::filesystem::remove(port_file);
  testing::Process::Spec spec;
  spec.command = command;
  spec.out_file = spec.err_file = log_file;
  ASSIGN_OR_RETURN(testing::Process process, testing::Process::Start(spec));
  process_.emplace(std::move(process));
  const absl::Status served =
      testing::AwaitFile(port_file, *process_, kStartPatience);
  if (!served.ok()) {
    return absl::Status(served.code(),
                        absl::StrCat(command[0], ": ", served.message(), "\n",
                                     testing::ReadFile(log_file)));
  }
  address_ = testing::ReadFile(port_file);
  absl::StripAsciiWhitespace(&address_);
  return absl::OkStatus();
}

absl::Status ServerProcess::Stop() {
  if (!process_.has_value()) return absl::OkStatus();
  Resume();
  process_->Signal(SIGTERM);
  ASSIGN_OR_RETURN(const testing::ExitCode code, process_->Wait(kStopPatience));
  if (code == 0) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat("a server ended with ", code));
}

void ServerProcess::Kill() {
  if (process_.has_value()) process_->Kill();
}

absl::Status ServerProcess::AwaitIdle() {
  const absl::Time deadline = absl::Now() + kIdlePatience;
  for (absl::Duration before = Usage().cpu; absl::Now() < deadline;) {
    if (process_->Wait(kIdleLook).ok()) {
      return absl::AbortedError("a server has ended");
    }
    const absl::Duration now = Usage().cpu;
    if (now - before <= kIdleWork) return absl::OkStatus();
    before = now;
  }
  return absl::DeadlineExceededError("a server does not come to rest");
}

void ServerProcess::Pause() const {
  if (process_.has_value()) process_->Signal(SIGSTOP);
}

void ServerProcess::Resume() const {
  if (process_.has_value()) process_->Signal(SIGCONT);
}

ProcessUsage ServerProcess::Usage() const {
  return process_.has_value() ? UsageOf(process_->pid()) : ProcessUsage();
}

}  // namespace referral::bench
