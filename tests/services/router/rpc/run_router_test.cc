// The installed program: what it prints and how it ends.
#include <signal.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "services/router/run_router.h"
#include "tests/services/router/rpc/rpc_testing.h"
#include "tests/support/process.h"

namespace referral::router::testing {
namespace {

using ::referral::testing::AwaitFile;
using ::referral::testing::CommandResult;
using ::referral::testing::Process;
using ::referral::testing::ReadFile;
using ::referral::testing::RunCommand;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr absl::Duration kPatience = absl::Seconds(60);

class RunRouterTest : public RouterRpcTest {
 protected:
  // Beside the router of the fixture, on a data directory of its own.
  std::vector<std::string> Command(const std::string& data_dir = "own") {
    return {std::filesystem::read_symlink("/proc/self/exe")
                    .parent_path()
                    .parent_path() /
                "referral-router",
            "--data-dir",
            router_.Path(data_dir),
            "--deployment",
            router_.Path("deployment.textproto"),
            "--programme",
            router_.Path("restart.textproto"),
            "--port-file",
            router_.Path("port"),
            "--insecure-loopback"};
  }
  static CommandResult Run(std::vector<std::string> command,
                           const std::vector<std::string>& more = {}) {
    command.insert(command.end(), more.begin(), more.end());
    return RunCommand(command, kPatience);
  }
  Process StartOwn() {
    absl::StatusOr<Process> process =
        Process::Start({.command = Command(),
                        .environment = {},
                        .directory = "",
                        .out_file = "/dev/null",
                        .err_file = router_.Path("err")});
    EXPECT_OK(process);
    EXPECT_OK(AwaitFile(router_.Path("port"), *process, kPatience));
    return *std::move(process);
  }
};

TEST_F(RunRouterTest, EndsCleanlyOnSigterm) {
  Process process = StartOwn();
  process.Signal(SIGTERM);
  EXPECT_THAT(process.Wait(kPatience), IsOkAndHolds(kExitOk));
}

TEST_F(RunRouterTest, LeavesNoCore) {
  const Process process = StartOwn();
  EXPECT_THAT(ReadFile(absl::StrCat("/proc/", process.pid(), "/limits")),
              ::testing::ContainsRegex("Max core file size +0 +0 +bytes"));
}

TEST_F(RunRouterTest, UsageErrorsEndWith2) {
  EXPECT_EQ(Run({Command()[0]}).exit_code, kExitUsage);
  const CommandResult both = Run(Command(), {"--tls-ca", "x"});
  EXPECT_EQ(both.exit_code, kExitUsage);
  EXPECT_THAT(both.err, StartsWith("referral-router: INSECURE_REFUSED: "));
}

TEST_F(RunRouterTest, EachObstacleIsOneLineWithReasonAndRemedy) {
  const CommandResult locked = Run(Command("data"));
  EXPECT_EQ(locked.exit_code, kExitDataDir);
  EXPECT_THAT(locked.err, HasSubstr("referral-router: DATA_DIR_LOCKED: "));
  const CommandResult port =
      Run(Command(), {"--listen", router_.running().address()});
  EXPECT_EQ(port.exit_code, kExitPortInUse);
  EXPECT_THAT(port.err, HasSubstr("referral-router: PORT_IN_USE: "));
  router_.Write("deployment.textproto", "nonsense");
  const CommandResult config = Run(Command());
  EXPECT_EQ(config.exit_code, kExitUsage);
  EXPECT_THAT(config.err, StartsWith("referral-router: CONFIG_INVALID: "));
  EXPECT_THAT(config.err, HasSubstr("deployment.textproto:1"));
}

TEST_F(RunRouterTest, ReceiptBeyondTheHeadEndsTheProcess) {
  // The fixture's router went on where this one has lost its records.
  ASSERT_OK_AND_ASSIGN(const v1::Receipt lost, router_.AnnounceCase(1));
  Process process = StartOwn();
  std::string address;
  std::ifstream(router_.Path("port")) >> address;
  ASSERT_OK_AND_ASSIGN(
      const auto channel,
      rpc::MakeChannel(
          address, {.insecure_loopback = true, .tls = {}, .server_id = ""}));
  const auto stub = v1::RouterService::NewStub(channel);
  const auto context = ContextOf(Agency("sms"));
  const auto stream = stub->OpenInbox(context.get());
  v1::OpenInboxRequest hello;
  hello.mutable_hello()->set_software_version("test");
  *hello.mutable_hello()->mutable_newest_receipt() = lost;
  ASSERT_TRUE(stream->Write(hello));
  EXPECT_THAT(process.Wait(kPatience), IsOkAndHolds(kExitCorrupt));
  EXPECT_THAT(ReadFile(router_.Path("err")),
              HasSubstr("referral-router: ROUTER_BEHIND_RECEIPT: "));
}

TEST_F(RunRouterTest, MetricsAreShownOnLoopbackAlone) {
  const CommandResult refused = Run(Command(), {"--metrics", "0.0.0.0:0"});
  EXPECT_EQ(refused.exit_code, kExitUsage);
  EXPECT_THAT(refused.err, HasSubstr("referral-router: INVALID_FIELD: "));
}

}  // namespace
}  // namespace referral::router::testing
