// Lifecycles of case [31] and referral [30] as tables: who may move what from
// where to where.
#ifndef REFERRAL_COMMON_MODEL_LIFECYCLE_H_
#define REFERRAL_COMMON_MODEL_LIFECYCLE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "proto/referral/v1/act.pb.h"

namespace referral::model {

// Part of an agency, or of the router, in a referral.
enum class ReferralPart { kRequester, kReceiver, kLead, kRouter, kNone };

// One row of the referral's table.
struct ReferralTransition {
  v1::Act::KindCase act;
  v1::ReferralStatus from;
  // Equal to `from` for acts that only change the business status.
  v1::ReferralStatus to;
  ReferralPart who;
};

// The whole table, for documents and tests.
absl::Span<const ReferralTransition> ReferralTransitions();

// Rows of the case's table, one for each act and target.
struct CaseTransition {
  v1::Act::KindCase act;
  // In the order of v1::CaseStatus; CASE_STATUS_UNSPECIFIED stands for a case
  // not yet opened.
  std::vector<v1::CaseStatus> from;
  // CASE_STATUS_UNSPECIFIED: the case stays where it is.
  v1::CaseStatus to;
};

// The whole table, for documents and tests. Of two rows with one act and one
// status the first decides, unless the topic says otherwise: a rejection, and
// a plan agreed after urgent referrals.
std::vector<CaseTransition> CaseTransitions();

// True for a status from which a referral never comes back to life; all that
// may still follow is entered-in-error.
bool IsTerminal(v1::ReferralStatus status);

// The referral id an act is about; empty if it is about none. For a request
// the new referral's id.
absl::string_view ReferralIdOf(const v1::Act& act);

// Name of the act's field, for example "referral_accepted".
absl::string_view ActName(v1::Act::KindCase kind);
inline absl::string_view ActName(const v1::Act& act) {
  return ActName(act.kind_case());
}

// Where `act` takes a referral that stands at `from`, done by `who`. Used by
// the router's rules and by an agency's own worklist.
// An agency that both leads the case and requested the referral asks as kLead
// for outcome_waived and as kRequester for everything else.
// Errors: NOT_THE_RECEIVER, NOT_THE_REQUESTER, ROLE_NOT_ALLOWED (only the lead
//         may waive, only the router re-routes), STATUS_CHANGED if
//         act.if_status is set and differs, ILLEGAL_TRANSITION.
absl::StatusOr<v1::ReferralStatus> NextReferralStatus(const v1::Act& act,
                                                      v1::ReferralStatus from,
                                                      ReferralPart who);

// Business status that `act` leaves behind; nullopt if it leaves it alone.
std::optional<v1::BusinessStatus> NextBusinessStatus(const v1::Act& act);

// Where `act` takes a case that stands at `from`; `from` itself if the act
// moves no case. CASE_STATUS_UNSPECIFIED stands for a case not yet opened.
// Two acts look at more than the status: a plan agreed after urgent referrals
// moves an open case on to active, see plan.h; closing, see closing.h.
// Errors: CASE_EXISTS, CASE_NOT_FOUND, ILLEGAL_TRANSITION (the act moves
//         cases, but not from there), CASE_NOT_OPEN (it moves none, but needs
//         a case that stands elsewhere).
absl::StatusOr<v1::CaseStatus> NextCaseStatus(const v1::Act& act,
                                              v1::CaseStatus from);

// True while referrals may be requested.
bool AcceptsReferrals(v1::CaseStatus status);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_LIFECYCLE_H_
