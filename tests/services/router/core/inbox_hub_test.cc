#include "services/router/core/inbox_hub.h"

#include <algorithm>

#include "gmock/gmock.h"
#include "tests/services/router/core/inbox_testing.h"
#include "tests/support/manual_clock.h"

namespace referral::router::testing {
namespace {

using ::referral::testing::IsReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A consumer that keeps what it gets.
class FakeSink final : public InboxSink {
 public:
  void Send(v1::OpenInboxResponse frame) override {
    MutexLock lock(mutex_);
    for (const auto& delivery : frame.deliveries()) {
      positions_.push_back(delivery.position());
    }
    if (frame.caught_up()) ++caught_up_;
    ++frames_;
    changed_.SignalAll();
  }
  void End(const absl::Status& status) override {
    MutexLock lock(mutex_);
    end_ = status;
    ended_ = true;
    changed_.SignalAll();
  }

  std::vector<std::uint64_t> WaitForFrames(int count) {
    MutexLock lock(mutex_);
    while (frames_ < count) changed_.Wait(mutex_);
    return positions_;
  }
  absl::Status WaitForEnd() {
    MutexLock lock(mutex_);
    while (!ended_) changed_.Wait(mutex_);
    return end_;
  }
  int frames() {
    MutexLock lock(mutex_);
    return frames_;
  }
  int caught_up() {
    MutexLock lock(mutex_);
    return caught_up_;
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  std::vector<std::uint64_t> positions_ ABSL_GUARDED_BY(mutex_);
  int frames_ ABSL_GUARDED_BY(mutex_) = 0;
  int caught_up_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Status end_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

class InboxHubTest : public ::testing::Test {
 protected:
  InboxHubTest() : pool_(2), hub_(HubOptions(), clock_, ledger_, pool_) {}
  ~InboxHubTest() override {
    hub_.Stop();
    pool_.Stop();
  }

  InboxHub::Options HubOptions() {
    InboxHub::Options options;
    options.home = kHome;
    options.policy = [] {
      return RedeliveryPolicy{2, absl::Milliseconds(1), absl::Milliseconds(2),
                              absl::Hours(1)};
    };
    options.read = [](const std::string&, const DueDelivery&) {
      return DeliveredRecord();
    };
    options.change_delivery = [this](DeliveryChange change) {
      Write(ledger_, change);
      MutexLock lock(mutex_);
      ++changes_;
      if (change.done) change.done();
    };
    options.record_act = [this](RouterAct act) {
      Write(ledger_, act.delivery);
      act.done(v1::Receipt());
      MutexLock lock(mutex_);
      acts_.push_back(std::move(act));
    };
    options.on_error = [](const std::string& agency,
                          const absl::Status& status) {
      ADD_FAILURE() << agency << ": " << status;
    };
    return options;
  }

  void Record(const std::vector<std::string>& case_ids,
              const std::string& agency = kAgency) {
    const storage::v1::CommitBatch batch =
        MakeBatch(ledger_, case_ids, {agency});
    ASSERT_OK(ledger_.Commit(batch));
    hub_.OnNews({{agency, ItemsOf(batch.inbox_rows(0))}});
  }

  std::uint64_t Open(const std::shared_ptr<FakeSink>& sink,
                     std::uint32_t credit) {
    const std::uint64_t stream = hub_.NewStream();
    hub_.Open(kAgency, stream, sink);
    hub_.OnRequest(kAgency, stream, {credit, {}, {}});
    return stream;
  }

  // Waits until everything posted so far has been done.
  void Settle() { ASSERT_OK(hub_.Load({kAgency})); }

  // Waits until the inbox is as `is_so` wants it.
  template <typename Predicate>
  InboxState WaitFor(Predicate is_so) {
    while (true) {
      Settle();
      InboxState state = hub_.State(kAgency);
      if (is_so(state)) return state;
    }
  }

  SystemClock clock_;
  FakeLedger ledger_;
  Mutex mutex_;
  std::vector<RouterAct> acts_ ABSL_GUARDED_BY(mutex_);
  int changes_ ABSL_GUARDED_BY(mutex_) = 0;
  ReadPool pool_;
  InboxHub hub_;

  const std::string a_ = CaseId(1);
  const std::string b_ = CaseId(2);
  const std::string c_ = CaseId(3);
};

TEST_F(InboxHubTest, CreditBoundsWhatIsOut) {
  Record({a_, b_, c_});
  const auto sink = std::make_shared<FakeSink>();
  const std::uint64_t stream = Open(sink, 2);
  EXPECT_THAT(sink->WaitForFrames(1), ElementsAre(1, 2));
  hub_.OnWritten(kAgency, stream);
  Settle();
  EXPECT_EQ(hub_.State(kAgency).counts.out, 2);
  hub_.OnRequest(kAgency, stream, {0, {1}, {}});
  EXPECT_THAT(sink->WaitForFrames(2), ElementsAre(1, 2, 3));
}

TEST_F(InboxHubTest, NothingIsSentBeforeTheLastFrameWasWritten) {
  Record({a_});
  const auto sink = std::make_shared<FakeSink>();
  const std::uint64_t stream = Open(sink, 10);
  sink->WaitForFrames(1);
  Record({b_, c_});
  Settle();
  EXPECT_EQ(sink->frames(), 1);
  hub_.OnWritten(kAgency, stream);
  EXPECT_THAT(sink->WaitForFrames(2), ElementsAre(1, 2, 3));
}

TEST_F(InboxHubTest, NewerStreamTakesOver) {
  Record({a_, b_});
  const auto older = std::make_shared<FakeSink>();
  const auto newer = std::make_shared<FakeSink>();
  const std::uint64_t older_stream = Open(older, 10);
  EXPECT_THAT(older->WaitForFrames(1), ElementsAre(1, 2));
  const std::uint64_t newer_stream = Open(newer, 10);
  EXPECT_THAT(older->WaitForEnd(), IsReason(Reason::kTakenOver));
  EXPECT_THAT(newer->WaitForFrames(1), ElementsAre(1, 2));
  // What the older one still says no longer counts.
  hub_.OnRequest(kAgency, older_stream, {10, {1}, {}});
  hub_.Close(kAgency, older_stream);
  Settle();
  EXPECT_EQ(hub_.State(kAgency).counts.depth, 2);
  EXPECT_TRUE(hub_.State(kAgency).connected);
  hub_.OnRequest(kAgency, newer_stream, {0, {1}, {}});
  Settle();
  EXPECT_EQ(hub_.State(kAgency).counts.depth, 1);
}

TEST_F(InboxHubTest, CaughtUpIsToldOnceEverythingIsAcknowledged) {
  Record({a_});
  const auto sink = std::make_shared<FakeSink>();
  const std::uint64_t stream = Open(sink, 10);
  sink->WaitForFrames(1);
  hub_.OnWritten(kAgency, stream);
  Settle();
  EXPECT_EQ(sink->caught_up(), 0);
  hub_.OnRequest(kAgency, stream, {0, {1}, {}});
  sink->WaitForFrames(2);
  EXPECT_EQ(sink->caught_up(), 1);
  hub_.OnWritten(kAgency, stream);
  Record({b_}, "education");
  Settle();
  EXPECT_EQ(sink->frames(), 2);
}

TEST_F(InboxHubTest, AcksOfAFrameAreOneChange) {
  std::vector<std::string> ids;
  std::vector<std::uint64_t> positions;
  for (std::uint32_t i = 1; i <= 100; ++i) {
    ids.push_back(CaseId(i));
    positions.push_back(i);
  }
  Record(ids);
  const auto sink = std::make_shared<FakeSink>();
  const std::uint64_t stream = Open(sink, 1000);
  EXPECT_THAT(sink->WaitForFrames(1), ::testing::ElementsAreArray(positions));
  hub_.OnRequest(kAgency, stream, {0, positions, {}});
  Settle();
  Settle();
  EXPECT_EQ(ledger_.ReadCursor(kAgency)->position(), 100);
  MutexLock lock(mutex_);
  EXPECT_EQ(changes_, 1);
}

TEST_F(InboxHubTest, RefusedDeliveryComesAgainByItself) {
  Record({a_});
  const auto sink = std::make_shared<FakeSink>();
  const std::uint64_t stream = Open(sink, 10);
  sink->WaitForFrames(1);
  hub_.OnWritten(kAgency, stream);
  hub_.OnRequest(kAgency, stream, {0, {}, {{1, "WORKLIST_FULL", {}}}});
  EXPECT_THAT(sink->WaitForFrames(2), ElementsAre(1, 1));
}

TEST_F(InboxHubTest, MessageThatKillsItsConsumerIsParkedAndTheOthersGoOn) {
  Record({a_, b_});
  std::uint64_t attempts = 0;
  while (hub_.State(kAgency).parked.empty()) {
    const auto sink = std::make_shared<FakeSink>();
    // It takes one at a time and dies of the first.
    const std::uint64_t stream = Open(sink, 1);
    const std::vector<std::uint64_t> got = sink->WaitForFrames(1);
    ASSERT_EQ(got.size(), 1);
    if (got[0] != 1) {
      hub_.OnRequest(kAgency, stream, {0, {got[0]}, {}});
    } else {
      ASSERT_LE(++attempts, 2);
    }
    hub_.Close(kAgency, stream);
    Settle();
  }
  EXPECT_EQ(attempts, 2);
  EXPECT_EQ(hub_.State(kAgency).parked[0].case_id(), a_);
  EXPECT_EQ(hub_.State(kAgency).parked[0].reason_code(), "STREAM_ENDED");
}

TEST_F(InboxHubTest, DropTellsTheRequester) {
  Record({a_, a_});
  const auto sink = std::make_shared<FakeSink>();
  const std::uint64_t stream = Open(sink, 10);
  for (int attempt = 1; attempt <= 2; ++attempt) {
    sink->WaitForFrames(attempt);
    hub_.OnRequest(kAgency, stream, {0, {}, {{1, "BAD_PART", {}}}});
    hub_.OnWritten(kAgency, stream);
  }
  const InboxState parked =
      WaitFor([](const InboxState& state) { return state.parked.size() == 1; });
  EXPECT_EQ(parked.parked[0].reason_code(), "BAD_PART");
  // But for the parked case it has caught up, and is told so.
  sink->WaitForFrames(3);
  EXPECT_EQ(sink->caught_up(), 1);
  hub_.OnWritten(kAgency, stream);

  Answers answers;
  hub_.Drop({kAgency, a_, "ops", "cannot be read there", answers.Next()});
  EXPECT_OK(answers.Wait(0));
  EXPECT_EQ(sink->WaitForFrames(4).back(), 2);
  MutexLock lock(mutex_);
  ASSERT_EQ(acts_.size(), 1);
  EXPECT_THAT(acts_[0].recipients, ElementsAre("sms"));
  const v1::DeliveryDropped& dropped = acts_[0].act.delivery_dropped();
  EXPECT_EQ(dropped.agency(), kAgency);
  EXPECT_EQ(dropped.case_id(), a_);
  EXPECT_EQ(dropped.sequence(), 1);
  EXPECT_EQ(dropped.operator_id(), "ops");
  EXPECT_EQ(dropped.reason(), "cannot be read there");
}

TEST_F(InboxHubTest, WhatIsNotParkedCanBeNeitherReplayedNorDropped) {
  Record({a_});
  Answers answers;
  hub_.Replay({kAgency, a_, "ops", "try again", answers.Next()});
  hub_.Drop({kAgency, b_, "ops", "give up", answers.Next()});
  EXPECT_THAT(answers.Wait(0), IsReason(Reason::kNotParked));
  EXPECT_THAT(answers.Wait(1), IsReason(Reason::kNotParked));
  MutexLock lock(mutex_);
  EXPECT_THAT(acts_, IsEmpty());
}

TEST_F(InboxHubTest, StopEndsEveryStream) {
  const auto sink = std::make_shared<FakeSink>();
  Open(sink, 10);
  hub_.Stop();
  EXPECT_THAT(sink->WaitForEnd(), IsReason(Reason::kShuttingDown));
}

}  // namespace
}  // namespace referral::router::testing
