#include "services/router/core/oversight_rows.h"

#include "common/model/complaints.h"
#include "common/model/timestamps.h"

namespace referral::router {

v1::Complaint ComplaintRow(const storage::v1::CaseFile& file,
                           const v1::Complaint& complaint, absl::Time now) {
  v1::Complaint row = complaint;
  row.set_case_id(file.case_id());
  row.set_overdue(model::IsUnanswered(complaint) &&
                  model::ToTime(complaint.answer_by_time()) < now);
  return row;
}

v1::Emergency EmergencyRow(const storage::v1::CaseFile& file,
                           const v1::Emergency& emergency) {
  v1::Emergency row = emergency;
  row.set_case_id(file.case_id());
  return row;
}

}  // namespace referral::router
