// The main program where it does not come to serve: one clear line, the right
// exit code.
#include "services/agency/rpc/run_agency.h"

#include <sys/stat.h>

#include <fstream>
#include <future>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/config/deployment.h"
#include "common/config/text_file.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "services/agency/store/agency_store.h"
#include "services/agency/store/layout.h"
#include "tests/services/agency/fake_router.h"
#include "tests/services/agency/support/keys.h"
#include "tests/support/process.h"
#include "tests/support/temp_dir.h"

namespace referral::agency {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class RunAgencyTest : public ::testing::Test {
 protected:
  void Write(const std::string& name, const std::string& text) {
    std::ofstream(directory_.Join(name)) << text;
  }

  std::vector<std::string> GoodArguments() {
    const std::string deploy = REFERRAL_DEPLOY_DIR;
    return {"--router",           "127.0.0.1:1",
            "--data-dir",         directory_.Join("data"),
            "--deployment",       deploy + "/deployment.textproto",
            "--programme",        deploy + "/programmes/az-restart.textproto",
            "--insecure-loopback"};
  }

  int Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "health");
    std::vector<char*> argv;
    for (std::string& argument : arguments) argv.push_back(argument.data());
    argv.push_back(nullptr);
    ::testing::internal::CaptureStderr();
    const int code = RunAgency(
        static_cast<int>(arguments.size()), argv.data(),
        {.name = "health", .default_agency = "health", .make_vocabulary = {}},
        clock_);
    error_ = ::testing::internal::GetCapturedStderr();
    return code;
  }

  // With `value` in the place of a flag's.
  int RunWith(const std::string& flag, const std::string& value) {
    std::vector<std::string> arguments = GoodArguments();
    for (size_t i = 0; i < arguments.size(); ++i) {
      if (arguments[i] != flag) continue;
      arguments[i + 1] = value;
      return Run(arguments);
    }
    arguments.push_back(flag);
    arguments.push_back(value);
    return Run(arguments);
  }

  const testing::TempDir directory_;
  const SystemClock clock_;
  std::string error_;
};

TEST_F(RunAgencyTest, WithoutItsFlagsItSaysWhatIsMissing) {
  EXPECT_EQ(Run({}), kExitUsage);
  EXPECT_THAT(error_, HasSubstr("--data-dir"));
}

TEST_F(RunAgencyTest, ABadFileIsNamedWithItsLine) {
  Write("bad.textproto", "home: \"AZ\"\nagencies { id: 7 }\n");
  EXPECT_EQ(RunWith("--deployment", directory_.Join("bad.textproto")),
            kExitUsage);
  EXPECT_THAT(error_, StartsWith("health: CONFIG_INVALID: "));
  EXPECT_THAT(error_, HasSubstr("bad.textproto:2"));
  EXPECT_EQ(RunWith("--deployment", directory_.Join("none.textproto")),
            kExitUsage);
  EXPECT_THAT(error_, StartsWith("health: INVALID_ARGUMENT_FILE: "));
}

TEST_F(RunAgencyTest, AnUnreadableDataDirectoryIsNamed) {
  Write("file", "");
  EXPECT_EQ(RunWith("--data-dir", directory_.Join("file")), kExitDataDir);
  EXPECT_THAT(error_, StartsWith("health: DATA_DIR_UNREADABLE: "));
  EXPECT_THAT(error_, HasSubstr(directory_.Join("file")));
}

TEST_F(RunAgencyTest, ADataDirectoryInUseIsRefused) {
  auto store = AgencyStore::Open(
      {.path = directory_.Join("data"), .agency = "health", .insecure = true});
  ASSERT_TRUE(store.ok());
  EXPECT_EQ(Run(GoodArguments()), kExitDataDir);
  EXPECT_THAT(error_, StartsWith("health: DATA_DIR_LOCKED: "));
}

TEST_F(RunAgencyTest, ADamagedStoreIsRefused) {
  {
    auto store = AgencyStore::Open({.path = directory_.Join("data"),
                                    .agency = "health",
                                    .insecure = true});
    ASSERT_TRUE(store.ok());
  }
  Write("data/CURRENT", "nonsense");
  EXPECT_EQ(Run(GoodArguments()), kExitCorrupt);
  EXPECT_THAT(error_, StartsWith("health: STORE_CORRUPT: "));
}

TEST_F(RunAgencyTest, APortInUseIsRefused) {
  FakeRouter other;
  other.Start();
  EXPECT_EQ(RunWith("--listen", other.address()), kExitPortInUse);
  EXPECT_THAT(error_, StartsWith("health: PORT_IN_USE: "));
  EXPECT_THAT(error_, HasSubstr(other.address()));
}

TEST_F(RunAgencyTest, InsecureLeavesLoopbackNeither) {
  EXPECT_EQ(RunWith("--listen", "0.0.0.0:0"), kExitUsage);
  EXPECT_THAT(error_, StartsWith("health: INSECURE_REFUSED: "));
  EXPECT_EQ(RunWith("--metrics", "0.0.0.0:0"), kExitUsage);
  EXPECT_THAT(error_, StartsWith("health: INSECURE_REFUSED: "));
}

