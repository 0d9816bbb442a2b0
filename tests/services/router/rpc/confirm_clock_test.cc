#include "gmock/gmock.h"
#include "tests/services/router/rpc/case_story.h"
#include "tests/services/router/rpc/rpc_testing.h"
#include "tests/support/manual_clock.h"

namespace referral::router::testing {
namespace {

using referral::testing::IsReason;
using referral::testing::ManualClock;

class ConfirmClockTest : public ::testing::Test {
 protected:
  static TestSetup SetupWith(const Clock& clock) {
    TestSetup setup;
    setup.clock = &clock;
    return setup;
  }
  absl::StatusOr<std::uint64_t> Confirm(const std::string& reason,
                                        const rpc::Peer& peer = Operator()) {
    v1::ConfirmClockRequest request;
    request.set_reason(reason);
    v1::ConfirmClockResponse response;
    RETURN_IF_ERROR(rpc::FromGrpc(
        router_.ops().ConfirmClock(ContextOf(peer).get(), request, &response)));
    return response.router_log_sequence();
  }

  ManualClock clock_;
  TestRouter router_{SetupWith(clock_)};
};

TEST_F(ConfirmClockTest, ClocksStandStillAfterALeapUntilAnOperatorConfirms) {
  EXPECT_FALSE(router_.Status().clocks_stopped());
  EXPECT_THAT(Confirm("looked at it"), IsReason(Reason::kClockNotStopped));
  clock_.SetWallClock(clock_.Now() + absl::Hours(30));
  while (!router_.Status().clocks_stopped()) {
  }
  EXPECT_EQ(router_.Status().clock_leap().seconds(), 30 * 3600);
  EXPECT_THAT(Confirm(""), IsReason(Reason::kReasonRequired));
  EXPECT_THAT(Confirm("mine", Agency("sms")),
              IsReason(Reason::kPeerNotAllowed));
  const std::uint64_t before = router_.Position();
  ASSERT_OK_AND_ASSIGN(const std::uint64_t sequence, Confirm("set by hand"));
  EXPECT_EQ(router_.Position(), before + 1);
  EXPECT_GT(sequence, 0u);
  EXPECT_FALSE(router_.Status().clocks_stopped());
  EXPECT_FALSE(router_.Status().has_clock_leap());
}

TEST_F(ConfirmClockTest, StatusSaysWhenAClockRunsOutAndWhatDid) {
  EXPECT_FALSE(router_.Status().has_next_deadline_time());
  TellCase(router_, 1, 1);
  const std::int64_t due = router_.Status().next_deadline_time().seconds();
  EXPECT_GT(due, absl::ToUnixSeconds(clock_.Now()));
  clock_.Advance(absl::FromUnixSeconds(due) - clock_.Now());
  while (router_.Status().deadlines_passed() == 0) {
  }
  EXPECT_NE(router_.Status().next_deadline_time().seconds(), due);
}

TEST_F(ConfirmClockTest, OverdueReferralsAreListedApart) {
  TellCase(router_, 1, 2);
  const auto listed = [this] {
    v1::ListReferralsRequest request;
    request.set_overdue(true);
    v1::ListReferralsResponse response;
    EXPECT_OK(rpc::FromGrpc(router_.stub().ListReferrals(
        ContextOf(Operator()).get(), request, &response)));
    return response.referrals_size();
  };
  EXPECT_EQ(listed(), 0);
  clock_.Advance(absl::Hours(24 * 7));
  EXPECT_EQ(listed(), 2);
}

}  // namespace
}  // namespace referral::router::testing
