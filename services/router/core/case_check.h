#ifndef REFERRAL_SERVICES_ROUTER_CORE_CASE_CHECK_H_
#define REFERRAL_SERVICES_ROUTER_CORE_CASE_CHECK_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/router/core/finding.h"
#include "services/router/core/ledger.h"
#include "services/router/core/record_check.h"

namespace referral::router {

struct CaseCheckResult {
  std::uint64_t records_checked = 0;
  std::vector<CaseFinding> findings;  // none: the case verifies
};

// Verifies the log of a case from its records and rounds alone: each record by
// itself (see RecordCheck), the chain of the records, and that the case file
// is what follows from them. `case_id` may be the router's own log. The log
// has to reach `at_least`, which a round says that it did. `erased` is the
// router's act that erased the case, nullptr if there is none. Changes nothing;
// may run beside the sequencer: records of a round that is committed meanwhile
// are left out.
// Errors: CASE_NOT_FOUND  there is neither a record nor a case file, and
//                         `at_least` is 0
//         DISK_FAILED
absl::StatusOr<CaseCheckResult> CheckCase(
    const Ledger& ledger, RecordCheck& check, absl::string_view case_id,
    std::uint64_t at_least = 0, const v1::CaseErased* erased = nullptr);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_CASE_CHECK_H_
