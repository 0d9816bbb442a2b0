#include "common/base/mutex.h"

#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace referral {
namespace {

TEST(MutexTest, NoIncrementIsLostBetweenThreads) {
  Mutex mutex;
  int count = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 10'000; ++n) {
        MutexLock lock(mutex);
        ++count;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(count, 40'000);
}

TEST(MutexTest, ASignalWakesTheOneThatWaits) {
  Mutex mutex;
  CondVar changed;
  int turn = 0;
  std::thread other([&] {
    MutexLock lock(mutex);
    while (turn != 1) changed.Wait(mutex);
    turn = 2;
    changed.SignalAll();
  });
  {
    MutexLock lock(mutex);
    turn = 1;
    changed.SignalAll();
    while (turn != 2) {
      EXPECT_FALSE(changed.WaitFor(mutex, absl::InfiniteDuration()));
    }
  }
  other.join();
}

TEST(MutexTest, AWaitWithATimeoutEnds) {
  Mutex mutex;
  CondVar never;
  MutexLock lock(mutex);
  while (!never.WaitFor(mutex, absl::Milliseconds(1))) {
  }
  EXPECT_TRUE(never.WaitFor(mutex, -absl::Seconds(1)));
}

}  // namespace
}  // namespace referral