TEST_F(RunAgencyTest, AnUnknownAgencyIsRefusedBeforeAnythingIsMade) {
  EXPECT_EQ(RunWith("--agency", "police"), kExitUsage);
  EXPECT_THAT(error_, StartsWith("health: UNKNOWN_AGENCY: "));
  EXPECT_FALSE(std::ifstream(directory_.Join("data/CURRENT")).good());
}

TEST_F(RunAgencyTest, CertificatesAreAskedFor) {
  std::vector<std::string> arguments = GoodArguments();
  arguments.pop_back();
  EXPECT_EQ(Run(arguments), kExitUsage);
  EXPECT_THAT(error_, StartsWith("health: TLS_FILE_INVALID: "));
}

TEST_F(RunAgencyTest, KeysAreAskedForWithCertificatesAndRefusedWithout) {
  std::vector<std::string> arguments = GoodArguments();
  arguments.insert(arguments.end(),
                   {"--signing-key", "s", "--master-key", "m"});
  EXPECT_EQ(Run(arguments), kExitUsage);
  EXPECT_THAT(error_, StartsWith("health: INSECURE_REFUSED: "));
  arguments = GoodArguments();
  arguments.back() = "--tls-ca";
  arguments.insert(arguments.end(), {"a", "--tls-cert", "c", "--tls-key", "k",
                                     "--signing-key", "s"});
  EXPECT_EQ(Run(arguments), kExitUsage);
  EXPECT_THAT(error_, StartsWith("health: KEY_FILE_INVALID: "));
  EXPECT_THAT(error_, HasSubstr("--master-key"));
}

// With certificates and keys, as it is meant to run.
class RunAgencyWithKeysTest : public RunAgencyTest {
 protected:
  RunAgencyWithKeysTest() {
    const auto made = testing::RunCommand(
        {REFERRAL_MAKE_DEV_CERTS, directory_.Join("tls")}, absl::Seconds(60));
    EXPECT_EQ(made.exit_code, 0) << made.err;
    auto loaded = config::LoadDeployment(std::string(REFERRAL_DEPLOY_DIR) +
                                         "/deployment.textproto");
    EXPECT_TRUE(loaded.ok());
    for (auto& agency : *loaded->deployment.mutable_agencies()) {
      if (agency.id() != "health") continue;
      ListKey(SigningKeyOf("health"), "test-key", *agency.add_signing_keys());
    }
    Write("deployment.textproto", config::CanonicalText(loaded->deployment));
    WriteSigningKey(directory_.Join("signing.pem"), "health");
    WriteMasterKeys(directory_.Join("master.key"), {1});
  }

  std::vector<std::string> SecureArguments() {
    std::vector<std::string> arguments = GoodArguments();
    arguments.back() = "--signing-key";
    arguments.insert(arguments.end(),
                     {directory_.Join("signing.pem"), "--master-key",
                      directory_.Join("master.key"), "--tls-ca",
                      directory_.Join("tls/ca.pem"), "--tls-cert",
                      directory_.Join("tls/agency-health.pem"), "--tls-key",
                      directory_.Join("tls/agency-health.key")});
    for (size_t i = 0; i < arguments.size(); ++i) {
      if (arguments[i] == "--deployment") {
        arguments[i + 1] = directory_.Join("deployment.textproto");
      }
    }
    return arguments;
  }
};

TEST_F(RunAgencyWithKeysTest, AStoreSealedWithAnotherMasterKeyIsRefused) {
  const AgencyStore::Options options{
      .path = directory_.Join("data"),
      .agency = "health",
      .master_key_file = directory_.Join("master.key")};
  {
    auto store = AgencyStore::Open(options);
    ASSERT_TRUE(store.ok());
    std::promise<absl::Status> promise;
    ASSERT_TRUE(
        (*store)
            ->Run(
                [](Transaction& transaction) {
                  transaction.Put(kMeta, "row",
                                  *transaction.Seal("AZ-1", "a row", "text"));
                  return absl::OkStatus();
                },
                [&](const absl::Status& status) { promise.set_value(status); })
            .ok());
    ASSERT_TRUE(promise.get_future().get().ok());
  }
  WriteMasterKeys(directory_.Join("master.key"), {2});
  EXPECT_EQ(Run(SecureArguments()), kExitCorrupt);
  EXPECT_THAT(error_, StartsWith("health: KEY_MISSING: "));
}

TEST_F(RunAgencyWithKeysTest, AKeyThatIsNotRegisteredIsRefused) {
  WriteSigningKey(directory_.Join("signing.pem"), "health", 2);
  EXPECT_EQ(Run(SecureArguments()), kExitUsage);
  EXPECT_THAT(error_, StartsWith("health: SIGNING_KEY_UNKNOWN: "));
  EXPECT_FALSE(std::ifstream(directory_.Join("data/CURRENT")).good());
}

TEST_F(RunAgencyWithKeysTest, AKeyThatOthersMayReadIsRefused) {
  chmod(directory_.Join("master.key").c_str(), 0644);
  EXPECT_EQ(Run(SecureArguments()), kExitUsage);
  EXPECT_THAT(error_, StartsWith("health: KEY_FILE_INVALID: "));
  EXPECT_FALSE(std::ifstream(directory_.Join("data/CURRENT")).good());
}

}  // namespace
}  // namespace referral::agency
