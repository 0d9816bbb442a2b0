// What the fields of acts and sections may hold, by their names and types: one
// walk over a message checks ids, codes, dates, amounts and required fields.
// Pure functions, thread-safe.
#ifndef REFERRAL_SERVICES_AGENCY_CORE_FIELD_CHECK_H_
#define REFERRAL_SERVICES_AGENCY_CORE_FIELD_CHECK_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"
#include "proto/referral/v1/types.pb.h"
#include "services/agency/core/catalogue.h"

namespace referral::agency {

// Errors: INVALID_DATE  no day of 1900 to 2200; `where` names it.
absl::Status CheckDate(const v1::Date& date, absl::string_view where);

// Checks `message` and every message in it; `where` is its own path.
// Errors: INVALID_FIELD      required and absent, or not of its shape
//         INVALID_DATE
//         UNKNOWN_AGENCY, UNKNOWN_SERVICE, UNKNOWN_PROGRAMME
//                            not in the catalogue
absl::Status CheckFields(const google::protobuf::Message& message,
                         const Catalogue& catalogue, absl::string_view where);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_CORE_FIELD_CHECK_H_
