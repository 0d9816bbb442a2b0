// A blind index of people: the cases in which this agency recorded a person's
// identity, found by a keyed hash of it [21]. Nothing in it says who anybody
// is; its key lies wrapped beside those of the cases.
#ifndef REFERRAL_SERVICES_AGENCY_STORE_PERSON_INDEX_H_
#define REFERRAL_SERVICES_AGENCY_STORE_PERSON_INDEX_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "proto/referral/v1/section.pb.h"
#include "services/agency/store/agency_store.h"
#include "services/agency/store/transaction.h"

namespace referral::agency {

// Within a piece of work. Enters the people whose identity is among
// `sections`, with name and birth date, under `case_id`; whoever is there is
// left. Errors: KEY_MISSING, STORE_CORRUPT, DISK_FAILED.
absl::Status IndexPeople(absl::string_view case_id,
                         absl::Span<const v1::Section> sections,
                         Transaction& transaction);

// Within a piece of work. Takes the case out of the index; looks through all of
// it. Errors: STORE_CORRUPT, DISK_FAILED.
absl::Status ForgetPeopleOf(absl::string_view case_id,
                            Transaction& transaction);

// The cases of whoever `identity` names, in order of recording. Waits for the
// disk. Thread-safe.
// Errors: INVALID_FIELD  name or birth date is missing; KEY_MISSING,
//         STORE_CORRUPT, DISK_FAILED.
absl::StatusOr<std::vector<std::string>> CasesOf(
    const v1::IdentitySection& identity, const AgencyStore& store);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_PERSON_INDEX_H_
