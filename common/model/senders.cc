#include "common/model/senders.h"

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/model/lifecycle.h"

namespace referral::model {
namespace {

enum class Senders {
  kNobody,
  kLead,
  kProvider,
  kLeadOrNotifier,
  kLeadOrProvider,
  kAddressee  // of complaints
};

Senders SendersOf(v1::Act::KindCase kind) {
  if (kind == v1::Act::kArrivalAnnounced) return Senders::kLeadOrNotifier;
  if (kind == v1::Act::kInformationAdded) return Senders::kLeadOrProvider;
  // The lead keeps its records, and nobody else got any.
  if (kind == v1::Act::kPartsDestroyed) return Senders::kProvider;
  if (kind == v1::Act::kOutcomeWaived) return Senders::kLead;
  if (kind >= v1::Act::kReferralRequested &&
      kind <= v1::Act::kOutcomeAcknowledged) {
    return Senders::kLeadOrProvider;
  }
  switch (kind) {
    // Which of them, the case says.
    case v1::Act::kFollowUpRecorded:
    case v1::Act::kContinuationHandedOver:
    case v1::Act::kComplaintLodged:
    case v1::Act::kReferralCancelDeclined:
      return Senders::kLeadOrProvider;
    case v1::Act::kComplaintAnswered:
      return Senders::kAddressee;
    default:
      // The router's own acts are sent by nobody.
      return kind >= v1::Act::kDeadlinePassed ? Senders::kNobody
                                              : Senders::kLead;
  }
}

Senders SendersOf(const v1::Act& act) {
  // Which providers, the programme says [27].
  if (act.arrival_announced().self_referral()) return Senders::kProvider;
  return SendersOf(act.kind_case());
}

bool Allows(Senders senders, v1::AgencyRole role) {
  switch (senders) {
    case Senders::kNobody:
      return false;
    case Senders::kLead:
      return role == v1::AGENCY_ROLE_LEAD;
    case Senders::kProvider:
      return role == v1::AGENCY_ROLE_PROVIDER;
    case Senders::kLeadOrNotifier:
      return role == v1::AGENCY_ROLE_LEAD || role == v1::AGENCY_ROLE_NOTIFIER;
    case Senders::kLeadOrProvider:
      return role == v1::AGENCY_ROLE_LEAD || role == v1::AGENCY_ROLE_PROVIDER;
    case Senders::kAddressee:
      return role == v1::AGENCY_ROLE_LEAD || role == v1::AGENCY_ROLE_PROVIDER ||
             role == v1::AGENCY_ROLE_OVERSIGHT;
  }
  return false;
}

}  // namespace

absl::Status CheckRole(const v1::Act& act, v1::AgencyRole role,
                       absl::string_view where) {
  if (act.kind_case() == v1::Act::KIND_NOT_SET) {
    return MakeError(Reason::kInvalidField, "the act says nothing", where);
  }
  if (!Allows(SendersOf(act), role)) {
    return MakeError(
        Reason::kRoleNotAllowed,
        absl::StrCat(v1::AgencyRole_Name(role), " may not send ", ActName(act)),
        where);
  }
  return absl::OkStatus();
}

absl::string_view SendersText(v1::Act::KindCase kind) {
  switch (SendersOf(kind)) {
    case Senders::kNobody:
      return "router";
    case Senders::kLead:
      return "lead";
    case Senders::kProvider:
      return "provider";
    case Senders::kLeadOrNotifier:
      return "lead or notifier";
    case Senders::kLeadOrProvider:
      return "lead or provider";
    case Senders::kAddressee:
      return "addressee";
  }
  return "nobody";
}

bool IsLeadsAct(const v1::Act& act) { return SendersOf(act) == Senders::kLead; }

bool IsRoutersAct(const v1::Act& act) {
  return act.kind_case() >= v1::Act::kDeadlinePassed &&
         act.kind_case() < v1::Act::kDeploymentLoaded;
}

bool IsOpeningAct(const v1::Act& act) {
  return act.has_arrival_announced() || act.has_application_registered();
}

}  // namespace referral::model
