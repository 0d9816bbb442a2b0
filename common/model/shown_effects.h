// The effects of a record as a reader gets them. Pure function.
#ifndef REFERRAL_COMMON_MODEL_SHOWN_EFFECTS_H_
#define REFERRAL_COMMON_MODEL_SHOWN_EFFECTS_H_

#include <optional>

#include "absl/types/span.h"
#include "common/model/need_to_know.h"
#include "proto/referral/v1/message.pb.h"
#include "proto/referral/v1/record.pb.h"

namespace referral::model {

// `effects` of the record of `disclosures` as `view` lets them out: the
// router's drafts only to the agency that may adopt them and to the lead, so
// that nobody learns from a draft that it is about to be asked [30]. Who does
// not see every act gets its drafts alone, one ActEffects for each act that it
// sees; nullopt if there is nothing to show.
std::optional<v1::Effects> ShownEffects(
    v1::Effects effects, absl::Span<const v1::Disclosure> disclosures,
    const View& view);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_SHOWN_EFFECTS_H_
