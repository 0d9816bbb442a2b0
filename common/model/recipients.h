// Whose inboxes get a record.
#ifndef REFERRAL_COMMON_MODEL_RECIPIENTS_H_
#define REFERRAL_COMMON_MODEL_RECIPIENTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/model/decide.h"

namespace referral::model {

// The case's lead, and requester and receiver of each referral that an act is
// about; for a person who left those of the open referrals that serve the
// person; for a consent withdrawn exactly those who have to destroy something
// because of it; of an act of after-care whoever looks after the case, so far
// and from then on [18]; for a clock that ran out also those of ToldOfSilence.
// Sorted, without the sender. `effects` are those of the
// message's acts; all of them but the last are applied to `file`.
std::vector<std::string> Recipients(const storage::v1::CaseFile& file,
                                    const Incoming& message,
                                    const v1::Effects& effects,
                                    const Context& context);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_RECIPIENTS_H_
