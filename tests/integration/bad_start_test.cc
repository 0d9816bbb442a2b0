// Programs that cannot do what they were started for: one line that says why
// and what to do, an exit code, and nothing is written.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/client.h"
#include "tests/integration/messages.h"
#include "tests/integration/pilot_cases.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

using ::testing::HasSubstr;

// `command` with `flag` set to `value`.
std::vector<std::string> With(std::vector<std::string> command,
                              const std::string& flag,
                              const std::string& value) {
  const auto at = std::find(command.begin(), command.end(), flag);
  if (at == command.end()) {
    command.insert(command.end(), {flag, value});
  } else {
    *(at + 1) = value;
  }
  return command;
}

// Exactly one line of `err` is the program's error: "name: CODE: what ...".
void ExpectOneError(const CommandResult& result, const std::string& program,
                    ExitCode exit_code, const std::string& code,
                    const std::string& where) {
  EXPECT_EQ(result.exit_code, exit_code) << result.err;
  int lines = 0;
  for (absl::string_view line : absl::StrSplit(result.err, '\n')) {
    if (!absl::StartsWith(line, program + ": ")) continue;
    ++lines;
    EXPECT_THAT(std::string(line), HasSubstr(code + ": "));
    EXPECT_THAT(std::string(line), HasSubstr(where));
    EXPECT_TRUE(absl::EndsWith(line, ".")) << "what to do: " << line;
  }
  EXPECT_EQ(lines, 1) << result.err;
}

// A running router and sms-intake, for others to collide with.
class BadStartTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    system_ = new System();
    ASSERT_OK(system_->StartAll());
    position_ = Position();
  }
  static void TearDownTestSuite() {
    EXPECT_EQ(Position(), position_) << "nothing of it all was written";
    EXPECT_OK(system_->StopAll());
    delete system_;
  }

  static std::uint64_t Position() {
    return Client(system_->address(kRouter), TlsOf("operator-ops"))
        .LastPosition()
        .value_or(0);
  }

  // A command line for another process beside the running one.
  std::vector<std::string> Another(const std::string& name) const {
    auto command = With(system_->CommandOf(name), "--listen", "127.0.0.1:0");
    command = With(command, "--port-file", dir_.Join("port"));
    return With(command, "--data-dir", Empty());
  }

  std::string Empty() const {
    std::filesystem::create_directories(dir_.Join("empty"));
    return dir_.Join("empty");
  }

  std::string FileWith(const std::string& name, const std::string& text) const {
    std::ofstream(dir_.Join(name)) << text;
    return dir_.Join(name);
  }

  // Starts `command`, which must fail before it serves.
  CommandResult Fail(const std::vector<std::string>& command) const {
    const CommandResult result = RunCommand(command, kPatience);
    EXPECT_FALSE(std::filesystem::exists(dir_.Join("port")));
    return result;
  }

  static System* system_;
  static std::uint64_t position_;
  const TempDir dir_;
};

System* BadStartTest::system_ = nullptr;
std::uint64_t BadStartTest::position_ = 0;

// Router and agency services alike.
constexpr struct {
  const char* name;
  const char* program;
} kPrograms[] = {{kRouter, "referral-router"}, {"sms-intake", "sms-intake"}};

TEST_F(BadStartTest, APortInUse) {
  for (const auto& [name, program] : kPrograms) {
    SCOPED_TRACE(program);
    ExpectOneError(
        Fail(With(Another(name), "--listen", system_->address(name))), program,
        69, "PORT_IN_USE", system_->address(name));
    EXPECT_TRUE(std::filesystem::is_empty(Empty())) << "it made a store";
  }
}

TEST_F(BadStartTest, PlainTextBeyondThisMachine) {
  for (const auto& [name, program] : kPrograms) {
    SCOPED_TRACE(program);
    std::vector<std::string> command = Another(name);
    for (const char* flag : {"--tls-ca", "--tls-cert", "--tls-key", "--tls-crl",
                             "--signing-key", "--master-key"}) {
      const auto at = std::find(command.begin(), command.end(), flag);
      ASSERT_NE(at, command.end());
      command.erase(at, at + 2);
    }
    command.emplace_back("--insecure-loopback");
    ExpectOneError(Fail(With(command, "--listen", "0.0.0.0:0")), program, 2,
                   "INSECURE_REFUSED", "0.0.0.0:0");
    // A store opened without certificates once can never be opened with them.
    EXPECT_TRUE(std::filesystem::is_empty(Empty())) << "it made a store";
  }
}

