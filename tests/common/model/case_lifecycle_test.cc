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

std::vector<v1::CaseStatus> EveryCaseStatus() {
  std::vector<v1::CaseStatus> all;
  for (int i = v1::CaseStatus_MIN; i <= v1::CaseStatus_MAX; ++i) {
    all.push_back(static_cast<v1::CaseStatus>(i));
  }
  return all;
}

// Every act in every status: what moves is what [31] says.
TEST(CaseLifecycleTest, MovesExactlyAsTheDomainSays) {
  using A = v1::Act;
  using CaseMove =
      std::tuple<v1::Act::KindCase, v1::CaseStatus, v1::CaseStatus>;
  std::set<CaseMove> moves;
  std::vector<v1::Act> all = acts::EveryCaseAct();
  for (const v1::Act& act : acts::EveryReferralAct()) all.push_back(act);
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

}  // namespace
}  // namespace referral::model
