// What a withdrawn consent leaves to be destroyed, and who still has to confirm
// it [27].
#ifndef REFERRAL_COMMON_MODEL_DESTRUCTION_H_
#define REFERRAL_COMMON_MODEL_DESTRUCTION_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/model/act_input.h"

namespace referral::model {

// Whether `withdrawn` may take something away from `agency`: the act names it
// or everybody, and it is party to a referral that serves the person and needs
// a category that is withdrawn. Looks at no consent, so that the answer is the
// same before the withdrawal, after it and once it is confirmed. Needless for
// the case's lead, which needs no consent.
bool MayLoseBy(const storage::v1::CaseFile& file,
               const v1::ConsentWithdrawn& withdrawn, absl::string_view agency);

// Who is asked to destroy parts: the agencies for which MayLoseBy holds for a
// category that a consent of the person opened to them; sorted. `file` is as
// it stood before the withdrawal.
//   - A consent that has ended counts: what was shared before its end was open
//     until now, and may be held.
//   - So does a referral that ended, or was entered in error: its parties got
//     what they got before.
//   - An agency from which everything was withdrawn earlier is not asked again;
//     what it has not yet confirmed stays pending.
//   - The lead is never asked: it leads the case on its own mandate and keeps
//     its records. Nor has a sender to destroy what it wrote itself.
std::vector<std::string> Holders(const storage::v1::CaseFile& file,
                                 const v1::ConsentWithdrawn& withdrawn);

// Notes for each of the Holders that it has to confirm. Comes before the
// withdrawal itself is applied. A message that withdraws twice from the same
// person is confirmed once.
void ApplyDestructionDue(storage::v1::CaseFile& file,
                         const v1::ConsentWithdrawn& withdrawn,
                         const ActRecord& record);

// A confirmation is possible in every status of the case, and closes nothing
// and holds up nothing. An agency that is no provider any more, or has left
// the deployment, cannot confirm: what it owes stays in sight.
// Errors: NOT_FOUND, the sender owes none for this withdrawal and person.
absl::Status CheckPartsDestroyed(const ActInput& input);
void ApplyPartsDestroyed(storage::v1::CaseFile& file, const v1::Act& act,
                         const ActRecord& record);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_DESTRUCTION_H_
