// Kills a router's ledger and sequencer in the middle of their work, in a
// process of their own, and looks at what is left.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "gtest/gtest.h"
#include "services/router/core/sequencer.h"
#include "services/router/core/verification.h"
#include "services/router/store/rocks_ledger.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_keys.h"

namespace referral::router::testing {
namespace {

constexpr char kChild[] = "--child";
constexpr std::uint32_t kFrame = 8;

RocksLedgerOptions OptionsFor(const std::string& data_dir) {
  RocksLedgerOptions options;
  options.data_dir = data_dir;
  options.home = kHome;
  options.master_keys = referral::testing::TestMasterKeys();
  options.check_every = 64;
  return options;
}

// Records messages for ever, of a case for each frame, and prints what it got:
// the message and its receipt, in hex, a line each.
int RunChild(const std::string& data_dir, std::uint32_t first) {
  const referral::testing::ManualClock clock;
  auto ledger = RocksLedger::Open(OptionsFor(data_dir));
  if (!ledger.ok()) {
    std::fprintf(stderr, "%s\n", Describe(ledger.status()).c_str());
    return 1;
  }
  Sequencer::Options options;
  options.home = kHome;
  Sequencer sequencer(options, clock, **ledger);
  if (!sequencer.Start().ok()) return 1;
  if ((*ledger)->Head().position == 0) LoadConfiguration(sequencer);
  for (std::uint32_t number = first;; ++number) {
    Answers answers;
    std::vector<v1::SignedMessage> messages;
    Frame frame;
    for (std::uint32_t i = 0; i < kFrame; ++i) {
      messages.push_back(Message(i == 0 ? "border" : "sms", CaseId(number),
                                 MessageId(number * kFrame + i),
                                 i == 0 ? Announce() : Inform()));
      frame.messages.push_back(
          AdmittedOf(messages.back(), (*ledger)->vault(), answers.Next()));
    }
    sequencer.Submit(std::move(frame));
    for (size_t i = 0; i < kFrame; ++i) {
      const absl::StatusOr<v1::Receipt> receipt = answers.Wait(i);
      if (!receipt.ok()) return 1;
      std::printf(
          "%s %s\n",
          absl::BytesToHexString(messages[i].SerializeAsString()).c_str(),
          absl::BytesToHexString(receipt->SerializeAsString()).c_str());
    }
    std::fflush(stdout);
  }
}

struct Acknowledged {
  v1::SignedMessage message;
  std::string receipt;
};

// Runs a child until it has printed `lines` lines, then kills it.
void RunAndKill(const std::string& data_dir, std::uint32_t first, size_t lines,
                std::vector<Acknowledged>& out) {
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    dup2(pipe_ends[1], STDOUT_FILENO);
    close(pipe_ends[0]);
    close(pipe_ends[1]);
    execl("/proc/self/exe", "router_kill_test", kChild, data_dir.c_str(),
          absl::StrCat(first).c_str(), nullptr);
    _exit(127);
  }
  close(pipe_ends[1]);
  FILE* from_child = fdopen(pipe_ends[0], "r");
  char* line = nullptr;
  size_t capacity = 0;
  size_t seen = 0;
  while (getline(&line, &capacity, from_child) > 0) {
    // What was printed before the kill counts too, if it is a whole line.
    if (++seen == lines) {
      ASSERT_EQ(kill(child, SIGKILL), 0);
    }
    const std::string text(line);
    const size_t blank = text.find(' ');
    if (blank == std::string::npos || text.back() != '\n') continue;
    Acknowledged& acknowledged = out.emplace_back();
    ASSERT_TRUE(acknowledged.message.ParseFromString(
        absl::HexStringToBytes(text.substr(0, blank))));
    acknowledged.receipt =
        absl::HexStringToBytes(text.substr(blank + 1, text.size() - blank - 2));
  }
  std::free(line);
  std::fclose(from_child);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
      << "the child ended by itself";
}

TEST(RouterKillTest, EveryReceiptSurvivesKill9) {
  const referral::testing::TempDir directory;
  const std::string data_dir = directory.Join("router");
  std::vector<Acknowledged> acknowledged;
  for (std::uint32_t round = 0; round < 5; ++round) {
    RunAndKill(data_dir, 1 + round * 100'000, 100 + round * 37, acknowledged);
    if (HasFatalFailure()) return;
  }
  ASSERT_GE(acknowledged.size(), 500u);

  const referral::testing::ManualClock clock;
  ASSERT_OK_AND_ASSIGN(const auto ledger,
                       RocksLedger::Open(OptionsFor(data_dir)));
  EXPECT_GE(ledger->Head().position, acknowledged.size());
  Sequencer::Options options;
  options.home = kHome;
  Sequencer sequencer(options, clock, *ledger);
  ASSERT_OK(sequencer.Start());
  const std::uint64_t end = ledger->Head().position;
  for (const Acknowledged& before : acknowledged) {
    ASSERT_OK_AND_ASSIGN(
        const v1::Receipt again,
        SubmitAndWait(sequencer, ledger->vault(), before.message));
    ASSERT_EQ(again.SerializeAsString(), before.receipt);
  }
  EXPECT_EQ(ledger->Head().position, end);

  Verification::Options verify;
  verify.home = kHome;
  verify.insecure = true;  // nobody signs here
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Verification> verification,
                       Verification::Begin(*ledger, std::move(verify)));
  std::vector<CaseFinding> findings;
  while (!verification->done()) ASSERT_OK(verification->Step(findings));
  EXPECT_TRUE(findings.empty()) << findings.front().message;
  EXPECT_EQ(verification->records_checked(), end);
}

}  // namespace
}  // namespace referral::router::testing

int main(int argc, char** argv) {
  if (argc == 4 && std::string(argv[1]) == referral::router::testing::kChild) {
    std::uint32_t first = 0;
    if (!absl::SimpleAtoi(argv[3], &first)) return 2;
    return referral::router::testing::RunChild(argv[2], first);
  }
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
