#ifndef REFERRAL_SERVICES_REFERRALCTL_FINDINGS_VIEW_H_
#define REFERRAL_SERVICES_REFERRALCTL_FINDINGS_VIEW_H_

#include <cstdint>
#include <string>

#include "absl/types/optional.h"
#include "proto/referral/v1/ops_service.pb.h"
#include "services/referralctl/table.h"

namespace referral::referralctl {

// What a verification came to, for people: a table of the findings if there
// are any, then a line for what was checked. `receipts`: how many were held
// against the log; nothing if none were asked for.
std::string FindingsText(const v1::VerifyCasesResponse& result,
                         absl::optional<std::uint64_t> receipts,
                         const Style& style);

// "120 of 4,000 logs, 3,456 records, 2 findings".
std::string ProgressText(const v1::VerifyCasesResponse& so_far);

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_FINDINGS_VIEW_H_
