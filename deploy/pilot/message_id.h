// Ids that come out the same in every run over the same line of the data set,
// so that repeating a replay repeats its messages. Thread-safe.
#ifndef REFERRAL_DEPLOY_PILOT_MESSAGE_ID_H_
#define REFERRAL_DEPLOY_PILOT_MESSAGE_ID_H_

#include <string>

#include "absl/strings/string_view.h"

namespace referral::pilot {

// A UUID (version 8, RFC 9562) from the programme, the line of the case as it
// stands in the file, and a name that is unique within the case. A line that
// was changed is another case.
std::string DerivedUuid(absl::string_view programme, absl::string_view line,
                        absl::string_view name);

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_MESSAGE_ID_H_
