// Whose inboxes get a record.
#ifndef REFERRAL_COMMON_MODEL_RECIPIENTS_H_
#define REFERRAL_COMMON_MODEL_RECIPIENTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/model/decide.h"

namespace referral::model {

// The case's lead, and requester and receiver of each referral that an act is
// about; for a consent withdrawn those who serve the person and lose by it.
// Sorted, without the sender. `effects` are those of the message's acts; the
// last act need not be applied to `file`.
std::vector<std::string> Recipients(const storage::v1::CaseFile& file,
                                    const Incoming& message,
                                    const v1::Effects& effects);

// Whether withdrawing takes something away from `agency`: it is party to a
// referral that serves the person, and the act names it or everybody.
bool LosesBy(const storage::v1::CaseFile& file,
             const v1::ConsentWithdrawn& withdrawn, absl::string_view agency);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_RECIPIENTS_H_
