// What keeps a router from starting: one clear error each.
#include <filesystem>

#include "gmock/gmock.h"
#include "services/router/run_router.h"
#include "tests/services/router/rpc/rpc_testing.h"

namespace referral::router::testing {
namespace {

class StartTest : public RouterRpcTest {
 protected:
  // Beside the one of the fixture.
  absl::Status StartAnother(const RouterOptions& options) {
    return RunningRouter::Start(options, clock_, [](const absl::Status&) {})
        .status();
  }

  const SystemClock clock_;
};

TEST_F(StartTest, SecondProcessOnTheDataDirectoryIsRefused) {
  const absl::Status status = StartAnother(router_.options());
  EXPECT_THAT(status, IsReason(Reason::kDataDirLocked));
  EXPECT_EQ(ExitCodeOf(status), kExitDataDir);
  EXPECT_OK(router_.AnnounceCase(1));
}

TEST_F(StartTest, PortInUseIsRefused) {
  RouterOptions options = router_.options();
  options.data_dir = router_.Path("another");
  options.listen = router_.running().address();
  const absl::Status status = StartAnother(options);
  EXPECT_THAT(status, IsReason(Reason::kPortInUse));
  EXPECT_EQ(ExitCodeOf(status), kExitPortInUse);
}

TEST_F(StartTest, FileInPlaceOfTheDataDirectoryIsRefused) {
  RouterOptions options = router_.options();
  options.data_dir = router_.Path("deployment.textproto");
  const absl::Status status = StartAnother(options);
  EXPECT_THAT(status, IsReason(Reason::kDataDirUnreadable));
  EXPECT_EQ(ExitCodeOf(status), kExitDataDir);
}

TEST_F(StartTest, BadConfigurationIsRefusedWithItsLineAndNothingIsServed) {
  RouterOptions options = router_.options();
  options.data_dir = router_.Path("another");
  router_.Write("bad.textproto", "home: \"AZ\"\nnonsense: 1\n");
  options.deployment = router_.Path("bad.textproto");
  absl::Status status = StartAnother(options);
  EXPECT_THAT(status, IsReason(Reason::kConfigInvalid));
  EXPECT_THAT(Where(status), ::testing::HasSubstr("bad.textproto:2"));
  EXPECT_EQ(ExitCodeOf(status), kExitUsage);

  options.deployment = router_.Path("none.textproto");
  status = StartAnother(options);
  EXPECT_THAT(status, IsReason(Reason::kInvalidArgumentFile));
  EXPECT_EQ(ExitCodeOf(status), kExitUsage);

  options.deployment = router_.Path("deployment.textproto");
  options.programmes = {router_.Path("bad.textproto")};
  EXPECT_THAT(StartAnother(options), IsReason(Reason::kConfigInvalid));
}

TEST_F(StartTest, WithoutCertificatesNothingButLoopbackIsServed) {
  RouterOptions options = router_.options();
  options.data_dir = router_.Path("another");
  options.listen = "0.0.0.0:0";
  EXPECT_THAT(StartAnother(options), IsReason(Reason::kInsecureRefused));
  options.insecure_loopback = false;
  EXPECT_THAT(StartAnother(options), IsReason(Reason::kTlsFileInvalid));
}

TEST_F(StartTest, PortFileHasTheAddressOnceTheRouterServes) {
  RouterOptions options = router_.options();
  options.data_dir = router_.Path("another");
  options.port_file = router_.Path("port");
  ASSERT_OK_AND_ASSIGN(
      const auto another,
      RunningRouter::Start(options, clock_, [](const absl::Status&) {}));
  std::string address;
  std::ifstream(options.port_file) >> address;
  EXPECT_EQ(address, another->address());
}

TEST(ExitCodeTest, TellsWhatEndedTheRouter) {
  const struct {
    Reason reason;
    int want;
  } kRows[] = {
      {Reason::kStoreCorrupt, kExitCorrupt},
      {Reason::kStoreBehind, kExitCorrupt},
      {Reason::kRouterBehindReceipt, kExitCorrupt},
      {Reason::kDiskFailed, kExitDiskFailed},
      {Reason::kStoreInsecure, kExitUsage},
      {Reason::kInternal, kExitFailed},
  };
  for (const auto& row : kRows) {
    EXPECT_EQ(ExitCodeOf(MakeError(row.reason, "x")), row.want);
  }
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), kExitOk);
}

}  // namespace
}  // namespace referral::router::testing
