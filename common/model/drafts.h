// Referrals that the router proposes and their requester adopts or drops [30].
#ifndef REFERRAL_COMMON_MODEL_DRAFTS_H_
#define REFERRAL_COMMON_MODEL_DRAFTS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "common/model/act_input.h"
#include "proto/referral/v1/record.pb.h"

namespace referral::model {

// Id of what the router itself puts next to referral `referral_id` of
// `case_id`: the same names, the same id. `what` says which of its kind, for
// example "lodging".
std::string OwnReferralId(const Context& context, absl::string_view case_id,
                          absl::string_view referral_id,
                          absl::string_view what);

// Whether the case has room for one more draft, and none of this id.
bool HasRoomForDraft(const storage::v1::CaseFile& file,
                     absl::string_view draft_id);

// A draft that asks `receiver` for what `referral` asked its own for; the
// requester stays. It replaces `referral`, which has to have ended before it
// can be adopted.
v1::ReferralDraft DraftInsteadOf(const ActInput& input,
                                 const storage::v1::CaseReferral& referral,
                                 absl::string_view receiver,
                                 v1::DraftReason reason);

// The draft that a request takes up: one of the act's id that waits for the
// sender; nullptr if there is none.
const storage::v1::CaseReferral* DraftToAdopt(const ActInput& input);

// Whether the request asks for what `draft` proposed: service, people and what
// it is linked to or replaces. Receiver, region and budget are the requester's
// to choose. Errors: INVALID_FIELD.
absl::Status CheckAdoption(const ActInput& input,
                           const storage::v1::CaseReferral& draft);

// Takes `draft` off its requester's hands: cancelled, and nothing to note.
void DropDraft(storage::v1::CaseReferral& draft, const ActRecord& record);

// Drops the drafts that would replace referral `id`: another has done so.
void DropDraftsInsteadOf(storage::v1::CaseFile& file, absl::string_view id,
                         const ActRecord& record);

// Drops every draft of the case.
void DropDrafts(storage::v1::CaseFile& file, const ActRecord& record);

// Takes the drafts of `effects` into the file.
void ApplyDrafts(storage::v1::CaseFile& file, const v1::ActEffects& effects,
                 const ActRecord& record);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_DRAFTS_H_