TEST_F(BadStartTest, AnotherProcessOnTheSameDataDirectory) {
  for (const auto& [name, program] : kPrograms) {
    SCOPED_TRACE(program);
    ExpectOneError(
        Fail(With(Another(name), "--data-dir", system_->DataDir(name))),
        program, 73, "DATA_DIR_LOCKED", system_->DataDir(name));
  }
}

TEST_F(BadStartTest, ADataDirectoryThatCannotBeRead) {
  for (const auto& [name, program] : kPrograms) {
    SCOPED_TRACE(program);
    const std::string file = FileWith("file", "not a directory\n");
    for (const std::string& directory : {file, file + "/below"}) {
      SCOPED_TRACE(directory);
      ExpectOneError(Fail(With(Another(name), "--data-dir", directory)),
                     program, 73, "DATA_DIR_UNREADABLE", file);
    }
  }
}

TEST_F(BadStartTest, AConfigurationFileWithAMistake) {
  const std::string deployment = ReadFile(DeploymentFile());
  const std::string programme =
      ReadFile(SourcePath("deploy/programmes/az-restart.textproto"));
  const std::string broken = FileWith("broken", deployment + "\nagencies {");
  const std::string twice =
      FileWith("twice", deployment +
                            "\nagencies { id: \"sms\" name: \"Again\""
                            " role: AGENCY_ROLE_PROVIDER }\n");
  std::string no_time = programme;
  const std::string time = "  response_working_days: 5\n";
  no_time.erase(no_time.find(time), time.size());
  const struct {
    const char* flag;
    std::string file;
  } kRows[] = {{"--deployment", broken},
               {"--deployment", twice},
               {"--programme", FileWith("no-time", no_time)}};
  for (const auto& [name, program] : kPrograms) {
    for (const auto& row : kRows) {
      SCOPED_TRACE(absl::StrCat(program, " ", row.file));
      // file:line.
      ExpectOneError(Fail(With(Another(name), row.flag, row.file)), program, 2,
                     "CONFIG_INVALID", row.file + ":");
    }
    ExpectOneError(Fail(With(Another(name), "--deployment", dir_.Join("none"))),
                   program, 2, "INVALID_ARGUMENT_FILE", dir_.Join("none"));
  }
}

TEST_F(BadStartTest, ARefusedStartLeavesNothingInTheWayOfAGoodOne) {
  System system;
  std::filesystem::create_directories(system.DataDir(kRouter));
  ExpectOneError(
      Fail(With(system.CommandOf(kRouter), "--programme",
                FileWith("broken", "id: \"az-restart\"\ntitle: 7\n"))),
      "referral-router", 2, "CONFIG_INVALID", "broken:2");
  ASSERT_OK(system.StartRouter());
  EXPECT_EQ(Client(system.address(kRouter), TlsOf("operator-ops"))
                .LastPosition()
                .value_or(0),
            position_)
      << "the log of a router that has loaded its files, no more";
  EXPECT_OK(system.StopAll());
}

TEST_F(BadStartTest, ACertificateThatIsNotOne) {
  const std::string text = FileWith("text", "no certificate\n");
  for (const auto& [name, program] : kPrograms) {
    SCOPED_TRACE(program);
    ExpectOneError(Fail(With(Another(name), "--tls-cert", text)), program, 2,
                   "TLS_FILE_INVALID", text);
  }
}

