// Rows of lists, from case files. Pure functions, thread-safe.
#ifndef REFERRAL_SERVICES_ROUTER_CORE_LISTS_H_
#define REFERRAL_SERVICES_ROUTER_CORE_LISTS_H_

#include "absl/time/time.h"
#include "common/model/need_to_know.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/v1/router_service.pb.h"

namespace referral::router {

// The row of a case with what `reader` may see of it (model::ViewRow); ask
// model::MaySeeCase first. People who left, and referrals that it may not see,
// are not counted, and neither are drafts: nobody was asked.
v1::CaseSummary SummariseCase(const storage::v1::CaseFile& file,
                              const model::Reader& reader);

// The row of a referral as of `now`, with what `reader` may see of it; ask
// model::MaySeeReferral first.
v1::ReferralSummary SummariseReferral(const storage::v1::CaseFile& file,
                                      const storage::v1::CaseReferral& referral,
                                      const model::Reader& reader,
                                      absl::Time now);

// Derived, never stored [30]: a decision or the service itself is due and not
// there.
bool IsOverdue(const storage::v1::CaseReferral& referral, absl::Time now);

// The case as `reader` may see it, with the referrals that it may see.
v1::Case DescribeCase(const storage::v1::CaseFile& file,
                      const model::Reader& reader, absl::Time now);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_LISTS_H_
