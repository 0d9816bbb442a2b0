#include "common/model/lifecycle.h"

#include <map>
#include <set>
#include <tuple>

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

v1::Act Rerouted(const std::string& referral) {
  v1::Act act;
  act.mutable_referral_rerouted()->set_referral_id(referral);
  return act;
}

std::vector<v1::Act> EveryReferralAct() {
  return {acts::Request(Id(1), "medical.check"),
          acts::Received(Id(1)),
          acts::Accepted(Id(1)),
          acts::Declined(Id(1)),
          acts::AsksForInformation(Id(1)),
          acts::Scheduled(Id(1)),
          acts::Attendance(Id(1), v1::BUSINESS_STATUS_EVENT_DONE),
          acts::Started(Id(1)),
          acts::Held(Id(1)),
          acts::TakenUp(Id(1)),
          acts::Completed(Id(1)),
          acts::Failed(Id(1)),
          acts::CancelRequested(Id(1)),
          acts::CancelDeclined(Id(1)),
          acts::Cancelled(Id(1)),
          acts::EnteredInError(Id(1)),
          acts::Acknowledged(Id(1)),
          acts::Waived(Id(1)),
          Rerouted(Id(1))};
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
  for (const v1::Act& act : EveryReferralAct()) {
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
  ASSERT_EQ(table.size(), EveryReferralAct().size());
  for (const v1::Act& act : EveryReferralAct()) {
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
      NextReferralStatus(Rerouted(Id(1)), v1::REFERRAL_STATUS_UNSPECIFIED,
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

std::vector<v1::CaseStatus> EveryCaseStatus() {
  std::vector<v1::CaseStatus> all;
  for (int i = v1::CaseStatus_MIN; i <= v1::CaseStatus_MAX; ++i) {
    all.push_back(static_cast<v1::CaseStatus>(i));
  }
  return all;
}

std::vector<v1::Act> EveryCaseAct() {
  return {acts::ArrivalAnnounced(),
          acts::ReturneeInformed(),
          acts::Application(1),
          acts::ReviewStarted(),
          acts::Eligible(),
          acts::Rejected(v1::REJECTION_REASON_OUT_OF_TIME),
          acts::Appeal(),
          acts::NeedsAssessed(),
          acts::PlanAgreed(),
          acts::Extended(1),
          acts::Suspended(),
          acts::Resumed(),
          acts::ClosingStarted(),
          acts::Closed(),
          acts::FollowUp(),
          acts::HandedOver("ngo"),
          acts::Archived(),
          acts::Reopened(),
          acts::Joined("p2"),
          acts::Left("p1"),
          acts::Consent("p1"),
          acts::Withdrawal("p1"),
          acts::Destroyed(Id(9), "p1"),
          acts::Information()};
}

// Every act in every status: what moves is what [31] says.
TEST(CaseLifecycleTest, MovesExactlyAsTheDomainSays) {
  using A = v1::Act;
  using CaseMove =
      std::tuple<v1::Act::KindCase, v1::CaseStatus, v1::CaseStatus>;
  std::set<CaseMove> moves;
  std::vector<v1::Act> all = EveryCaseAct();
  for (const v1::Act& act : EveryReferralAct()) all.push_back(act);
  for (const v1::Act& act : all) {
    for (const v1::CaseStatus from : EveryCaseStatus()) {
      const auto to = NextCaseStatus(act, from);
      if (to.ok() && *to != from) moves.insert({act.kind_case(), from, *to});
    }
  }
  const std::set<CaseMove> want = {
      {A::kArrivalAnnounced, v1::CASE_STATUS_UNSPECIFIED,
       v1::CASE_STATUS_ANNOUNCED},
      {A::kApplicationRegistered, v1::CASE_STATUS_UNSPECIFIED,
       v1::CASE_STATUS_APPLIED},
      {A::kApplicationRegistered, v1::CASE_STATUS_ANNOUNCED,
       v1::CASE_STATUS_APPLIED},
      {A::kEligibilityReviewStarted, v1::CASE_STATUS_APPLIED,
       v1::CASE_STATUS_ELIGIBILITY_REVIEW},
      {A::kEligibilityDecided, v1::CASE_STATUS_ELIGIBILITY_REVIEW,
       v1::CASE_STATUS_OPEN},
      {A::kEligibilityDecided, v1::CASE_STATUS_ELIGIBILITY_REVIEW,
       v1::CASE_STATUS_REJECTED},
      {A::kAppealLodged, v1::CASE_STATUS_REJECTED,
       v1::CASE_STATUS_ELIGIBILITY_REVIEW},
      {A::kPlanAgreed, v1::CASE_STATUS_OPEN, v1::CASE_STATUS_PLAN_AGREED},
      {A::kReferralRequested, v1::CASE_STATUS_PLAN_AGREED,
       v1::CASE_STATUS_ACTIVE},
      {A::kCaseSuspended, v1::CASE_STATUS_ACTIVE, v1::CASE_STATUS_SUSPENDED},
      {A::kCaseResumed, v1::CASE_STATUS_SUSPENDED, v1::CASE_STATUS_ACTIVE},
      {A::kClosingStarted, v1::CASE_STATUS_ACTIVE, v1::CASE_STATUS_CLOSING},
      {A::kCaseClosed, v1::CASE_STATUS_CLOSING, v1::CASE_STATUS_CLOSED},
      {A::kFollowUpRecorded, v1::CASE_STATUS_CLOSED, v1::CASE_STATUS_FOLLOW_UP},
      {A::kCaseReopened, v1::CASE_STATUS_CLOSED, v1::CASE_STATUS_ACTIVE},
      {A::kCaseArchived, v1::CASE_STATUS_CLOSED, v1::CASE_STATUS_ARCHIVED},
      {A::kCaseArchived, v1::CASE_STATUS_FOLLOW_UP, v1::CASE_STATUS_ARCHIVED},
  };
  EXPECT_EQ(moves, want);
}

// Where each act is possible at all, written out a second time: a letter for
// each status in the order of the enum, a dash where the act is refused.
//   unopened, announced, Applied, Review, reJected, Open, Plan agreed, aCtive,
//   Suspended, cLosing, closeD, Follow-up, arcHived, Erased
TEST(CaseLifecycleTest, EveryActIsPossibleExactlyWhereItBelongs) {
  using A = v1::Act;
  constexpr absl::string_view kEvery = "unARJOPCSLDFHE";
  const std::map<A::KindCase, absl::string_view> table = {
      {A::kArrivalAnnounced, "u-------------"},
      {A::kReturneeInformed, "-nAR-OPCS-----"},
      {A::kApplicationRegistered, "un------------"},
      {A::kEligibilityReviewStarted, "--AR----------"},
      {A::kEligibilityDecided, "---R----------"},
      {A::kAppealLodged, "----J---------"},
      {A::kNeedsAssessed, "-----OPCS-----"},
      {A::kPlanAgreed, "-----OPC------"},
      {A::kSupportExtended, "------PCS-----"},
      {A::kCaseSuspended, "-------C------"},
      {A::kCaseResumed, "--------S-----"},
      {A::kClosingStarted, "-------C------"},
      {A::kCaseClosed, "---------L----"},
      {A::kFollowUpRecorded, "----------DF--"},
      {A::kCaseReopened, "----------D---"},
      {A::kCaseArchived, "----------DF--"},
      {A::kPersonJoined, "-----OPCS-----"},
      {A::kPersonLeft, "-----OPCS-----"},
      {A::kContinuationHandedOver, "----------DF--"},
      {A::kComplaintLodged, "--ARJOPCSLDF--"},
      {A::kComplaintAnswered, "--ARJOPCSLDF--"},
      {A::kConsentGiven, "--AR-OPCSLDF--"},
      {A::kConsentRenewed, "--AR-OPCSLDF--"},
      {A::kConsentWithdrawn, "--ARJOPCSLDFH-"},
      {A::kPartsDestroyed, "-nARJOPCSLDFHE"},
      {A::kEmergencyOverridden, "--AR-OPCSLDF--"},
      {A::kProtectionRecorded, "--ARJOPCSLDF--"},
      {A::kInformationAdded, "-nARJOPCSLDF--"},
      {A::kReferralRequested, "-----OPC------"},
      {A::kReferralRerouted, "-----OPC------"},
      {A::kReferralEnteredInError, "-----OPCSLDF--"},
      {A::kDeadlinePassed, "-nARJOPCSLDF--"},
      {A::kCasePolicyMoved, "-nARJOPCSL----"},
  };
  const auto& fields = *v1::Act::descriptor()->oneof_decl(0);
  for (int i = 0; i < fields.field_count(); ++i) {
    v1::Act act;
    act.GetReflection()->MutableMessage(&act, fields.field(i));
    const auto kind = act.kind_case();
    if (kind >= A::kDeploymentLoaded) continue;  // of the router's own log
    SCOPED_TRACE(std::string(ActName(act)));
    const auto row = table.find(kind);
    const absl::string_view want =
        row != table.end() ? row->second : "-----OPCSL----";
    std::string got;
    for (const v1::CaseStatus from : EveryCaseStatus()) {
      const bool possible = NextCaseStatus(act, from).ok();
      got += possible ? kEvery[static_cast<size_t>(from)] : '-';
    }
    EXPECT_EQ(got, want);
  }
}

TEST(CaseLifecycleTest, TheTableForDocumentsIsTheOneThatDecides) {
  std::set<std::tuple<v1::Act::KindCase, v1::CaseStatus, v1::CaseStatus>> shown;
  for (const CaseTransition& row : CaseTransitions()) {
    for (const v1::CaseStatus from : row.from) {
      shown.emplace(row.act, from,
                    row.to == v1::CASE_STATUS_UNSPECIFIED ? from : row.to);
    }
  }
  const auto& fields = *v1::Act::descriptor()->oneof_decl(0);
  for (int i = 0; i < fields.field_count(); ++i) {
    v1::Act act;
    act.GetReflection()->MutableMessage(&act, fields.field(i));
    for (const v1::CaseStatus from : EveryCaseStatus()) {
      const auto to = NextCaseStatus(act, from);
      if (!to.ok()) continue;
      EXPECT_EQ(shown.count({act.kind_case(), from, *to}), 1u)
          << std::string(ActName(act)) << " " << v1::CaseStatus_Name(from);
    }
  }
  EXPECT_EQ(
      shown.count({v1::Act::kEligibilityDecided,
                   v1::CASE_STATUS_ELIGIBILITY_REVIEW, v1::CASE_STATUS_OPEN}),
      1u);
}

TEST(CaseLifecycleTest, ErrorsTellApartWhatIsWrong) {
  EXPECT_THAT(
      NextCaseStatus(acts::ArrivalAnnounced(), v1::CASE_STATUS_ANNOUNCED),
      IsReason(Reason::kCaseExists));
  EXPECT_THAT(NextCaseStatus(acts::Application(1), v1::CASE_STATUS_OPEN),
              IsReason(Reason::kCaseExists));
  EXPECT_THAT(NextCaseStatus(acts::Closed(), v1::CASE_STATUS_UNSPECIFIED),
              IsReason(Reason::kCaseNotFound));
  EXPECT_THAT(NextCaseStatus(acts::Closed(), v1::CASE_STATUS_ACTIVE),
              IsReason(Reason::kIllegalTransition));
  EXPECT_THAT(NextCaseStatus(acts::Request(Id(1), "medical.check"),
                             v1::CASE_STATUS_SUSPENDED),
              IsReason(Reason::kCaseNotOpen));
  EXPECT_THAT(NextCaseStatus(acts::NeedsAssessed(), v1::CASE_STATUS_REJECTED),
              IsReason(Reason::kCaseNotOpen));
}

TEST(CaseLifecycleTest, ReferralsGoOnWhileACaseIsSuspendedOrClosing) {
  for (const v1::CaseStatus status :
       {v1::CASE_STATUS_SUSPENDED, v1::CASE_STATUS_CLOSING}) {
    EXPECT_THAT(NextCaseStatus(acts::Completed(Id(1)), status), IsOk());
    EXPECT_FALSE(AcceptsReferrals(status));
  }
  EXPECT_THAT(NextCaseStatus(acts::Completed(Id(1)), v1::CASE_STATUS_CLOSED),
              IsReason(Reason::kCaseNotOpen));
}

TEST(CaseLifecycleTest, ADestructionIsConfirmedWhateverTheStatus) {
  for (const v1::CaseStatus status : EveryCaseStatus()) {
    SCOPED_TRACE(v1::CaseStatus_Name(status));
    const auto to = NextCaseStatus(acts::Destroyed(Id(9), "p1"), status);
    if (status == v1::CASE_STATUS_UNSPECIFIED) {
      EXPECT_THAT(to, IsReason(Reason::kCaseNotFound));
    } else {
      EXPECT_THAT(to, ::referral::testing::IsOkAndHolds(status));
    }
  }
}

TEST(CaseLifecycleTest, AConsentIsWithdrawnWhateverTheStatus) {
  for (const v1::CaseStatus status : EveryCaseStatus()) {
    const bool has_people = status != v1::CASE_STATUS_UNSPECIFIED &&
                            status != v1::CASE_STATUS_ANNOUNCED &&
                            status != v1::CASE_STATUS_ERASED;
    EXPECT_EQ(NextCaseStatus(acts::Withdrawal("p1"), status).ok(), has_people)
        << v1::CaseStatus_Name(status);
  }
}

TEST(ActsTest, EveryActHasItsNameAndReferral) {
  for (const v1::Act& act : EveryReferralAct()) {
    EXPECT_EQ(ReferralIdOf(act), Id(1)) << std::string(ActName(act));
  }
  for (const v1::Act& act : EveryCaseAct()) {
    EXPECT_EQ(ReferralIdOf(act), "") << std::string(ActName(act));
  }
  EXPECT_EQ(ReferralIdOf(acts::Information(Id(1))), Id(1));
  EXPECT_EQ(ActName(acts::Accepted(Id(1))), "referral_accepted");
  EXPECT_EQ(ActName(v1::Act()), "kind");
}

}  // namespace
}  // namespace referral::model
