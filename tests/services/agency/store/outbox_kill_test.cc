// What an agency service answered survives its death, kill -9 in the middle of
// whatever it does.
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <future>
#include <map>
#include <string>

#include "absl/strings/str_split.h"
#include "tests/services/agency/support/store_fixture.h"

namespace referral::agency {
namespace {

constexpr int kNobody = 1'000'000;

// Opens the store and repeats calls 1, 2, 3, … for ever, each an opening of a
// case; prints "number case-id" for each answer.
[[noreturn]] void Serve(const std::string& path, const std::string& master) {
  testing::ManualClock clock;
  RecordingListener listener;
  const Catalogue catalogue = CatalogueOf("sms");
  if (!crypto::Init().ok()) _exit(1);
  auto store = AgencyStore::Open(
      {.path = path, .agency = "sms", .master_key_file = master});
  if (!store.ok()) _exit(2);
  Outbox outbox(**store, catalogue, clock, listener);
  if (!outbox.Load().ok()) _exit(3);
  for (int i = 1; i < kNobody; ++i) {
    std::promise<absl::StatusOr<v1::Submission>> promise;
    outbox.Accept(AnnouncementDraft(i),
                  [&](absl::StatusOr<v1::Submission> submission) {
                    promise.set_value(std::move(submission));
                  });
    const auto submission = promise.get_future().get();
    if (!submission.ok()) _exit(4);
    std::printf("%d %s\n", i, submission->case_id().c_str());
    std::fflush(stdout);
  }
  _exit(5);
}

// Starts a service, reads `lines` of its answers, kills it. Every answer must
// be that of `answers`, where there is one, and is added to them.
void ServeAndKill(const std::string& path, const std::string& master, int lines,
                  std::map<int, std::string>& answers) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  // What this process has not written yet is not the child's to write.
  std::fflush(nullptr);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    Serve(path, master);
  }
  close(ends[1]);
  FILE* out = fdopen(ends[0], "r");
  int number = 0;
  char case_id[64];
  for (int seen = 0; std::fscanf(out, "%d %63s", &number, case_id) == 2;) {
    const auto [it, is_new] = answers.emplace(number, case_id);
    EXPECT_EQ(it->second, case_id) << "another answer to call " << number;
    if (++seen == lines) {
      ASSERT_EQ(kill(child, SIGKILL), 0);
    }
  }
  std::fclose(out);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
      << "the service ended by itself, status " << status;
}

TEST(OutboxKillTest, EveryAnswerSurvivesKill9) {
  const testing::TempDir directory;
  const std::string path = directory.Join("store");
  const std::string master = directory.Join("master.key");
  WriteMasterKeys(master, {1});
  std::map<int, std::string> answers;
  for (const int lines : {50, 120, 300, 77, 400}) {
    ServeAndKill(path, master, lines, answers);
    if (HasFailure()) return;
  }
  ASSERT_GE(answers.size(), 400u);
  // Only now does this process open the store itself.
  auto store = AgencyStore::Open(
      {.path = path, .agency = "sms", .master_key_file = master});
  ASSERT_OK(store);
  const OutboxReader reader(**store);
  for (const auto& [number, case_id] : answers) {
    ASSERT_OK_AND_ASSIGN(const v1::Submission submission,
                         reader.Find(Uuid(number)));
    EXPECT_EQ(submission.case_id(), case_id);
    EXPECT_EQ(submission.state(), v1::Submission::STATE_QUEUED);
  }
}

}  // namespace
}  // namespace referral::agency
