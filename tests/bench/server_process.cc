#include "tests/bench/server_process.h"

#include <csignal>
#include <filesystem>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"

namespace referral::bench {
namespace {

// A large store is checked before the port opens.
constexpr absl::Duration kStartPatience = absl::Minutes(5);
constexpr absl::Duration kStopPatience = absl::Minutes(2);
constexpr std::uint64_t kKiB = 1024;

}  // namespace

absl::Status ServerProcess::Start(const std::vector<std::string>& command,
                                  const std::string& port_file,
                                  const std::string& log_file) {
  std::filesystem::remove(port_file);
  log_file_ = log_file;
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
  if (!process_.has_value() || !process_->running()) return absl::OkStatus();
  process_->Signal(SIGCONT);
  process_->Signal(SIGTERM);
  ASSIGN_OR_RETURN(const testing::ExitCode code, process_->Wait(kStopPatience));
  if (code == 0) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat("a server ended with ", code, "\n",
                                         testing::ReadFile(log_file_)));
}

void ServerProcess::Kill() {
  if (process_.has_value()) process_->Kill();
}

void ServerProcess::Pause() const {
  if (process_.has_value()) process_->Signal(SIGSTOP);
}

void ServerProcess::Resume() const {
  if (process_.has_value()) process_->Signal(SIGCONT);
}

std::uint64_t ServerProcess::ResidentBytes() const {
  return StatusBytes("VmRSS:");
}

std::uint64_t ServerProcess::PeakResidentBytes() const {
  return StatusBytes("VmHWM:");
}

// A line of /proc/PID/status, such as "VmRSS:   123456 kB".
std::uint64_t ServerProcess::StatusBytes(const std::string& field) const {
  if (!process_.has_value()) return 0;
  std::ifstream status(absl::StrCat("/proc/", process_->pid(), "/status"));
  std::string line;
  while (std::getline(status, line)) {
    absl::string_view rest = line;
    if (!absl::ConsumePrefix(&rest, field)) continue;
    rest = absl::StripAsciiWhitespace(rest);
    absl::ConsumeSuffix(&rest, " kB");
    std::uint64_t kib = 0;
    return absl::SimpleAtoi(rest, &kib) ? kib * kKiB : 0;
  }
  return 0;
}

}  // namespace referral::bench
