#include "common/config/flags.h"

#include <CLI/CLI.hpp>

#include "tests/support/status_matchers.h"

namespace referral::config {
namespace {

using ::referral::testing::IsOk;
using ::referral::testing::IsReason;
using ::testing::ElementsAre;

std::optional<int> Parse(CLI::App& app, std::vector<std::string> words) {
  words.insert(words.begin(), "program");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  return ParseCommandLine(app, static_cast<int>(argv.size()), argv.data());
}

TEST(FlagsTest, EveryFlagOfAServiceIsRead) {
  CLI::App app;
  CommonFlags common;
  AgencyFlags agency{"health", ""};
  AddCommonFlags(app, common);
  AddAgencyFlags(app, agency);
  ASSERT_EQ(
      Parse(app, {"--data-dir",   "D",       "--deployment",  "d",
                  "--programme",  "p",       "--programme",   "q",
                  "--listen",     "[::1]:7", "--port-file",   "f",
                  "--tls-ca",     "ca",      "--tls-cert",    "c",
                  "--tls-key",    "k",       "--router",      "127.0.0.1:9",
                  "--log-file",   "l",       "--signing-key", "s",
                  "--master-key", "m",       "--tls-crl",     "r"}),
      std::nullopt);
  EXPECT_EQ(common.data_dir, "D");
  EXPECT_EQ(common.deployment, "d");
  EXPECT_THAT(common.programmes, ElementsAre("p", "q"));
  EXPECT_EQ(common.listen, "[::1]:7");
  EXPECT_EQ(common.port_file, "f");
  EXPECT_EQ(common.log_file, "l");
  EXPECT_EQ(common.tls.crl, "r");
  EXPECT_EQ(agency.agency, "health");
  EXPECT_EQ(agency.router, "127.0.0.1:9");
  EXPECT_EQ(common.keys.signing_key, "s");
  EXPECT_EQ(common.keys.master_key, "m");
  EXPECT_THAT(CheckTlsFlags(common.tls), IsOk());
  EXPECT_THAT(CheckKeyFlags(common.keys, false), IsOk());
}

TEST(FlagsTest, MissingOrUnknownFlagIsAnErrorOfUse) {
  CLI::App app;
  CommonFlags common;
  AddCommonFlags(app, common);
  EXPECT_EQ(Parse(app, {"--data-dir", "D"}), kExitUsage);
  EXPECT_EQ(Parse(app, {"--no-such-flag"}), kExitUsage);
  EXPECT_EQ(Parse(app, {"--help"}), kExitOk);
}

TEST(FlagsTest, TlsFilesAreAllOrInsecureLoopbackAlone) {
  EXPECT_THAT(CheckTlsFlags({}), IsReason(Reason::kTlsFileInvalid));
  EXPECT_THAT(CheckTlsFlags({"ca", "cert", "", false}),
              IsReason(Reason::kTlsFileInvalid));
  EXPECT_THAT(CheckTlsFlags({"", "", "", true}), IsOk());
  EXPECT_THAT(CheckTlsFlags({"ca", "cert", "key", true}),
              IsReason(Reason::kInsecureRefused));
  EXPECT_THAT(CheckTlsFlags({"", "", "", true, "crl"}),
              IsReason(Reason::kInsecureRefused));
}

TEST(FlagsTest, KeyFilesAreBothOrNoneWithInsecureLoopback) {
  EXPECT_THAT(CheckKeyFlags({"sign", "master"}, false), IsOk());
  EXPECT_THAT(CheckKeyFlags({"", "master"}, false),
              IsReason(Reason::kKeyFileInvalid));
  EXPECT_THAT(CheckKeyFlags({"sign", ""}, false),
              IsReason(Reason::kKeyFileInvalid));
  EXPECT_THAT(CheckKeyFlags({}, true), IsOk());
  EXPECT_THAT(CheckKeyFlags({"sign", ""}, true),
              IsReason(Reason::kInsecureRefused));
  EXPECT_THAT(CheckKeyFlags({"", "master"}, true),
              IsReason(Reason::kInsecureRefused));
}

}  // namespace
}  // namespace referral::config
