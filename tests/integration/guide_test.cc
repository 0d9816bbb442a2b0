// The commands of the guides, run one after the other as they stand there.
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/rpc/certificate_verifier.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/pilot_cases.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

// What stands between the fences of shell code in a file of the source tree.
std::string CommandsOf(const std::string& guide) {
  std::string commands;
  bool inside = false;
  for (const absl::string_view line :
       absl::StrSplit(ReadFile(SourcePath(guide)), '\n')) {
    if (line == "```sh") {
      inside = true;
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      absl::StrAppend(&commands, line, "\n");
    }
  }
  return commands;
}

// Runs `script` in `directory`; the first command that fails ends it.
CommandResult RunScript(const std::string& directory,
                        const std::string& script) {
  const std::string file = directory + "/guide.sh";
  std::ofstream(file) << "set -euo pipefail\ncd '" << directory << "'\n"
                      << script;
  return RunCommand({"/bin/bash", file}, kPatience);
}

TEST(GuideTest, AuthorityOfTheExampleSignsAndRevokes) {
  const TempDir dir;
  std::filesystem::copy(SourcePath("deploy/tls/production-ca.cnf"),
                        dir.Join("production-ca.cnf"));
  const std::string commands = CommandsOf("deploy/tls/README.md");
  ASSERT_TRUE(absl::StrContains(commands, "-revoke health.pem"));
  const std::string before =
      commands.substr(0, commands.find("openssl ca -config production-ca.cnf "
                                       "-revoke"));
  const CommandResult made = RunScript(dir.path(), before);
  ASSERT_EQ(made.exit_code, 0) << made.err;

  rpc::CertificateVerifier::Options options;
  options.ca = dir.Join("ca.pem");
  options.crl = dir.Join("crl.pem");
  options.spiffe_id = "spiffe://referral.az/agency/health";
  ASSERT_OK_AND_ASSIGN(const auto judge,
                       rpc::CertificateVerifier::Make(options));
  EXPECT_OK(judge->Judge(ReadFile(dir.Join("health.pem")), ""));

  const CommandResult revoked = RunScript(
      dir.path(), "export SPIFFE_ID=none\n" + commands.substr(before.size()));
  ASSERT_EQ(revoked.exit_code, 0) << revoked.err;
  ASSERT_OK_AND_ASSIGN(const auto later,
                       rpc::CertificateVerifier::Make(options));
  EXPECT_THAT(later->Judge(ReadFile(dir.Join("health.pem")), ""),
              IsReason(Reason::kCertificateRevoked));
}

TEST(GuideTest, SecurityGuidesCommandsWorkAsTheyStandThere) {
  const TempDir dir;
  for (const auto& entry :
       std::filesystem::directory_iterator(Certificates())) {
    std::filesystem::copy(entry.path(),
                          dir.Join(entry.path().filename().string()));
  }
  // The router's key is the one that the guide makes and replaces.
  std::filesystem::remove(dir.Join("router-master.key"));
  std::filesystem::create_symlink("master.key", dir.Join("router-master.key"));
  const std::string commands = CommandsOf("deploy/SECURITY.md");
  const size_t running = commands.find("{ openssl rand");
  ASSERT_NE(running, std::string::npos);
  const CommandResult made = RunScript(dir.path(), commands.substr(0, running));
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.out, ::testing::ContainsRegex("[0-9a-f]{64}"));

  System system;
  system.UseKeys(dir.path());
  ASSERT_OK(system.StartAll());
  WriteCases(LoadCases({"R-001"}), dir.Join("cases.jsonl"));
  const CommandResult replay = system.Replay(dir.Join("cases.jsonl"));
  ASSERT_EQ(replay.exit_code, 0) << replay.err;
  const CommandResult saved = system.CtlAt(
      kServices[0], {"receipt", "save", "--dir", dir.Join("receipts")});
  ASSERT_EQ(saved.exit_code, 0) << saved.err;

  const rpc::TlsFiles tls = TlsOf("operator-ops");
  const CommandResult result = RunScript(
      dir.path(),
      absl::StrCat("umask 077\nexport PATH='", BuildPath("bin"),
                   "':$PATH REFERRALCTL_SERVER='", system.address(kRouter),
                   "' REFERRALCTL_TLS_CA='", tls.ca, "' REFERRALCTL_TLS_CERT='",
                   tls.cert, "' REFERRALCTL_TLS_KEY='", tls.key, "'\n",
                   commands.substr(running)));
  EXPECT_EQ(result.exit_code, 0) << result.err << result.out;
  EXPECT_OK(system.StopAll());
}

TEST(GuideTest, ProgrammesGuidesCommandsWorkAsTheyStandThere) {
  const TempDir dir;
  System system;
  ASSERT_OK(system.StartRouter());
  const rpc::TlsFiles tls = TlsOf("operator-ops");
  const CommandResult result = RunScript(
      dir.path(),
      absl::StrCat("export PATH='", BuildPath("bin"),
                   "':$PATH REFERRALCTL_SERVER='", system.address(kRouter),
                   "' REFERRALCTL_TLS_CA='", tls.ca, "' REFERRALCTL_TLS_CERT='",
                   tls.cert, "' REFERRALCTL_TLS_KEY='", tls.key, "'\n",
                   CommandsOf("deploy/programmes/README.md")));
  EXPECT_EQ(result.exit_code, 0) << result.err << result.out;
  EXPECT_THAT(result.out, ::testing::HasSubstr("az-restart version 2 is in "
                                               "force"));
  EXPECT_THAT(result.out,
              ::testing::HasSubstr("budget.per_person_minor_units"));
  EXPECT_OK(system.StopAll());
}

}  // namespace
}  // namespace referral::testing
