#ifndef REFERRAL_SERVICES_ROUTER_CORE_CASE_CHECK_H_
#define REFERRAL_SERVICES_ROUTER_CORE_CASE_CHECK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/router/core/ledger.h"
#include "services/router/core/round_prover.h"

namespace referral::router {

// Something that is not what it was when the receipt was given.
struct CaseFinding {
  std::string case_id;
  std::uint64_t sequence = 0;
  std::string reason_code;  // of common/base/errors.h
  std::string message;
};

struct CaseCheckResult {
  std::uint64_t records_checked = 0;
  std::vector<CaseFinding> findings;  // none: the case verifies
};

// Verifies the log of a case from its records and rounds alone: each
// envelope, part and effect against its record, the chain of the records, the
// place of each in its round; and that the case file stands where the log
// ends. `case_id` may be the router's own log. Changes nothing; may run beside
// the sequencer: records of a round that is committed meanwhile are left out.
// Errors: CASE_NOT_FOUND  there is neither a record nor a case file;
//         DISK_FAILED.
absl::StatusOr<CaseCheckResult> CheckCase(const Ledger& ledger,
                                          const RoundProver& prover,
                                          absl::string_view case_id);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_CASE_CHECK_H_
