#include "services/agency/rpc/verdicts.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace referral::agency {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::Submission Settled(const std::string& message_id,
                       v1::Submission::State state) {
  v1::Submission submission;
  submission.set_message_id(message_id);
  submission.set_state(state);
  return submission;
}

class VerdictsTest : public ::testing::Test {
 protected:
  Verdicts::Ticket Wait(const std::string& message_id, int waiter) {
    return verdicts_.Wait(message_id, [this, waiter](const v1::Submission&) {
      told_.push_back(waiter);
    });
  }

  Verdicts verdicts_;
  std::vector<int> told_;
};

TEST_F(VerdictsTest, TellsEveryoneWhoWaitsForTheMessageOnce) {
  Wait("a", 1);
  Wait("b", 2);
  Wait("a", 3);
  verdicts_.Tell(Settled("a", v1::Submission::STATE_RECORDED));
  EXPECT_THAT(told_, ElementsAre(1, 3));
  verdicts_.Tell(Settled("a", v1::Submission::STATE_RECORDED));
  EXPECT_THAT(told_, ElementsAre(1, 3));
}

TEST_F(VerdictsTest, QueuedIsNoVerdict) {
  Wait("a", 1);
  verdicts_.Tell(Settled("a", v1::Submission::STATE_QUEUED));
  EXPECT_THAT(told_, IsEmpty());
  verdicts_.Tell(Settled("a", v1::Submission::STATE_REFUSED));
  EXPECT_THAT(told_, ElementsAre(1));
}

TEST_F(VerdictsTest, WhoCancelledIsNotTold) {
  const Verdicts::Ticket first = Wait("a", 1);
  Wait("a", 2);
  verdicts_.Cancel(first);
  verdicts_.Cancel(first);
  verdicts_.Tell(Settled("a", v1::Submission::STATE_RECORDED));
  EXPECT_THAT(told_, ElementsAre(2));
}

}  // namespace
}  // namespace referral::agency
