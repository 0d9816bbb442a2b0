// The router's drafts in a worklist: how they come, are adopted and end [30].
// Pure functions, thread-safe.
#ifndef REFERRAL_SERVICES_AGENCY_CORE_ADOPTION_H_
#define REFERRAL_SERVICES_AGENCY_CORE_ADOPTION_H_

#include "absl/status/status.h"
#include "proto/referral/storage/v1/agency_store.pb.h"
#include "proto/referral/v1/record.pb.h"
#include "services/agency/core/catalogue.h"
#include "services/agency/core/draft.h"
#include "services/agency/core/worklist.h"

namespace referral::agency {

// Whether the draft belongs in this worklist: the agency may adopt it, or leads
// the case.
bool Concerns(const v1::ReferralDraft& draft, const Catalogue& catalogue);

// Brings `row` up to a draft among the effects of `recorded`.
void ApplyDraft(const v1::ReferralDraft& draft, const RecordedAct& recorded,
                const Catalogue& catalogue, storage::v1::WorklistRow& row);

// Whether `act` may end drafts of its case besides the one it names.
bool MayEndDrafts(const v1::Act& act);

// Whether `act` of `sender` ends the draft in `item`: the case closes, the
// router has replaced what the draft would replace [32], or the lodging that it
// proposes is asked for in other words [16].
bool EndsDraft(const v1::Act& act, absl::string_view sender,
               const Catalogue& catalogue, const v1::WorklistItem& item);

// The draft in `row` has ended with the record of `sequence`.
void EndDraft(uint64_t sequence, storage::v1::WorklistRow& row);

// What `draft`, which adopts the one in `item`, leaves open is as proposed.
// Errors: INVALID_FIELD       the draft is of another case
//         ILLEGAL_TRANSITION  it is no draft, or no more
//         NOT_THE_REQUESTER   it waits for another agency
absl::Status CompleteAdoption(const v1::WorklistItem& item,
                              const Catalogue& catalogue, Draft& draft);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_CORE_ADOPTION_H_
