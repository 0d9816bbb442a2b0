// Random walks of an inbox beside a model of a few lines.
#include <deque>
#include <map>
#include <random>

#include "gmock/gmock.h"
#include "services/router/core/inbox.h"
#include "tests/services/router/core/inbox_testing.h"

namespace referral::router::testing {
namespace {

// What an inbox promises, without a cursor, a window or a disk.
struct Model {
  enum class State { kReady, kOut, kDelayed, kParked };
  struct Case {
    // Position and sequence of what is not acknowledged, in order.
    std::deque<std::pair<std::uint64_t, std::uint64_t>> waiting;
    State state = State::kReady;
    std::uint32_t refused = 0;
    absl::Duration out_since;
  };
  std::map<std::string, Case> cases;

  void Pop(Case& c) {
    c.waiting.pop_front();
    c.state = State::kReady;
    c.refused = 0;
  }
  // Delays and deliveries do not survive a restart; parking does.
  void Restart() {
    for (auto& [id, c] : cases) {
      if (c.state == State::kParked) continue;
      c.state = State::kReady;
      c.refused = 0;
    }
  }
  std::uint64_t Depth() const {
    std::uint64_t depth = 0;
    for (const auto& [id, c] : cases) depth += c.waiting.size();
    return depth;
  }
  std::uint64_t Count(State state) const {
    std::uint64_t count = 0;
    for (const auto& [id, c] : cases) count += c.state == state;
    return count;
  }
  std::vector<std::string> In(State state) const {
    std::vector<std::string> ids;
    for (const auto& [id, c] : cases) {
      if (c.state == state && !c.waiting.empty()) ids.push_back(id);
    }
    return ids;
  }
};

class InboxWalkTest : public InboxTest,
                      public ::testing::WithParamInterface<unsigned> {
 protected:
  using State = Model::State;

  InboxWalkTest() {
    policy_.ack_wait = absl::Hours(1000);  // refusals come from the walk alone
    policy_.longest_delay = absl::Seconds(3);
    inbox_->SetPolicy(policy_);
  }

  std::uint32_t Draw(std::uint32_t n) {
    return std::uniform_int_distribution<std::uint32_t>(0, n - 1)(random_);
  }
  // A case in that state, "" if there is none.
  std::string Pick(State state) {
    const std::vector<std::string> ids = model_.In(state);
    return ids.empty() ? "" : ids[Draw(static_cast<unsigned>(ids.size()))];
  }

  void RecordSome() {
    std::vector<std::string> ids;
    for (std::uint32_t i = 0; i <= Draw(5); ++i) ids.push_back(CaseId(Draw(6)));
    const bool ours = Draw(4) > 0;
    std::uint64_t position = ledger_.Head().position;
    for (const std::string& id : ids) {
      const std::uint64_t sequence = ++sequences_[id];
      ++position;
      if (!ours) continue;
      model_.cases[id].waiting.push_back({position, sequence});
      saved_.cases[id].waiting.push_back({position, sequence});
    }
    Record(ids, ours ? kAgency : "education");
  }

  void DeliverSome() {
    for (std::uint32_t i = 0; i <= Draw(4); ++i) {
      const std::optional<DueDelivery> due = inbox_->Next(now_);
      const std::vector<std::string> ready = model_.In(State::kReady);
      ASSERT_EQ(due.has_value(), !ready.empty());
      if (ready.empty()) return;
      Model::Case* first = nullptr;
      for (const std::string& id : ready) {
        Model::Case& c = model_.cases[id];
        if (first == nullptr || c.waiting.front() < first->waiting.front()) {
          first = &c;
        }
      }
      ASSERT_EQ(due->position, first->waiting.front().first);
      ASSERT_EQ(due->sequence, first->waiting.front().second);
      ASSERT_EQ(due->attempt, first->refused + 1);
      first->state = State::kOut;
      first->out_since = now_.monotonic;
      last_[due->case_id] = *due;
    }
  }

  void AckOne() {
    const std::string id = Pick(State::kOut);
    if (id.empty()) return;
    ASSERT_TRUE(Ack(id));
    model_.Pop(model_.cases[id]);
  }

  void NackOne() {
    const std::string id = Pick(State::kOut);
    if (id.empty()) return;
    ASSERT_TRUE(Nack(id, absl::Seconds(1 + Draw(3))));
    Refuse(model_.cases[id]);
  }
  void Refuse(Model::Case& c) const {
    ++c.refused;
    c.state =
        c.refused < policy_.max_attempts ? State::kDelayed : State::kParked;
  }

  // Long enough for every delay to end.
  void Wait() {
    Advance(absl::Seconds(4));
    ASSERT_OK(inbox_->Expire(now_));
    for (const std::string& id : model_.In(State::kDelayed)) {
      model_.cases[id].state = State::kReady;
    }
  }

  void Operate() {
    const std::string id = Pick(State::kParked);
    if (id.empty()) return;
    SaveAll();
    const bool drop = Draw(2) == 0;
    if (drop) {
      Drop(id);
    } else {
      Replay(id);
    }
    for (Model* model : {&model_, &saved_}) {
      Model::Case& c = model->cases[id];
      if (drop) c.waiting.pop_front();
      c.state = State::kReady;
      c.refused = 0;
    }
  }

  void SaveAll() {
    Persist();
    saved_ = model_;
  }
  void RestartAll() {
    Restart();
    model_ = saved_;
    model_.Restart();
  }
  // Which was out longest, and if several, which comes first.
  static std::pair<absl::Duration, std::uint64_t> OutSince(
      const Model::Case& c) {
    return {c.out_since, c.waiting.front().first};
  }
  void LoseStream() {
    const bool consumer_died = Draw(2) == 0;
    if (consumer_died) {
      ASSERT_OK(inbox_->Abandon(now_));
    } else {
      inbox_->Disconnect();
    }
    Model::Case* longest = nullptr;
    for (const std::string& id : model_.In(State::kOut)) {
      Model::Case& c = model_.cases[id];
      c.state = State::kReady;
      if (longest == nullptr || OutSince(c) < OutSince(*longest)) longest = &c;
    }
    if (consumer_died && longest != nullptr) Refuse(*longest);
  }

  void Check() {
    const InboxCounts counts = inbox_->Counts();
    ASSERT_EQ(counts.depth, model_.Depth());
    ASSERT_EQ(counts.out, model_.Count(State::kOut));
    ASSERT_EQ(counts.parked_cases, model_.Count(State::kParked));
    ASSERT_EQ(inbox_->out(), counts.out);
    std::uint64_t oldest = 0;
    for (const auto& [id, c] : model_.cases) {
      if (c.waiting.empty()) continue;
      const std::uint64_t position = c.waiting.front().first;
      oldest = oldest == 0 ? position : std::min(oldest, position);
    }
    ASSERT_EQ(counts.oldest_position, oldest);
  }

  void Step() {
    const std::uint32_t draw = Draw(100);
    if (draw < 20) return RecordSome();
    if (draw < 45) return DeliverSome();
    if (draw < 63) return AckOne();
    if (draw < 81) return NackOne();
    if (draw < 87) return Wait();
    if (draw < 91) return Operate();
    if (draw < 96) return SaveAll();
    if (draw < 98) return LoseStream();
    RestartAll();
  }

  std::mt19937 random_{GetParam()};
  Model model_;
  Model saved_;  // what a restart finds
  std::map<std::string, std::uint64_t> sequences_;
};

TEST_P(InboxWalkTest, BehavesLikeTheModelAtEveryStep) {
  for (int step = 0; step < 1500; ++step) {
    SCOPED_TRACE(step);
    Step();
    Check();
    if (HasFatalFailure()) return;
  }
  // In the end everything arrives.
  for (int round = 0; model_.Depth() > 0 && round < 10'000; ++round) {
    Wait();
    Operate();
    DeliverSome();
    AckOne();
    if (HasFatalFailure()) return;
  }
  EXPECT_EQ(inbox_->Counts().depth, 0);
  EXPECT_TRUE(inbox_->caught_up());
  Persist();
  EXPECT_THAT(*ledger_.ReadCaseDeliveries(kAgency), ::testing::IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Seeds, InboxWalkTest, ::testing::Range(0u, 20u));

}  // namespace
}  // namespace referral::router::testing
