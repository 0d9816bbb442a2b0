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
