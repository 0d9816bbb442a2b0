// Keys that are replaced while everything runs, as deploy/SECURITY.md says, and
// what happens without them.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/pilot_cases.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr ExitCode kExitCorrupt = 65;

class KeysTest : public ::testing::Test {
 protected:
  // A system with keys and a deployment file of its own.
  void SetUp() override {
    for (const auto& entry :
         std::filesystem::directory_iterator(Certificates())) {
      const std::string name = entry.path().filename().string();
      if (name.find("-signing.pem") == std::string::npos &&
          name.find("-master.key") == std::string::npos) {
        continue;
      }
      std::filesystem::copy(entry.path(), keys_.Join(name));
    }
    Write("deployment.textproto", ReadFile(DeploymentFile()));
    system_.UseKeys(keys_.path());
    system_.UseDeployment(keys_.Join("deployment.textproto"));
    ASSERT_OK(system_.StartAll());
  }

  void Write(const std::string& name, const std::string& text) {
    std::ofstream(keys_.Join(name), std::ios::trunc) << text;
    std::filesystem::permissions(keys_.Join(name),
                                 std::filesystem::perms::owner_read |
                                     std::filesystem::perms::owner_write);
  }
  // Plays the shipped cases from the first on, `count` of them.
  void Play(size_t first, size_t count) {
    const std::vector<Json> all = LoadCases();
    const std::string path = keys_.Join("some.jsonl");
    WriteCases({all.begin() + static_cast<std::ptrdiff_t>(first),
                all.begin() + static_cast<std::ptrdiff_t>(first + count)},
               path);
    const CommandResult replay = system_.Replay(path);
    ASSERT_EQ(replay.exit_code, 0) << replay.err << replay.out;
  }
  Json Ask(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--output", "json"});
    const CommandResult result = system_.Ctl(arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return Json::parse(result.out, nullptr, false);
  }
  void ExpectSound() {
    const Json verified = Ask({"case", "verify", "--all"});
    EXPECT_EQ(verified["done"], true);
    EXPECT_THAT(verified["findings"], IsEmpty());
  }

  TempDir keys_;
  System system_;
};

TEST_F(KeysTest, MasterKeyIsReplacedWhileCasesGoOn) {
  Play(0, 4);
  const std::string file = "router-master.key";
  const std::string before = ReadFile(keys_.Join(file));
  const std::string id = Ask({"status"})["master_key_id"];
  const std::string fresh(64, 'b');

  // A file without the key in use is refused, and nothing changes.
  Write(file, fresh + "\n");
  CommandResult refused = system_.Ctl({"key", "rotate", "--reason", "yearly"});
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.err, HasSubstr("KEY_MISSING"));
  EXPECT_EQ(Ask({"status"})["master_key_id"], id);

  Write(file, fresh + "\n" + before);
  refused = system_.Ctl({"key", "rotate", "--reason", ""});
  EXPECT_THAT(refused.err, HasSubstr("REASON_REQUIRED"));
  const Json rotated = Ask({"key", "rotate", "--reason", "yearly rotation"});
  EXPECT_EQ(rotated["done"], true);
  // Four cases and the router's own log.
  EXPECT_EQ(rotated["keys_wrapped"], "5");
  EXPECT_NE(rotated["master_key_id"], id);
  EXPECT_EQ(Ask({"status"})["master_key_id"], rotated["master_key_id"]);
  Play(4, 2);

  // From now on the new one is enough, the old one nothing.
  Write(file, fresh + "\n");
  system_.Kill(kRouter);
  ASSERT_OK(system_.Start(kRouter));
  Play(6, 1);
  ExpectSound();
  system_.Kill(kRouter);
  Write(file, before);
  ASSERT_OK(system_.Launch(kRouter));
  ASSERT_OK_AND_ASSIGN(const ExitCode code,
                       system_.process(kRouter).Wait(kPatience));
  EXPECT_EQ(code, kExitCorrupt);
  EXPECT_THAT(ReadFile(system_.LogFile(kRouter)), HasSubstr("KEY_MISSING"));
}

TEST_F(KeysTest, RoutersSigningKeyIsReplacedWhileCasesGoOn) {
  Play(0, 3);
  EXPECT_EQ(Ask({"status"})["signing_key_id"], "dev-1");
  const TempDir dir;
  ASSERT_EQ(RunCommand({"/usr/bin/openssl", "genpkey", "-algorithm", "ed25519",
                        "-out", dir.Join("new.pem")},
                       kPatience)
                .exit_code,
            0);
  const std::string hex =
      RunCommand({"/bin/bash", "-c",
                  absl::StrCat("openssl pkey -in ", dir.Join("new.pem"),
                               " -pubout -outform DER | tail -c 32 | "
                               "od -An -v -tx1 | tr -d ' \\n'")},
                 kPatience)
          .out;
  const std::string old_deployment =
      ReadFile(keys_.Join("deployment.textproto"));
  const std::string old_key = ReadFile(keys_.Join("router-signing.pem"));

  // A key that no deployment lists is refused, and the old one stays in use.
  Write("router-signing.pem", ReadFile(dir.Join("new.pem")));
  const CommandResult refused =
      system_.Ctl({"reload", "--reason", "too early"});
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.err, HasSubstr("SIGNING_KEY_UNKNOWN"));
  EXPECT_EQ(Ask({"status"})["signing_key_id"], "dev-1");

  Write("deployment.textproto",
        absl::StrCat(old_deployment,
                     "router_signing_keys { key_id: \"second\" "
                     "public_key_hex: \"",
                     hex, "\" valid_from { year: 2019 month: 1 day: 1 } }\n"));
  Ask({"reload", "--reason", "second key"});
  EXPECT_EQ(Ask({"status"})["signing_key_id"], "second");
  Play(3, 2);
  ExpectSound();
}

TEST_F(KeysTest, AStoreOpensWithItsOwnMasterKeyAlone) {
  Play(0, 1);
  for (const char* name : {"health", "router"}) {
    SCOPED_TRACE(name);
    ASSERT_OK(system_.Stop(name));
    const std::string file = absl::StrCat(
        std::string(name) == kRouter ? "" : "agency-", name, "-master.key");
    Write(file, std::string(64, 'c') + "\n");
    ASSERT_OK(system_.Launch(name));
    ASSERT_OK_AND_ASSIGN(const ExitCode code,
                         system_.process(name).Wait(kPatience));
    EXPECT_EQ(code, kExitCorrupt);
    EXPECT_THAT(ReadFile(system_.LogFile(name)), HasSubstr("KEY_MISSING"));
  }
}

}  // namespace
}  // namespace referral::testing
