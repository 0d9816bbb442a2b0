// Rows of what oversight looks at: complaints, and data opened in emergencies.
// Codes and ids only. Pure functions, thread-safe.
#ifndef REFERRAL_SERVICES_ROUTER_CORE_OVERSIGHT_ROWS_H_
#define REFERRAL_SERVICES_ROUTER_CORE_OVERSIGHT_ROWS_H_

#include "absl/time/time.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/v1/router_service.pb.h"

namespace referral::router {

// The row of complaint `complaint` of `file` as of `now`; ask
// model::MaySeeComplaint first. Overdue is derived, never stored.
v1::Complaint ComplaintRow(const storage::v1::CaseFile& file,
                           const v1::Complaint& complaint, absl::Time now);

// The row of emergency `emergency` of `file`; ask model::ViewRow first.
v1::Emergency EmergencyRow(const storage::v1::CaseFile& file,
                           const v1::Emergency& emergency);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_OVERSIGHT_ROWS_H_
