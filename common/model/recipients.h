// Whose inboxes get a record.
#ifndef REFERRAL_COMMON_MODEL_RECIPIENTS_H_
#define REFERRAL_COMMON_MODEL_RECIPIENTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/model/decide.h"

namespace referral::model {

// The case's lead, and by what the message brings:
//   a referral           its requester, and its receiver once it was asked
//   a re-routing         the next receiver, and the requester [32]
//   a person who left, or whose protection was recorded
//                        those of the open referrals that serve the person
//   a consent withdrawn  exactly those who have to destroy something
//   after-care           who looks after the case, so far and from then on [18]
//   a complaint          its addressee; its answer: whoever lodged it
//   a clock that ran out those of ToldOfSilence [29]
//   a closing            those whose drafts it ends
//   a corrected section  those that may hold the wrong one
//   a draft              whoever may adopt it, also the sender [30]
// Sorted; without the sender, but for drafts. `effects` are those of the
// message's acts; all of them but the last are applied to `file`.
std::vector<std::string> Recipients(const storage::v1::CaseFile& file,
                                    const Incoming& message,
                                    const v1::Effects& effects,
                                    const Context& context);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_RECIPIENTS_H_
