// deploy/quickstart.sh as a newcomer runs it, with what is built already.
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/pilot_cases.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kUp[] = "Ctrl-C stops it.";

// Processes whose command line names `text`, one for each command line: a shell
// that is about to run a command is there twice for a moment.
std::vector<pid_t> ProcessesOf(const std::string& text) {
  std::map<std::string, pid_t> found;
  std::error_code ignored;
  for (const auto& entry :
       std::filesystem::directory_iterator("/proc", ignored)) {
    pid_t pid = 0;
    if (!absl::SimpleAtoi(entry.path().filename().string(), &pid)) continue;
    if (pid == ::getpid()) continue;
    const std::string line = ReadFile(entry.path().string() + "/cmdline");
    if (absl::StrContains(line, text)) found.try_emplace(line, pid);
  }
  std::vector<pid_t> pids;
  for (const auto& [line, pid] : found) pids.push_back(pid);
  return pids;
}

class QuickstartTest : public ::testing::Test {
 protected:
  QuickstartTest() {
    WriteCases(LoadCases({"R-008", "R-014", "R-018"}), dir_.Join("cases"));
  }

  std::vector<std::string> Command(
      const std::vector<std::string>& arguments) const {
    std::vector<std::string> command = {SourcePath("deploy/quickstart.sh"),
                                        "--build-dir", BuildPath("")};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return command;
  }

  // Three cases, in a directory of the test's own.
  std::vector<std::string> Small(std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--cases", dir_.Join("cases"), "--data-dir",
                             dir_.Join("data")});
    return Command(more);
  }

  // Starts `command` and waits until the system is up.
  void StartUp(const std::vector<std::string>& command) {
    Process::Spec spec;
    spec.command = command;
    spec.out_file = spec.err_file = output_;
    absl::StatusOr<Process> process = Process::Start(spec);
    ASSERT_OK(process);
    script_ = *std::move(process);
    ASSERT_OK(AwaitText(output_, kUp, *script_, kPatience))
        << ReadFile(output_);
  }

  const TempDir dir_;
  const std::string output_ = dir_.Join("output");
  std::optional<Process> script_;
};

TEST_F(QuickstartTest, OnceReportsAndLeavesNothingRunning) {
  const std::string report = dir_.Join("report.json");
  const CommandResult result =
      RunCommand(Small({"--once", "--report-json", report}), kPatience);
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  const Json json = Json::parse(ReadFile(report), nullptr, false);
  EXPECT_EQ(json["applied"], Json({{"people", 5}, {"cases", 3}}));
  EXPECT_EQ(json["rejected"]["cases"], 1);
  EXPECT_THAT(result.out, HasSubstr("Programme az-restart"));
  EXPECT_THAT(result.out, HasSubstr("Router AZ"));
  EXPECT_THAT(ProcessesOf(dir_.path()), IsEmpty());
}

TEST_F(QuickstartTest, TheDataOfAnEarlierRunIsGoneOnWith) {
  ASSERT_EQ(RunCommand(Small({"--once"}), kPatience).exit_code, 0);
  const std::string report = dir_.Join("report.json");
  const CommandResult again =
      RunCommand(Small({"--once", "--report-json", report}), kPatience);
  EXPECT_EQ(again.exit_code, 0) << again.out << again.err;
  EXPECT_EQ(Json::parse(ReadFile(report), nullptr, false)["applied"]["cases"],
            3);
}

TEST_F(QuickstartTest, InterruptedItStopsEverythingAndEndsWell) {
  for (const int signal : {SIGINT, SIGTERM}) {
    SCOPED_TRACE(signal);
    std::filesystem::remove(output_);
    ASSERT_NO_FATAL_FAILURE(StartUp(Small()));
    // The script itself, a router and five services.
    EXPECT_THAT(ProcessesOf(dir_.Join("data")), SizeIs(7));
    script_->Signal(signal);
    EXPECT_THAT(script_->Wait(kPatience), IsOkAndHolds(0)) << ReadFile(output_);
    EXPECT_THAT(ProcessesOf(dir_.path()), IsEmpty());
  }
}

