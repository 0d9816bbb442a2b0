// Everything an agency keeps of one case that is sealed.
#ifndef REFERRAL_SERVICES_AGENCY_STORE_CASE_ROWS_H_
#define REFERRAL_SERVICES_AGENCY_STORE_CASE_ROWS_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/referral/v1/record.pb.h"
#include "services/agency/store/transaction.h"

namespace referral::agency {

// May change a received record; true if it did.
using EditRecord = absl::FunctionRef<absl::StatusOr<bool>(v1::Record&)>;

// Edits the received records of the case, in order, and writes those that
// changed. Errors: those of `edit`, KEY_MISSING, STORE_CORRUPT, DISK_FAILED.
absl::Status EditRecords(absl::string_view case_id, EditRecord edit,
                         Transaction& transaction);

// Writes every sealed row of the case anew, with the case's newest key.
// Errors: KEY_MISSING, STORE_CORRUPT, DISK_FAILED.
absl::Status SealAnew(absl::string_view case_id, Transaction& transaction);

// The case was erased: what was received of it goes, its rows of the worklist,
// and what the outbox's settled messages said. The answers that callers got
// stay. Then give the case another key, see Transaction::RenewKey; what is
// still on its way to the router is sealed with that, and refused there.
// Errors: those of EditRecords.
absl::Status EraseCaseRows(absl::string_view case_id, Transaction& transaction);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_CASE_ROWS_H_
