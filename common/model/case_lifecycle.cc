// The case's table of domain.md [31].
#include <algorithm>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/model/lifecycle.h"

namespace referral::model {
namespace {

using Kind = v1::Act;

// A set of case statuses.
using StatusSet = std::uint32_t;
constexpr StatusSet In(v1::CaseStatus status) { return StatusSet{1} << status; }

constexpr StatusSet kUnopened = In(v1::CASE_STATUS_UNSPECIFIED);
constexpr StatusSet kAnnounced = In(v1::CASE_STATUS_ANNOUNCED);
constexpr StatusSet kApplied = In(v1::CASE_STATUS_APPLIED);
constexpr StatusSet kReview = In(v1::CASE_STATUS_ELIGIBILITY_REVIEW);
constexpr StatusSet kRejected = In(v1::CASE_STATUS_REJECTED);
constexpr StatusSet kOpen = In(v1::CASE_STATUS_OPEN);
constexpr StatusSet kPlanAgreed = In(v1::CASE_STATUS_PLAN_AGREED);
constexpr StatusSet kActive = In(v1::CASE_STATUS_ACTIVE);
constexpr StatusSet kSuspended = In(v1::CASE_STATUS_SUSPENDED);
constexpr StatusSet kClosing = In(v1::CASE_STATUS_CLOSING);
constexpr StatusSet kClosed = In(v1::CASE_STATUS_CLOSED);
constexpr StatusSet kFollowUp = In(v1::CASE_STATUS_FOLLOW_UP);
constexpr StatusSet kArchived = In(v1::CASE_STATUS_ARCHIVED);
constexpr StatusSet kErased = In(v1::CASE_STATUS_ERASED);

// While people are supported, or are about to be.
constexpr StatusSet kWorking = kOpen | kPlanAgreed | kActive;
constexpr StatusSet kEnded = kClosed | kFollowUp;
// Somebody works on it, or looks after it.
constexpr StatusSet kLives =
    kApplied | kReview | kRejected | kWorking | kSuspended | kClosing | kEnded;

// CASE_STATUS_UNSPECIFIED as a target: the case stays where it is.
constexpr v1::CaseStatus kStays = v1::CASE_STATUS_UNSPECIFIED;

struct CaseRow {
  v1::Act::KindCase act;
  StatusSet from;
  v1::CaseStatus to;
};

// The first row of an act that holds the status decides. What depends on more
// than the status (a rejection, a plan after urgent referrals) is told below
// or decided by the topic.
constexpr CaseRow kTable[] = {
    {Kind::kArrivalAnnounced, kUnopened, v1::CASE_STATUS_ANNOUNCED},
    {Kind::kReturneeInformed,
     kAnnounced | kApplied | kReview | kWorking | kSuspended, kStays},
    {Kind::kApplicationRegistered, kUnopened | kAnnounced,
     v1::CASE_STATUS_APPLIED},
    // An appeal has put the case under review already; deciding it anew begins
    // with the same step.
    {Kind::kEligibilityReviewStarted, kApplied | kReview,
     v1::CASE_STATUS_ELIGIBILITY_REVIEW},
    {Kind::kEligibilityDecided, kReview, v1::CASE_STATUS_OPEN},
    {Kind::kAppealLodged, kRejected, v1::CASE_STATUS_ELIGIBILITY_REVIEW},
    {Kind::kNeedsAssessed, kWorking | kSuspended, kStays},
    {Kind::kPlanAgreed, kOpen, v1::CASE_STATUS_PLAN_AGREED},
    {Kind::kPlanAgreed, kPlanAgreed | kActive, kStays},
    {Kind::kSupportExtended, kPlanAgreed | kActive | kSuspended, kStays},
    {Kind::kCaseSuspended, kActive, v1::CASE_STATUS_SUSPENDED},
    {Kind::kCaseResumed, kSuspended, v1::CASE_STATUS_ACTIVE},
    {Kind::kClosingStarted, kActive, v1::CASE_STATUS_CLOSING},
    {Kind::kCaseClosed, kClosing, v1::CASE_STATUS_CLOSED},
    {Kind::kFollowUpRecorded, kEnded, v1::CASE_STATUS_FOLLOW_UP},
    {Kind::kCaseReopened, kClosed, v1::CASE_STATUS_ACTIVE},
    {Kind::kCaseArchived, kEnded, v1::CASE_STATUS_ARCHIVED},
    {Kind::kPersonJoined, kWorking | kSuspended, kStays},
    {Kind::kPersonLeft, kWorking | kSuspended, kStays},
    {Kind::kContinuationHandedOver, kEnded, kStays},
    {Kind::kComplaintLodged, kLives, kStays},
    {Kind::kComplaintAnswered, kLives, kStays},

    {Kind::kConsentGiven,
     kApplied | kReview | kWorking | kSuspended | kClosing | kEnded, kStays},
    // Taking it back is the person's right at any time [27].
    {Kind::kConsentWithdrawn,
     kApplied | kReview | kRejected | kWorking | kSuspended | kClosing |
         kEnded | kArchived,
     kStays},
    // What it left to be destroyed is confirmed whenever it is done.
    {Kind::kPartsDestroyed,
     kAnnounced | kApplied | kReview | kRejected | kWorking | kSuspended |
         kClosing | kEnded | kArchived | kErased,
     kStays},
    {Kind::kConsentRenewed,
     kApplied | kReview | kWorking | kSuspended | kClosing | kEnded, kStays},
    {Kind::kEmergencyOverridden,
     kApplied | kReview | kWorking | kSuspended | kClosing | kEnded, kStays},
    {Kind::kProtectionRecorded, kLives, kStays},
    {Kind::kInformationAdded,
     kAnnounced | kApplied | kReview | kRejected | kWorking | kSuspended |
         kClosing | kEnded,
     kStays},

    // Urgent needs are met before there is a plan [19]; the first referral
    // under a plan begins the support.
    {Kind::kReferralRequested, kOpen | kActive, kStays},
    {Kind::kReferralRequested, kPlanAgreed, v1::CASE_STATUS_ACTIVE},
    // Clocks run while there is something to wait for; which, the file says.
    {Kind::kDeadlinePassed, kLives | kAnnounced, kStays},
    {Kind::kReferralRerouted, kWorking, kStays},
    {Kind::kCasePolicyMoved,
     kAnnounced | kApplied | kReview | kRejected | kWorking | kSuspended |
         kClosing,
     kStays},
    // A mistake is corrected after the closing, too.
    {Kind::kReferralEnteredInError, kWorking | kSuspended | kClosing | kEnded,
     kStays},
};

// Acts on a referral that exists go on while the case is suspended or closing.
constexpr StatusSet kReferralsGoOn = kWorking | kSuspended | kClosing;

bool IsReferralAct(v1::Act::KindCase kind) {
  return kind >= Kind::kReferralRequested &&
         kind <= Kind::kReferralCancelDeclined;
}

bool HasRow(v1::Act::KindCase kind) {
  return std::any_of(std::begin(kTable), std::end(kTable),
                     [kind](const CaseRow& row) { return row.act == kind; });
}

CaseTransition Expanded(const CaseRow& row) {
  CaseTransition transition{row.act, {}, row.to};
  for (int i = v1::CaseStatus_MIN; i <= v1::CaseStatus_MAX; ++i) {
    const auto status = static_cast<v1::CaseStatus>(i);
    if ((row.from & In(status)) != 0) transition.from.push_back(status);
  }
  return transition;
}

// Whether `act` is one that moves a case in every row.
bool MovesCase(v1::Act::KindCase kind) {
  for (const CaseRow& row : kTable) {
    if (row.act == kind && row.to == kStays) return false;
  }
  return !IsReferralAct(kind);
}

absl::Status WrongStatus(const v1::Act& act, v1::CaseStatus from) {
  if (act.kind_case() == Kind::kArrivalAnnounced ||
      act.kind_case() == Kind::kApplicationRegistered) {
    return MakeError(Reason::kCaseExists,
                     "the case exists already and cannot be opened again",
                     ActName(act));
  }
  if (from == v1::CASE_STATUS_UNSPECIFIED) {
    return MakeError(Reason::kCaseNotFound, "there is no such case",
                     ActName(act));
  }
  return MakeError(MovesCase(act.kind_case()) ? Reason::kIllegalTransition
                                              : Reason::kCaseNotOpen,
                   absl::StrCat("not possible while the case is ",
                                v1::CaseStatus_Name(from)),
                   ActName(act));
}

}  // namespace

absl::StatusOr<v1::CaseStatus> NextCaseStatus(const v1::Act& act,
                                              v1::CaseStatus from) {
  bool has_row = false;
  for (const CaseRow& row : kTable) {
    if (row.act != act.kind_case()) continue;
    has_row = true;
    if ((row.from & In(from)) == 0) continue;
    if (act.has_eligibility_decided() &&
        !act.eligibility_decided().eligible()) {
      return v1::CASE_STATUS_REJECTED;
    }
    return row.to == kStays ? from : row.to;
  }
  if (!has_row && IsReferralAct(act.kind_case()) &&
      (kReferralsGoOn & In(from)) != 0) {
    return from;
  }
  return WrongStatus(act, from);
}

std::vector<CaseTransition> CaseTransitions() {
  std::vector<CaseTransition> rows;
  for (const CaseRow& row : kTable) {
    rows.push_back(Expanded(row));
    if (row.act == Kind::kEligibilityDecided) {
      rows.push_back(rows.back());
      rows.back().to = v1::CASE_STATUS_REJECTED;
    }
    if (row.act == Kind::kPlanAgreed && row.to == v1::CASE_STATUS_PLAN_AGREED) {
      rows.push_back(rows.back());
      rows.back().to = v1::CASE_STATUS_ACTIVE;
    }
  }
  for (int i = Kind::kReferralRequested; i <= Kind::kReferralCancelDeclined;
       ++i) {
    const auto kind = static_cast<v1::Act::KindCase>(i);
    if (HasRow(kind)) continue;
    rows.push_back(Expanded({kind, kReferralsGoOn, kStays}));
  }
  return rows;
}

bool AcceptsReferrals(v1::CaseStatus status) {
  return (kWorking & In(status)) != 0;
}

}  // namespace referral::model
