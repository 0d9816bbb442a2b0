#include "common/rpc/process.h"

#include <csignal>
#include <future>

#include "gtest/gtest.h"

namespace referral::rpc {
namespace {

// In a process of its own: the mask stays.
[[noreturn]] void WaitAndExit(int signal) {
  BlockTerminationSignals();
  std::raise(SIGPIPE);
  auto waiter = std::async(std::launch::async, WaitForTermination);
  kill(getpid(), signal);
  std::_Exit(waiter.get());
}

TEST(ProcessTest, EndsOnSigtermAndSigintAndIgnoresSigpipe) {
  EXPECT_EXIT(WaitAndExit(SIGTERM), ::testing::ExitedWithCode(SIGTERM), "");
  EXPECT_EXIT(WaitAndExit(SIGINT), ::testing::ExitedWithCode(SIGINT), "");
}

}  // namespace
}  // namespace referral::rpc