TEST_F(QuickstartTest, KilledItStillTakesEverythingWithIt) {
  ASSERT_NO_FATAL_FAILURE(StartUp(Small()));
  std::vector<pollfd> ends;
  for (const pid_t pid : ProcessesOf(dir_.Join("data"))) {
    ends.push_back(
        {static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)), POLLIN, 0});
  }
  EXPECT_THAT(ends, SizeIs(7));
  script_->Signal(SIGKILL);
  for (pollfd& end : ends) {
    EXPECT_EQ(
        ::poll(&end, 1, static_cast<int>(absl::ToInt64Milliseconds(kPatience))),
        1);
    ::close(end.fd);
  }
}

TEST_F(QuickstartTest, AServiceThatDiesEndsItWithAWord) {
  ASSERT_NO_FATAL_FAILURE(StartUp(Small()));
  for (const pid_t pid : ProcessesOf(dir_.Join("data/health"))) {
    ::kill(pid, SIGKILL);
  }
  EXPECT_THAT(script_->Wait(kPatience), IsOkAndHolds(5));
  EXPECT_THAT(ReadFile(output_), HasSubstr("health ended unexpectedly"));
  EXPECT_THAT(ProcessesOf(dir_.path()), IsEmpty());
}

TEST_F(QuickstartTest, WhatItCannotDoItSaysAtOnce) {
  std::ofstream(dir_.Join("broken")) << "{\n";
  const struct {
    std::vector<std::string> arguments;
    ExitCode exit_code;
    std::string words;
  } kRows[] = {
      {{"--never"}, 2, "--never"},
      {{"--cases"}, 2, "--cases"},
      {{"--cases", dir_.Join("none")}, 2, dir_.Join("none")},
      {{"--report-json", dir_.Join("none/report")}, 2, dir_.Join("none")},
      {{"--once", "--cases", dir_.Join("broken"), "--data-dir",
        dir_.Join("data")},
       6,
       dir_.Join("broken") + ":1"},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.words);
    const CommandResult result = RunCommand(Command(row.arguments), kPatience);
    EXPECT_EQ(result.exit_code, row.exit_code) << result.out << result.err;
    EXPECT_THAT(result.err, HasSubstr(row.words));
    EXPECT_THAT(ProcessesOf(dir_.path()), IsEmpty());
  }
  EXPECT_EQ(RunCommand(Command({"--help"}), kPatience).exit_code, 0);
}

// The shell blocks of the README, without their comments.
std::vector<std::string> ReadmeBlocks() {
  std::vector<std::string> blocks;
  const std::string readme = ReadFile(SourcePath("README.md"));
  for (absl::string_view rest : absl::StrSplit(readme, "```sh\n")) {
    blocks.emplace_back(rest.substr(0, rest.find("```")));
  }
  blocks.erase(blocks.begin());
  return blocks;
}

TEST_F(QuickstartTest, WhatTheReadmeSaysCanBeTyped) {
  const std::vector<std::string> blocks = ReadmeBlocks();
  ASSERT_THAT(blocks, SizeIs(2));
  for (const char* command : {"deploy/quickstart.sh", "tests/run.sh"}) {
    EXPECT_THAT(blocks[0], HasSubstr(command));
    EXPECT_EQ(::access(SourcePath(command).c_str(), X_OK), 0);
  }

  // Without --data-dir: in the build tree, where the README looks for it.
  ASSERT_NO_FATAL_FAILURE(StartUp(Command({"--cases", dir_.Join("cases")})));
  const std::string link = BuildPath("quickstart/env.sh");
  const std::filesystem::path data =
      std::filesystem::read_symlink(link).parent_path();
  const std::string typed =
      absl::StrReplaceAll(blocks[1], {{"build/release/", BuildPath("")}});
  const CommandResult result = RunCommand(
      {"/bin/bash", "-euc", absl::StrCat("cd '", SourcePath(""), "'\n", typed)},
      kPatience);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.err, IsEmpty());
  EXPECT_THAT(result.out, HasSubstr("every record is as it was written"));
  script_->Signal(SIGINT);
  EXPECT_THAT(script_->Wait(kPatience), IsOkAndHolds(0));
  std::filesystem::remove_all(data);
}

}  // namespace
}  // namespace referral::testing
