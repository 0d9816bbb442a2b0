#include "services/router/rpc/oversight_calls.h"

#include "common/base/status_macros.h"
#include "common/model/complaints.h"
#include "services/router/core/oversight_rows.h"
#include "services/router/rpc/paging.h"

namespace referral::router {
namespace {

using storage::v1::CaseFile;

bool IsOf(const std::string& programme_id, const CaseFile& file) {
  return programme_id.empty() || programme_id == file.programme_id();
}

}  // namespace

absl::StatusOr<v1::ListEmergenciesResponse> ListEmergencies(
    const RouterContext& context, const model::Reader& reader,
    const v1::ListEmergenciesRequest& request) {
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size()));
  ASSIGN_OR_RETURN(const PlaceInCase after, ParsePlace(request.page_token()));
  v1::ListEmergenciesResponse page;
  PlaceInCase last;
  const auto visit = [&](const CaseFile& file, int first) {
    if (!IsOf(request.programme_id(), file) ||
        !model::ViewRow(file, nullptr, reader).emergencies) {
      return true;
    }
    for (int i = first; i < file.emergencies_size(); ++i) {
      if (page.emergencies_size() == size) {
        page.set_next_page_token(TokenOf(last));
        return false;
      }
      *page.add_emergencies() = EmergencyRow(file, file.emergencies(i));
      last = {file.case_id(), i};
    }
    return true;
  };
  RETURN_IF_ERROR(VisitAfter(context.ledger, after, visit));
  return page;
}

absl::StatusOr<v1::ListComplaintsResponse> ListComplaints(
    const RouterContext& context, const model::Reader& reader,
    const v1::ListComplaintsRequest& request) {
  ASSIGN_OR_RETURN(const int size, PageSize(request.page_size()));
  ASSIGN_OR_RETURN(const PlaceInCase after, ParsePlace(request.page_token()));
  const absl::Time now = context.clock.Now();
  v1::ListComplaintsResponse page;
  PlaceInCase last;
  const auto visit = [&](const CaseFile& file, int first) {
    if (!IsOf(request.programme_id(), file)) return true;
    for (int i = first; i < file.complaints_size(); ++i) {
      const v1::Complaint& complaint = file.complaints(i);
      if (!model::MaySeeComplaint(file, complaint, reader) ||
          (request.unanswered() && !model::IsUnanswered(complaint))) {
        continue;
      }
      if (page.complaints_size() == size) {
        page.set_next_page_token(TokenOf(last));
        return false;
      }
      *page.add_complaints() = ComplaintRow(file, complaint, now);
      last = {file.case_id(), i};
    }
    return true;
  };
  RETURN_IF_ERROR(VisitAfter(context.ledger, after, visit));
  return page;
}

}  // namespace referral::router
