// Applying one act: what Apply does for each act of a record, and Decide for
// each but the last of a message.
#ifndef REFERRAL_COMMON_MODEL_APPLY_H_
#define REFERRAL_COMMON_MODEL_APPLY_H_

#include "common/model/act_input.h"
#include "proto/referral/v1/record.pb.h"

namespace referral::model {

// `act` must have been decided for `file`, with these effects.
void ApplyAct(storage::v1::CaseFile& file, const v1::Act& act,
              const v1::ActEffects& effects, const ActRecord& record);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_APPLY_H_
