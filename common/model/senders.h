// Who may send which act.
#ifndef REFERRAL_COMMON_MODEL_SENDERS_H_
#define REFERRAL_COMMON_MODEL_SENDERS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "proto/referral/v1/act.pb.h"
#include "proto/referral/v1/types.pb.h"

namespace referral::model {

// Whether an agency of `role` may send `act` at all. Errors: ROLE_NOT_ALLOWED
// at `where`; INVALID_FIELD if the act says nothing that this build knows.
absl::Status CheckRole(const v1::Act& act, v1::AgencyRole role,
                       absl::string_view where);

// Who sends acts of this kind, for people: "lead or provider".
absl::string_view SendersText(v1::Act::KindCase kind);

// Whether only the case's own lead may send `act`.
bool IsLeadsAct(const v1::Act& act);

// Whether only the router itself says `act`, in the log of a case.
bool IsRoutersAct(const v1::Act& act);

// Whether `act` opens a case.
bool IsOpeningAct(const v1::Act& act);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_SENDERS_H_
