#include "common/rpc/process.h"

#include <grpc/grpc.h>
#include <sys/prctl.h>

#include <csignal>
#include <fstream>
#include <future>
#include <iostream>
#include <thread>

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

// In a process of its own: what is turned off stays off.
[[noreturn]] void HardenAndTell() {
  HardenProcess();
  std::ifstream limits("/proc/self/limits");
  std::cerr << limits.rdbuf();
  std::_Exit(prctl(PR_GET_DUMPABLE));
}

TEST(ProcessTest, HardenedProcessLeavesNoCore) {
  EXPECT_EXIT(HardenAndTell(), ::testing::ExitedWithCode(0),
              "Max core file size +0 +0 +bytes");
}

// A thread of gRPC's that lets go of a closed channel a little late, as it
// happens on a busy machine.
TEST(ProcessTest, GrpcHasEndedWhenItsLastHolderIsLate) {
  for (int i = 0; i < 50; ++i) {
    std::promise<void> closed;
    std::thread holder;
    {
      const GrpcRuntime grpc;
      grpc_init();
      holder = std::thread([heard = closed.get_future()] {
        heard.wait();
        grpc_shutdown();
      });
      closed.set_value();
    }
    EXPECT_EQ(grpc_is_initialized(), 0);
    holder.join();
  }
}

}  // namespace
}  // namespace referral::rpc
