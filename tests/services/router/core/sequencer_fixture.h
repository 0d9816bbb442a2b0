// A sequencer on a ledger in memory, which can be started anew.
#ifndef REFERRAL_TESTS_SERVICES_ROUTER_CORE_SEQUENCER_FIXTURE_H_
#define REFERRAL_TESTS_SERVICES_ROUTER_CORE_SEQUENCER_FIXTURE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "services/router/core/sequencer.h"
#include "tests/services/router/core/fake_ledger.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/manual_clock.h"
#include "tests/support/status_matchers.h"

namespace referral::router::testing {

class SequencerFixture : public ::testing::Test {
 protected:
  SequencerFixture() { Restart(); }

  // Another process on the same ledger.
  void Restart() {
    sequencer_.reset();
    Sequencer::Options options;
    options.home = kHome;
    options.on_inbox_news = [this](const std::vector<InboxNews>& news) {
      for (const InboxNews& of : news) news_.push_back(of);
    };
    options.on_disk_failed = [this](const absl::Status& status) {
      disk_failure_ = status;
    };
    sequencer_ = std::make_unique<Sequencer>(options, clock_, ledger_);
  }
  void Start() {
    ASSERT_OK(sequencer_->Start());
    if (ledger_.Head().position == 0) LoadConfiguration(*sequencer_);
  }

  absl::StatusOr<v1::Receipt> Submit(const v1::SignedMessage& message,
                                     std::uint64_t expected = 0) {
    return SubmitAndWait(*sequencer_, ledger_.vault(), message, expected);
  }
  // One frame of several messages; their answers are at 0, 1, ...
  void SubmitFrame(const std::vector<v1::SignedMessage>& messages,
                   Answers& answers, std::function<void()> answered = {}) {
    Frame frame;
    for (const v1::SignedMessage& message : messages) {
      frame.messages.push_back(
          AdmittedOf(message, ledger_.vault(), answers.Next()));
    }
    frame.answered = std::move(answered);
    sequencer_->Submit(std::move(frame));
  }

  ::referral::testing::ManualClock clock_;
  FakeLedger ledger_;
  std::vector<InboxNews> news_;
  absl::Status disk_failure_;
  std::unique_ptr<Sequencer> sequencer_;
};

}  // namespace referral::router::testing

#endif  // REFERRAL_TESTS_SERVICES_ROUTER_CORE_SEQUENCER_FIXTURE_H_
