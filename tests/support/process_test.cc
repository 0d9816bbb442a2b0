#include "tests/support/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace referral::testing {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kLong = absl::Seconds(30);

Process::Spec Shell(const std::string& script) {
  Process::Spec spec;
  spec.command = {"/bin/sh", "-c", script};
  return spec;
}

// Nobody holds the other end of the pipe any more.
void ExpectReleased(pollfd& reader) {
  const auto at_most = static_cast<int>(absl::ToInt64Milliseconds(kLong));
  EXPECT_EQ(::poll(&reader, 1, at_most), 1);
  EXPECT_NE(reader.revents & POLLHUP, 0);
  ::close(reader.fd);
}

TEST(ProcessTest, ACommandSaysHowItEndedAndWhatItSaid) {
  const CommandResult result = RunCommand(
      {"/bin/sh", "-c", "echo $WHO; echo no >&2; exit 7"}, kLong, {"WHO=me"});
  EXPECT_EQ(result.exit_code, 7);
  EXPECT_EQ(result.out, "me\n");
  EXPECT_EQ(result.err, "no\n");
}

TEST(ProcessTest, AProgramThatIsNotThereEndsWith127) {
  EXPECT_EQ(RunCommand({"/nowhere/at/all"}, kLong).exit_code, 127);
}

TEST(ProcessTest, WhatTakesTooLongIsKilled) {
  EXPECT_EQ(RunCommand({"/bin/sleep", "600"}, absl::Milliseconds(1)).exit_code,
            128 + SIGKILL);
}

TEST(ProcessTest, WaitGivesUpAtItsDeadlineAndTellsTheEndForEver) {
  ASSERT_OK_AND_ASSIGN(Process process, Process::Start(Shell("sleep 600")));
  EXPECT_THAT(process.Wait(absl::Milliseconds(1)),
              IsStatusCode(absl::StatusCode::kDeadlineExceeded));
  EXPECT_TRUE(process.running());
  process.Signal(SIGTERM);
  EXPECT_THAT(process.Wait(kLong), IsOkAndHolds(128 + SIGTERM));
  EXPECT_THAT(process.Wait(kLong), IsOkAndHolds(128 + SIGTERM));
  EXPECT_FALSE(process.running());
}

TEST(ProcessTest, NothingOutlivesItsObject) {
  const TempDir dir;
  const std::string fifo = dir.Join("held");
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  pollfd reader = {-1, 0, 0};
  {
    // The grandchild holds the other end open for as long as it lives.
    ASSERT_OK_AND_ASSIGN(
        Process process,
        Process::Start(Shell("sleep 600 >" + fifo + " & wait")));
    reader.fd = ::open(fifo.c_str(), O_RDONLY);
    ASSERT_EQ(::poll(&reader, 1, 0), 0);
    EXPECT_TRUE(process.running());
  }
  ExpectReleased(reader);
}

TEST(ProcessTest, NothingOfItsGroupOutlivesTheProcess) {
  const TempDir dir;
  const std::string fifo = dir.Join("held");
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  ASSERT_OK_AND_ASSIGN(
      Process process,
      Process::Start(Shell("sleep 600 >" + fifo + " & echo >" + fifo)));
  pollfd reader = {::open(fifo.c_str(), O_RDONLY), 0, 0};
  EXPECT_THAT(process.Wait(kLong), IsOkAndHolds(0));
  ExpectReleased(reader);
}

TEST(ProcessTest, AwaitTextSeesTheTextOrTheEnd) {
  const TempDir dir;
  Process::Spec spec = Shell("echo one; echo two; read nothing; exit 3");
  spec.out_file = dir.Join("out");
  ASSERT_OK_AND_ASSIGN(Process process, Process::Start(spec));
  EXPECT_OK(AwaitText(spec.out_file, "one\ntwo", process, kLong));
  EXPECT_THAT(AwaitText(spec.out_file, "three", process, kLong),
              IsStatusCode(absl::StatusCode::kAborted));
}

TEST(ProcessTest, AwaitFileSeesTheFileOrTheEnd) {
  const TempDir dir;
  const std::string path = dir.Join("port");
  ASSERT_OK_AND_ASSIGN(Process writer,
                       Process::Start(Shell("echo 1 >" + path + ".new; mv " +
                                            path + ".new " + path)));
  EXPECT_OK(AwaitFile(path, writer, kLong));
  ASSERT_OK_AND_ASSIGN(Process none, Process::Start(Shell("exit 69")));
  const absl::Status status = AwaitFile(dir.Join("other"), none, kLong);
  EXPECT_THAT(status, IsStatusCode(absl::StatusCode::kAborted));
  EXPECT_THAT(std::string(status.message()), HasSubstr("69"));
}

}  // namespace
}  // namespace referral::testing
