// How a case begins: announced, informed, applied [12, 31].
#ifndef REFERRAL_COMMON_MODEL_OPENING_H_
#define REFERRAL_COMMON_MODEL_OPENING_H_

#include "common/model/act_input.h"
#include "proto/referral/v1/record.pb.h"

namespace referral::model {

// Errors of all checks: INVALID_FIELD, INVALID_DATE; what else is said.

absl::Status CheckArrivalAnnounced(const ActInput& input,
                                   v1::ActEffects& effects);
void ApplyArrivalAnnounced(storage::v1::CaseFile& file, const v1::Act& act,
                           const v1::ActEffects& effects);

absl::Status CheckReturneeInformed(const ActInput& input);
void ApplyReturneeInformed(storage::v1::CaseFile& file, const v1::Act& act);

// FUTURE_DATE if the return lies in the future.
absl::Status CheckApplicationRegistered(const ActInput& input,
                                        v1::ActEffects& effects);
void ApplyApplicationRegistered(storage::v1::CaseFile& file, const v1::Act& act,
                                const v1::ActEffects& effects);

// Facts of a return, for an application made on `applied`. FUTURE_DATE.
absl::Status CheckReturnFacts(const ActInput& input,
                              const v1::ReturnFacts& facts,
                              absl::CivilDay applied);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_OPENING_H_
