// Many referrals held, or taken up again, in one step [19]: which referrals of
// the worklist an order means, and the messages that carry it out. Pure
// functions, thread-safe.
#ifndef REFERRAL_SERVICES_AGENCY_CORE_BATCH_H_
#define REFERRAL_SERVICES_AGENCY_CORE_BATCH_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "proto/referral/v1/desk_service.pb.h"
#include "services/agency/core/catalogue.h"
#include "services/agency/core/draft.h"

namespace referral::agency {

// What a caller ordered for all referrals that match.
struct BatchOrder {
  v1::CallHeader call;
  // Hold what is in progress; else take up what is on hold.
  bool hold = false;
  std::string service_code;  // empty: every service
  std::string region_code;   // empty: every region
  // Why to hold; or, if set, the reason for which they must be held.
  v1::HoldReason reason = v1::HOLD_REASON_UNSPECIFIED;
  v1::Date resume_date;  // of a hold, absent if has_resume_date is false
  bool has_resume_date = false;
  // See Draft.
  std::string request_bytes;
};

BatchOrder OrderOf(const v1::HoldReferralsRequest& request);
BatchOrder OrderOf(const v1::ResumeReferralsRequest& request);

// Errors: INVALID_MESSAGE_ID, FUTURE_DATE; REASON_REQUIRED  a hold has a
//         reason; INVALID_DATE  a hold has a day to resume, not before it
//         happened; UNKNOWN_SERVICE; INVALID_FIELD  a case id is set: a batch
//         is for every case.
absl::Status CheckOrder(const BatchOrder& order, const Catalogue& catalogue,
                        absl::Time now);

// Whether `order` means `item`, which this agency receives. The reason of a
// resumption is not looked at: a row does not tell for what it is held.
bool IsMeant(const BatchOrder& order, const v1::WorklistItem& item,
             const Catalogue& catalogue);

// One message of a batch: referrals of one case, at most kMaxParts.
struct BatchMessage {
  std::string case_id;
  size_t number = 0;  // from 0, in its case
  std::vector<std::string> referral_ids;
};

// The id of a message follows from batch, case and number: calling again never
// doubles one.
std::string BatchMessageId(absl::string_view batch_id,
                           absl::string_view case_id, size_t number);

// As many messages as `referral_ids` of the case need, numbered from `first`.
std::vector<BatchMessage> SplitCase(absl::string_view case_id,
                                    std::vector<std::string> referral_ids,
                                    size_t first);

// Holds or resumes what `message` names, each if it stands there still.
Draft DraftOf(const BatchOrder& order, const BatchMessage& message);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_CORE_BATCH_H_
