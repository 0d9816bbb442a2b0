#include "services/router/core/deadline_timer.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/model/deadlines.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "services/router/core/opened_record.h"
#include "tests/common/model/case_builder.h"
#include "tests/services/router/core/fake_ledger.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"

namespace referral::router::testing {
namespace {

namespace acts = model::testing::acts;
using referral::testing::ManualClock;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Le;

template <typename Message>
std::string TextOf(const Message& message) {
  std::string text;
  google::protobuf::TextFormat::PrintToString(message, &text);
  return text;
}

// Monday noon in Baku. A medical check asked for now is to be answered by the
// end of Thursday.
const absl::Time kMonday =
    absl::FromCivil(absl::CivilHour(2026, 5, 4, 8), absl::UTCTimeZone());
const absl::Time kThursday =
    absl::FromCivil(absl::CivilHour(2026, 5, 7, 20), absl::UTCTimeZone());

class DeadlineTimerTest : public ::testing::Test {
 protected:
  DeadlineTimerTest() : clock_(kMonday) { Restart(); }

  // Another process on the same ledger.
  void Restart() {
    sequencer_.reset();
    timer_.reset();
    DeadlineTimer::Options options;
    options.say = [this](CaseTurns turns) {
      sequencer_->Say(std::move(turns));
    };
    options.directory = [this] { return sequencer_->policy().directory; };
    options.on_error = [](const absl::Status& status) {
      ADD_FAILURE() << Describe(status);
    };
    timer_ = std::make_unique<DeadlineTimer>(options, clock_, ledger_);
    Sequencer::Options sequencer;
    sequencer.home = kHome;
    sequencer.on_deadlines = [this](absl::Time due) {
      timer_->OnDeadlines(due);
    };
    sequencer_ = std::make_unique<Sequencer>(sequencer, clock_, ledger_);
    ASSERT_OK(sequencer_->Start());
    if (ledger_.Head().position == 0) LoadTestConfiguration();
    ASSERT_OK(timer_->Load());
  }

  void LoadTestConfiguration() {
    Answers answers;
    v1::Act programme;
    programme.mutable_programme_loaded()->set_programme_id("restart");
    programme.mutable_programme_loaded()->set_text(
        TextOf(model::testing::TestProgramme()));
    sequencer_->Record({std::move(programme), {}, {}, answers.Next()});
    v1::Act deployment;
    deployment.mutable_deployment_loaded()->set_text(
        TextOf(model::testing::TestDeployment()));
    sequencer_->Record({std::move(deployment), {}, {}, answers.Next()});
    ASSERT_OK(answers.Wait(0));
    ASSERT_OK(answers.Wait(1));
  }

  void Send(const std::string& sender, std::uint32_t number, v1::Act act) {
    // Who applies later is out of time.
    const bool opens = act.has_application_registered();
    *act.mutable_occurred_date() =
        model::testing::Day(opens ? 2020 : 2026, 5, 4);
    ASSERT_OK(SubmitAndWait(
        *sequencer_, ledger_.vault(),
        Message(sender, CaseId(number), MessageId(++messages_), act)));
  }

  // A case that waits for the health ministry's answer.
  void Ask(std::uint32_t number) {
    Send("sms", number, acts::Application(1));
    Send("sms", number, acts::ReviewStarted());
    Send("sms", number, acts::Eligible());
    Send("sms", number, acts::Consent("p1"));
    Send("sms", number, acts::Request(ReferralId(), "medical.check"));
  }
  static std::string ReferralId() { return model::testing::Id(1); }

  // Looks until there is nothing to say any more.
  void LookAround() {
    while (timer_->Look()) {
      // What comes after the turns in the queue is done after them.
      Answers answers;
      DeliveryChange after;
      after.done = [done = answers.Next()] { done(v1::Receipt()); };
      sequencer_->ChangeDelivery(std::move(after));
      ASSERT_OK(answers.Wait(0));
    }
  }

  // Clocks that were said to have run out in a case, in order.
  std::vector<v1::Clock> Said(std::uint32_t number) {
    std::vector<v1::Clock> said;
    for (std::uint64_t sequence = 1;; ++sequence) {
      const auto stored = ledger_.ReadRecord(CaseId(number), sequence);
      if (!stored.ok()) return said;
      const auto record = OpenRecord(*stored, ledger_.vault());
      EXPECT_OK(record);
      const v1::Act& act = record->message.acts.at(0).act;
      if (!act.has_deadline_passed()) continue;
      EXPECT_EQ(record->message.envelope.sender(), kHome);
      said.push_back(act.deadline_passed().clock());
    }
  }

