// The worklist's rules: what a draft would change, what a recorded message has
// changed, and how a referral looks with both. Pure functions, thread-safe.
#ifndef REFERRAL_SERVICES_AGENCY_CORE_WORKLIST_H_
#define REFERRAL_SERVICES_AGENCY_CORE_WORKLIST_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/timestamp.pb.h"
#include "proto/referral/storage/v1/agency_store.pb.h"
#include "proto/referral/v1/record.pb.h"
#include "services/agency/core/catalogue.h"
#include "services/agency/core/draft.h"

namespace referral::agency {

// Finds the row of a referral; nullopt if the worklist has none. Its errors
// are handed on.
using FindRow =
    absl::FunctionRef<absl::StatusOr<std::optional<storage::v1::WorklistRow>>(
        absl::string_view referral_id)>;

// The referral as the caller sees it: as recorded, with what is pending on
// top.
v1::WorklistItem ViewOf(const storage::v1::WorklistRow& row);

// What `draft`, whose case id is `case_id`, would change, one for each act
// that moves a referral, in order; a later act sees the earlier ones.
// Errors: REFERRAL_NOT_FOUND  no such referral in this worklist
//         REFERRAL_EXISTS     it requests one that is there, and is no draft
//                             that waits for this agency
//         INVALID_FIELD       the referral is of another case or service
//         ILLEGAL_TRANSITION, STATUS_CHANGED, NOT_THE_RECEIVER,
//         NOT_THE_REQUESTER   see NextReferralStatus
//         those of `find`
absl::StatusOr<std::vector<storage::v1::PendingChange>> PlanChanges(
    const Draft& draft, absl::string_view case_id, const Catalogue& catalogue,
    FindRow find);

// An act of a recorded message, and where it stands.
struct RecordedAct {
  const v1::Act& act;
  absl::string_view case_id;
  absl::string_view sender;
  uint64_t sequence = 0;
  const google::protobuf::Timestamp& recorded_time;
  // The router's; nullptr where this agency may not see them.
  const v1::ActEffects* effects = nullptr;
  // With a re-routing: the referral that it replaces, or that the request it
  // hands on would have begun [32].
  const v1::WorklistItem* replaced = nullptr;
};

// Brings `row` up to `recorded`, which must be about a referral. A row that
// does not exist yet is empty. Own messages and those of others may come in
// any order: the later sequence decides status and business status.
void ApplyRecorded(const RecordedAct& recorded, const Catalogue& catalogue,
                   storage::v1::WorklistRow& row);

// Derived, never stored [30]: at `now` a decision or the service itself is due
// and not there.
bool IsOverdue(const v1::WorklistItem& item, absl::Time now);

// True if the router recorded the referral; false for a row that lives on what
// is pending.
bool IsRecorded(const storage::v1::WorklistRow& row);

// Takes what `message_id` has pending off `row`.
void RemovePending(absl::string_view message_id, storage::v1::WorklistRow& row);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_CORE_WORKLIST_H_
