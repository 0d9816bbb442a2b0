#include "services/agency/rpc/timer.h"

#include <future>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/agency/rpc/worker_pool.h"

namespace referral::agency {
namespace {

using ::testing::ElementsAre;

TEST(TimerTest, CallsBackInTheOrderOfTime) {
  Timer timer;
  std::vector<int> order;
  std::promise<void> done;
  timer.After(absl::Milliseconds(30), [&] {
    order.push_back(3);
    done.set_value();
  });
  timer.After(absl::Milliseconds(10), [&] { order.push_back(1); });
  timer.After(absl::Milliseconds(20), [&] { order.push_back(2); });
  done.get_future().get();
  EXPECT_THAT(order, ElementsAre(1, 2, 3));
}

TEST(TimerTest, WhatIsCancelledIsNotCalled) {
  Timer timer;
  bool called = false;
  std::promise<void> done;
  const Timer::Ticket ticket =
      timer.After(absl::Milliseconds(5), [&] { called = true; });
  timer.Cancel(ticket);
  timer.Cancel(ticket);
  timer.Cancel(Timer::Ticket());
  timer.After(absl::Milliseconds(10), [&] { done.set_value(); });
  done.get_future().get();
  EXPECT_FALSE(called);
}

TEST(TimerTest, StopCallsWhateverWaitsAndLaterCallsComeAtOnce) {
  Timer timer;
  int called = 0;
  timer.After(absl::Hours(1), [&] { ++called; });
  timer.Stop();
  EXPECT_EQ(called, 1);
  timer.After(absl::Hours(1), [&] { ++called; });
  EXPECT_EQ(called, 2);
}

TEST(WorkerPoolTest, StopFinishesWhatIsQueued) {
  WorkerPool pool;
  std::atomic<int> ran = 0;
  for (int i = 0; i < 100; ++i) pool.Run([&] { ++ran; });
  pool.Stop();
  EXPECT_EQ(ran, 100);
  pool.Run([&] { ++ran; });
  EXPECT_EQ(ran, 101);
}

}  // namespace
}  // namespace referral::agency