  ManualClock clock_;
  FakeLedger ledger_;
  std::unique_ptr<DeadlineTimer> timer_;
  std::unique_ptr<Sequencer> sequencer_;
  std::uint32_t messages_ = 0;
};

TEST_F(DeadlineTimerTest, ASilenceIsSaidOnceWhenTheTimeIsOver) {
  Ask(1);
  EXPECT_EQ(timer_->state().next, kThursday);
  clock_.Advance(kThursday - kMonday - absl::Seconds(1));
  LookAround();
  EXPECT_THAT(Said(1), IsEmpty());
  clock_.Advance(absl::Seconds(1));
  LookAround();
  EXPECT_THAT(Said(1), ElementsAre(v1::CLOCK_RESPONSE));
  EXPECT_EQ(timer_->state().passed, 1u);
  clock_.Advance(absl::Hours(48));
  LookAround();
  EXPECT_THAT(Said(1), ElementsAre(v1::CLOCK_RESPONSE));
}

TEST_F(DeadlineTimerTest, AnAnswerInTimeLeavesNothingToSay) {
  Ask(1);
  Send("health", 1, acts::Accepted(ReferralId()));
  clock_.Advance(kThursday - kMonday);
  LookAround();
  EXPECT_THAT(Said(1), IsEmpty());
}

TEST_F(DeadlineTimerTest, WhatIsDueNextIsLookedAtAfterWhatWasSaid) {
  Ask(1);
  clock_.Advance(kThursday - kMonday);
  LookAround();
  Send("health", 1, acts::Accepted(ReferralId()));
  clock_.Advance(absl::Hours(24 * 30));
  LookAround();
  EXPECT_THAT(Said(1), ElementsAre(v1::CLOCK_RESPONSE, v1::CLOCK_COMPLETION));
}

TEST_F(DeadlineTimerTest, WhatCameDueWhileTheRouterWasDownIsSaidAfterIt) {
  Ask(1);
  clock_.Advance(kThursday - kMonday + absl::Hours(100));
  Restart();
  LookAround();
  EXPECT_THAT(Said(1), ElementsAre(v1::CLOCK_RESPONSE));
  Restart();
  LookAround();
  EXPECT_THAT(Said(1), ElementsAre(v1::CLOCK_RESPONSE));
}

TEST_F(DeadlineTimerTest, ManySilencesLeaveRoomInEachRound) {
  constexpr std::uint32_t kCases = 2 * kMaxDeadlinesPerRound + 1;
  for (std::uint32_t number = 1; number <= kCases; ++number) Ask(number);
  const size_t before = ledger_.commits().size();
  clock_.Advance(kThursday - kMonday);
  LookAround();
  int said = 0;
  const std::vector<storage::v1::CommitBatch> commits = ledger_.commits();
  for (size_t i = before; i < commits.size(); ++i) {
    EXPECT_THAT(commits[i].records_size(),
                Le(static_cast<int>(kMaxDeadlinesPerRound)));
    said += commits[i].records_size();
  }
  EXPECT_EQ(said, static_cast<int>(kCases));
  EXPECT_EQ(timer_->state().passed, kCases);
}

TEST_F(DeadlineTimerTest, AClockThatLeaptSaysNothingUntilItIsConfirmed) {
  Ask(1);
  clock_.SetWallClock(kThursday);
  LookAround();
  EXPECT_THAT(Said(1), IsEmpty());
  EXPECT_EQ(timer_->state().leap, kThursday - kMonday);
  timer_->ConfirmClock();
  LookAround();
  EXPECT_THAT(Said(1), ElementsAre(v1::CLOCK_RESPONSE));
  EXPECT_FALSE(timer_->state().leap.has_value());
}

TEST_F(DeadlineTimerTest, AClockThatIsSetForATimeBeforeTheCursorIsNotLost) {
  Ask(1);
  Ask(2);
  clock_.Advance(kThursday - kMonday);
  LookAround();
  // As a round would that had begun before the look and ended after it.
  storage::v1::CaseFile file = **ledger_.ReadCaseFile(CaseId(2));
  file.clear_passed_deadlines();
  ledger_.ReplaceCaseFile(CaseId(2), file);
  storage::v1::CommitBatch late;
  storage::v1::DeadlineRow& row = *late.add_deadline_rows();
  row.mutable_due_time()->set_seconds(absl::ToUnixSeconds(kThursday) - 60);
  row.add_case_ids(CaseId(2));
  ASSERT_OK(ledger_.Commit(late));
  const absl::Time cursor = *ledger_.ReadDeadlineCursor();
  ASSERT_GT(cursor, kThursday - absl::Seconds(60));
  std::vector<std::string> asked;
  DeadlineTimer::Options options;
  options.directory = [this] { return sequencer_->policy().directory; };
  options.say = [&](CaseTurns turns) {
    for (const CaseTurn& turn : turns.turns) asked.push_back(turn.case_id);
    turns.done();
  };
  DeadlineTimer after_a_crash(options, clock_, ledger_);
  ASSERT_OK(after_a_crash.Load());
  while (after_a_crash.Look()) {
  }
  EXPECT_THAT(asked, ::testing::Contains(CaseId(2)));
}

TEST_F(DeadlineTimerTest, ItsThreadLooksByItself) {
  Ask(1);
  clock_.Advance(kThursday - kMonday);
  timer_->Start();
  while (timer_->state().passed == 0) {
    Answers answers;
    DeliveryChange change;
    change.done = [done = answers.Next()] { done(v1::Receipt()); };
    sequencer_->ChangeDelivery(std::move(change));
    ASSERT_OK(answers.Wait(0));
  }
  timer_->Stop();
  EXPECT_THAT(Said(1), ElementsAre(v1::CLOCK_RESPONSE));
}

}  // namespace
}  // namespace referral::router::testing
