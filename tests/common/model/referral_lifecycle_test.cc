#include "common/model/lifecycle.h"

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "tests/common/model/refusals.h"

namespace referral::model {
namespace {

using namespace testing;  // NOLINT: a test's own vocabulary

constexpr ReferralPart kEveryPart[] = {
    ReferralPart::kRequester, ReferralPart::kReceiver, ReferralPart::kLead,
    ReferralPart::kRouter, ReferralPart::kNone};

std::vector<v1::ReferralStatus> EveryReferralStatus() {
  std::vector<v1::ReferralStatus> all;
  for (int i = v1::ReferralStatus_MIN; i <= v1::ReferralStatus_MAX; ++i) {
    all.push_back(static_cast<v1::ReferralStatus>(i));
  }
  return all;
}

// The rows of domain.md [30] that move a referral, written out a second time.
using Move = std::tuple<v1::Act::KindCase, v1::ReferralStatus,
                        v1::ReferralStatus, ReferralPart>;

std::set<Move> MovesOfTheDomain() {
  using A = v1::Act;
  const auto requester = ReferralPart::kRequester;
  const auto receiver = ReferralPart::kReceiver;
  std::set<Move> moves = {
      {A::kReferralRequested, v1::REFERRAL_STATUS_UNSPECIFIED,
       v1::REFERRAL_STATUS_REQUESTED, requester},
      {A::kReferralRequested, v1::REFERRAL_STATUS_DRAFT,
       v1::REFERRAL_STATUS_REQUESTED, requester},
      {A::kReferralRerouted, v1::REFERRAL_STATUS_UNSPECIFIED,
       v1::REFERRAL_STATUS_REQUESTED, ReferralPart::kRouter},
      {A::kReferralReceived, v1::REFERRAL_STATUS_REQUESTED,
       v1::REFERRAL_STATUS_RECEIVED, receiver},
      {A::kReferralStarted, v1::REFERRAL_STATUS_ACCEPTED,
       v1::REFERRAL_STATUS_IN_PROGRESS, receiver},
      {A::kReferralHeld, v1::REFERRAL_STATUS_IN_PROGRESS,
       v1::REFERRAL_STATUS_ON_HOLD, receiver},
      {A::kReferralResumed, v1::REFERRAL_STATUS_ON_HOLD,
       v1::REFERRAL_STATUS_IN_PROGRESS, receiver},
      {A::kReferralCompleted, v1::REFERRAL_STATUS_IN_PROGRESS,
       v1::REFERRAL_STATUS_COMPLETED, receiver},
  };
  for (const auto from :
       {v1::REFERRAL_STATUS_REQUESTED, v1::REFERRAL_STATUS_RECEIVED}) {
    moves.insert(
        {A::kReferralAccepted, from, v1::REFERRAL_STATUS_ACCEPTED, receiver});
    moves.insert(
        {A::kReferralRejected, from, v1::REFERRAL_STATUS_REJECTED, receiver});
  }
  for (const auto from :
       {v1::REFERRAL_STATUS_DRAFT, v1::REFERRAL_STATUS_REQUESTED,
        v1::REFERRAL_STATUS_RECEIVED, v1::REFERRAL_STATUS_ACCEPTED}) {
    moves.insert({A::kReferralCancelled, from, v1::REFERRAL_STATUS_CANCELLED,
                  requester});
  }
  for (const auto from :
       {v1::REFERRAL_STATUS_IN_PROGRESS, v1::REFERRAL_STATUS_ON_HOLD}) {
    moves.insert(
        {A::kReferralCancelled, from, v1::REFERRAL_STATUS_CANCELLED, receiver});
  }
  for (const auto from :
       {v1::REFERRAL_STATUS_ACCEPTED, v1::REFERRAL_STATUS_IN_PROGRESS,
        v1::REFERRAL_STATUS_ON_HOLD}) {
    moves.insert(
        {A::kReferralFailed, from, v1::REFERRAL_STATUS_FAILED, receiver});
  }
  for (const auto from : EveryReferralStatus()) {
    if (from == v1::REFERRAL_STATUS_UNSPECIFIED ||
        from == v1::REFERRAL_STATUS_ENTERED_IN_ERROR) {
      continue;
    }
    moves.insert({A::kReferralEnteredInError, from,
                  v1::REFERRAL_STATUS_ENTERED_IN_ERROR, requester});
  }
  return moves;
}

// Every act in every status by every part: what moves is what [30] says.
TEST(ReferralLifecycleTest, MovesExactlyAsTheDomainSays) {
  std::set<Move> moves;
  for (const v1::Act& act : acts::EveryReferralAct()) {
    for (const v1::ReferralStatus from : EveryReferralStatus()) {
      for (const ReferralPart who : kEveryPart) {
        const auto to = NextReferralStatus(act, from, who);
        if (to.ok() && *to != from) {
          moves.insert({act.kind_case(), from, *to, who});
        }
      }
    }
  }
  EXPECT_EQ(moves, MovesOfTheDomain());
}

// Where each act is possible for whom, written out a second time: by status in
// the order of the enum, q for the requester, r for the receiver, l for the
// lead, x for the router, a dash where the act is refused.
//   new, draft, requested, received, accepted, rejected, in progress, on hold,
//   completed, failed, cancelled, entered in error
TEST(ReferralLifecycleTest, EveryActIsPossibleExactlyWhereItBelongs) {
  using A = v1::Act;
  const std::map<A::KindCase, absl::string_view> table = {
      {A::kReferralRequested, "qq----------"},
      {A::kReferralRerouted, "x-----------"},
      {A::kReferralReceived, "--r---------"},
      {A::kReferralAccepted, "--rr--------"},
      {A::kReferralRejected, "--rr--------"},
      {A::kReferralInformationRequested, "--rrr-rr----"},
      {A::kReferralScheduled, "----r-r-----"},
      {A::kReferralAttendance, "----r-r-----"},
      {A::kReferralStarted, "----r-------"},
      {A::kReferralHeld, "------r-----"},
      {A::kReferralResumed, "-------r----"},
      {A::kReferralCompleted, "------r-----"},
      {A::kReferralFailed, "----r-rr----"},
      {A::kReferralCancelRequested, "------qq----"},
      {A::kReferralCancelDeclined, "------rr----"},
      {A::kReferralCancelled, "-qqqq-rr----"},
      {A::kReferralEnteredInError, "-qqqqqqqqqq-"},
      {A::kOutcomeAcknowledged, "-----q--qqqq"},
      {A::kOutcomeWaived, "-----l--llll"},
  };
  const std::map<ReferralPart, char> letters = {{ReferralPart::kRequester, 'q'},
                                                {ReferralPart::kReceiver, 'r'},
                                                {ReferralPart::kLead, 'l'},
                                                {ReferralPart::kRouter, 'x'}};
  ASSERT_EQ(table.size(), acts::EveryReferralAct().size());
  for (const v1::Act& act : acts::EveryReferralAct()) {
    SCOPED_TRACE(std::string(ActName(act)));
    std::string got;
    for (const v1::ReferralStatus from : EveryReferralStatus()) {
      got += '-';
      for (const auto& [who, letter] : letters) {
        if (!NextReferralStatus(act, from, who).ok()) continue;
        EXPECT_EQ(got.back(), '-') << "one part alone";
        got.back() = letter;
      }
      EXPECT_FALSE(NextReferralStatus(act, from, ReferralPart::kNone).ok());
    }
    EXPECT_EQ(got, table.at(act.kind_case()));
  }
}

TEST(ReferralLifecycleTest, ATerminalReferralNeverComesBackToLife) {
  for (const ReferralTransition& row : ReferralTransitions()) {
    if (!IsTerminal(row.from)) continue;
    SCOPED_TRACE(std::string(ActName(row.act)));
    EXPECT_TRUE(IsTerminal(row.to));
    EXPECT_TRUE(row.to == row.from ||
                row.to == v1::REFERRAL_STATUS_ENTERED_IN_ERROR);
  }
}

TEST(ReferralLifecycleTest, OnlyAnEndIsAcknowledgedOrWaived) {
  for (const v1::ReferralStatus from : EveryReferralStatus()) {
    SCOPED_TRACE(v1::ReferralStatus_Name(from));
    EXPECT_EQ(NextReferralStatus(acts::Acknowledged(Id(1)), from,
                                 ReferralPart::kRequester)
                  .ok(),
              IsTerminal(from));
    EXPECT_EQ(
        NextReferralStatus(acts::Waived(Id(1)), from, ReferralPart::kLead).ok(),
        IsTerminal(from));
  }
}

TEST(ReferralLifecycleTest, TheWrongPartIsToldWhoseActItIs) {
  const auto requested = v1::REFERRAL_STATUS_REQUESTED;
  EXPECT_THAT(NextReferralStatus(acts::Accepted(Id(1)), requested,
                                 ReferralPart::kRequester),
              IsReason(Reason::kNotTheReceiver));
  EXPECT_THAT(NextReferralStatus(acts::Cancelled(Id(1)), requested,
                                 ReferralPart::kReceiver),
              IsReason(Reason::kNotTheRequester));
  EXPECT_THAT(NextReferralStatus(acts::Cancelled(Id(1)),
                                 v1::REFERRAL_STATUS_IN_PROGRESS,
                                 ReferralPart::kRequester),
              IsReason(Reason::kNotTheReceiver));
  EXPECT_THAT(NextReferralStatus(acts::Waived(Id(1)), requested,
                                 ReferralPart::kRequester),
              IsReason(Reason::kRoleNotAllowed));
  EXPECT_THAT(NextReferralStatus(acts::Acknowledged(Id(1)), requested,
                                 ReferralPart::kLead),
              IsReason(Reason::kNotTheRequester));
  EXPECT_THAT(
      NextReferralStatus(acts::Rerouted(Id(1)), v1::REFERRAL_STATUS_UNSPECIFIED,
                         ReferralPart::kLead),
      IsReason(Reason::kRoleNotAllowed));
}

TEST(ReferralLifecycleTest, WhatTheOfficerSawMustStillHold) {
  v1::Act act = acts::Accepted(Id(1));
  act.set_if_status(v1::REFERRAL_STATUS_REQUESTED);
  EXPECT_THAT(NextReferralStatus(act, v1::REFERRAL_STATUS_REQUESTED,
                                 ReferralPart::kReceiver),
              IsOk());
  EXPECT_THAT(NextReferralStatus(act, v1::REFERRAL_STATUS_RECEIVED,
                                 ReferralPart::kReceiver),
              IsReason(Reason::kStatusChanged));
  // Who has no part in the referral does not learn where it stands.
  EXPECT_THAT(NextReferralStatus(act, v1::REFERRAL_STATUS_RECEIVED,
                                 ReferralPart::kNone),
              IsReason(Reason::kNotTheReceiver));
}

TEST(ReferralLifecycleTest, BusinessStatusIsKeptApart) {
  EXPECT_EQ(NextBusinessStatus(acts::Scheduled(Id(1))),
            v1::BUSINESS_STATUS_SCHEDULED);
  EXPECT_EQ(
      NextBusinessStatus(acts::Attendance(Id(1), v1::BUSINESS_STATUS_NO_SHOW)),
      v1::BUSINESS_STATUS_NO_SHOW);
  EXPECT_EQ(NextBusinessStatus(acts::AsksForInformation(Id(1))),
            v1::BUSINESS_STATUS_INFORMATION_REQUESTED);
  EXPECT_EQ(NextBusinessStatus(acts::CancelRequested(Id(1))),
            v1::BUSINESS_STATUS_CANCEL_REQUESTED);
  EXPECT_EQ(NextBusinessStatus(acts::Completed(Id(1))),
            v1::BUSINESS_STATUS_UNSPECIFIED);
  EXPECT_EQ(NextBusinessStatus(acts::CancelDeclined(Id(1))),
            v1::BUSINESS_STATUS_UNSPECIFIED);
  EXPECT_EQ(NextBusinessStatus(acts::Held(Id(1))), std::nullopt);
  EXPECT_EQ(NextBusinessStatus(acts::Received(Id(1))), std::nullopt);
}

}  // namespace
}  // namespace referral::model
