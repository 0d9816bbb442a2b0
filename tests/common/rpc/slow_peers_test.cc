#include "common/rpc/slow_peers.h"

#include <memory>
#include <vector>

#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/mutex.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"

namespace referral::rpc {
namespace {

using ::referral::testing::IsReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Waits for its peer from the beginning.
class FakeStream final : public SlowPeers::Stream {
 public:
  explicit FakeStream(absl::Duration since) : since_(since) {}

  absl::Status CutIfWaitingSince(absl::Duration limit) override {
    MutexLock lock(mutex_);
    if (cut_ || since_ > limit) return absl::OkStatus();
    cut_ = true;
    changed_.SignalAll();
    return MakeError(Reason::kSlowReader, "too slow", "sms");
  }
  bool cut() {
    MutexLock lock(mutex_);
    return cut_;
  }
  // False: it did not happen.
  bool AwaitCut() {
    MutexLock lock(mutex_);
    while (!cut_) {
      if (changed_.WaitFor(mutex_, absl::Seconds(20))) return cut_;
    }
    return true;
  }

 private:
  const absl::Duration since_;
  Mutex mutex_;
  CondVar changed_;
  bool cut_ ABSL_GUARDED_BY(mutex_) = false;
};

class SlowPeersTest : public ::testing::Test {
 protected:
  std::unique_ptr<SlowPeers> Make(absl::Duration patience) {
    patience_ = patience;
    return std::make_unique<SlowPeers>(
        SlowPeers::Options{[this] { return patience_; },
                           [this](const absl::Status& reason) {
                             MutexLock lock(mutex_);
                             reasons_.push_back(reason);
                           }},
        clock_);
  }
  std::vector<absl::Status> reasons() {
    MutexLock lock(mutex_);
    return reasons_;
  }

  testing::ManualClock clock_;
  absl::Duration patience_;

 private:
  Mutex mutex_;
  std::vector<absl::Status> reasons_ ABSL_GUARDED_BY(mutex_);
};

TEST_F(SlowPeersTest, OnlyWhoeverWaitsForTheWholePatienceIsCutOff) {
  const auto peers = Make(absl::Seconds(30));
  FakeStream old(peers->Now());
  peers->Add(&old);
  clock_.Advance(absl::Seconds(10));
  FakeStream young(peers->Now());
  peers->Add(&young);
  clock_.Advance(absl::Seconds(20) - absl::Milliseconds(1));
  peers->Look();
  EXPECT_FALSE(old.cut());
  clock_.Advance(absl::Milliseconds(1));
  peers->Look();
  EXPECT_TRUE(old.cut());
  EXPECT_FALSE(young.cut());
  EXPECT_THAT(reasons(), ElementsAre(IsReason(Reason::kSlowReader)));
  peers->Remove(&old);
  peers->Remove(&young);
}

TEST_F(SlowPeersTest, ItsOwnThreadLooksToo) {
  const auto peers = Make(absl::Seconds(1));
  FakeStream stream(peers->Now());
  peers->Add(&stream);
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(stream.AwaitCut());
  peers->Remove(&stream);
}

TEST_F(SlowPeersTest, RemovedStreamsAreLeftAlone) {
  const auto peers = Make(absl::Seconds(30));
  FakeStream stream(peers->Now());
  peers->Add(&stream);
  peers->Remove(&stream);
  peers->Remove(&stream);
  clock_.Advance(absl::Hours(1));
  peers->Look();
  EXPECT_FALSE(stream.cut());
  EXPECT_THAT(reasons(), IsEmpty());
}

TEST(SlowPeerWaitTest, IsTheDeploymentsOrTheDefault) {
  config::v1::Deployment deployment;
  EXPECT_EQ(SlowPeerWaitOf(deployment), kSlowPeerWait);
  EXPECT_EQ(kSlowPeerWait, absl::Seconds(30));
  deployment.mutable_front_door()->set_slow_reader_seconds(7);
  EXPECT_EQ(SlowPeerWaitOf(deployment), absl::Seconds(7));
}

}  // namespace
}  // namespace referral::rpc