TEST_F(BadStartTest, WrongFlags) {
  for (const char* program :
       {"referral-router", "sms-intake", "health", "education", "labour", "ngo",
        "referralctl", "referral-pilot"}) {
    SCOPED_TRACE(program);
    for (const std::vector<std::string>& flags :
         {std::vector<std::string>{}, {"--no-such-flag"}}) {
      std::vector<std::string> command = {BinaryPath(program)};
      command.insert(command.end(), flags.begin(), flags.end());
      const CommandResult result = RunCommand(command, kPatience);
      EXPECT_EQ(result.exit_code, 2);
      EXPECT_FALSE(result.err.empty());
    }
    EXPECT_EQ(RunCommand({BinaryPath(program), "--help"}, kPatience).exit_code,
              0);
  }
}

// A line of the data set that is wrong in one way.
struct BadLine {
  const char* name;
  std::string line;
};

std::vector<BadLine> BadLines() {
  const Json good = LoadCases({"R-008"}).at(0);
  std::vector<BadLine> rows = {{"no JSON", "{\"case\":"},
                               {"no object", "[1,2,3]"},
                               {"no UTF-8", "{\"case\":\"\xC3\x28\"}"}};
  const auto add = [&](const char* name, const Json& row) {
    rows.push_back({name, row.dump()});
  };
  Json row = good;
  row["colour"] = "blue";
  add("a key nobody knows", row);
  row = good;
  row.erase("region");
  add("a key is missing", row);
  row = good;
  row["closed"]["date"] = "2199-01-01";
  add("a day to come", row);
  row = good;
  row["applied"] = "2021-02-30";
  add("a day that never was", row);
  row = good;
  row["referrals"][0]["people"] = {"p9"};
  add("a person who is not there", row);
  row = good;
  row["referrals"][0]["service"] = "massage.thai";
  add("a service nobody offers", row);
  row = good;
  row["people"][0]["id"] = 7;
  add("a number for a text", row);
  rows.push_back({"the same case again", LoadCases({"R-001"}).at(0).dump()});
  return rows;
}

TEST_F(BadStartTest, ABrokenLineInAPilotFileStopsBeforeTheFirstCall) {
  const std::string first = LoadCases({"R-001"}).at(0).dump();
  for (const BadLine& row : BadLines()) {
    SCOPED_TRACE(row.name);
    const std::string file = FileWith(
        "cases", absl::StrCat("# a comment\n", first, "\n", row.line, "\n"));
    ExpectOneError(RunCommand(system_->PilotCommand(file), kPatience),
                   "referral-pilot", 2, "BAD_PILOT_LINE", file + ":3");
    EXPECT_EQ(Position(), position_);
  }
  ExpectOneError(
      RunCommand(system_->PilotCommand(dir_.Join("none")), kPatience),
      "referral-pilot", 2, "INVALID_ARGUMENT_FILE", dir_.Join("none"));
}

TEST_F(BadStartTest, ReferralctlSaysWhyAndEndsWithItsOwnCodes) {
  const std::string no_case = NewCaseId();
  const auto at = [&](const char* flag, const char* value) {
    return With(With(system_->CtlCommand({"status"}), "--timeout", "1"), flag,
                value);
  };
  const struct {
    const char* name;
    std::vector<std::string> command;
    ExitCode exit_code;
    const char* code;
  } kRows[] = {
      {"nobody listens", at("--server", "127.0.0.1:1"), 3, "UNAVAILABLE"},
      {"another identity", at("--server-id", "spiffe://referral.az/router/TJ"),
       3, "UNAVAILABLE"},
      {"no such case", system_->CtlCommand({"case", "show", no_case}), 4,
       "CASE_NOT_FOUND"},
      {"a case id with a slip",
       system_->CtlCommand({"case", "show", "AZ-00000-00000-0"}), 2,
       "INVALID_CASE_ID"},
      {"no such status",
       system_->CtlCommand({"case", "list", "--status", "happy"}), 2,
       "INVALID_FLAG"},
      {"not parked",
       system_->CtlCommand({"parked", "drop", no_case, "--agency", "health",
                            "--reason", "test"}),
       1, "NOT_PARKED"},
  };
  for (const auto& row : kRows) {
    SCOPED_TRACE(row.name);
    const CommandResult result = RunCommand(row.command, kPatience);
    ExpectOneError(result, "referralctl", row.exit_code, row.code, "");
    EXPECT_EQ(result.out, "");
  }
}

}  // namespace
}  // namespace referral::testing
