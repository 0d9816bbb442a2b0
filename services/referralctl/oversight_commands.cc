// Complaints and emergencies, in codes.
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/model/complaints.h"
#include "proto/referral/v1/router_service.grpc.pb.h"
#include "services/referralctl/call.h"
#include "services/referralctl/commands.h"
#include "services/referralctl/format.h"

namespace referral::referralctl {
namespace {

using RouterStub = v1::RouterService::Stub;

std::vector<Cell> RowOf(const v1::Complaint& complaint) {
  const bool answered = !model::IsUnanswered(complaint);
  const std::string answer =
      answered ? Words(v1::ComplaintAnswer_Name(complaint.answer()),
                       "COMPLAINT_ANSWER_")
               : std::string(complaint.overdue() ? "overdue" : "open");
  return {{complaint.case_id()},
          {Words(v1::ComplaintSubject_Name(complaint.subject()),
                 "COMPLAINT_SUBJECT_")},
          {complaint.addressee()},
          {complaint.about_agency().empty() ? "the programme"
                                            : complaint.about_agency()},
          {answer, answered              ? Tone::kGood
                   : complaint.overdue() ? Tone::kBad
                                         : Tone::kPlain},
          {Moment(complaint.answer_by_time()), Tone::kDim},
          {complaint.complaint_id(), Tone::kDim}};
}

std::vector<Cell> RowOf(const v1::Emergency& emergency) {
  std::vector<std::string> categories;
  for (const int category : emergency.categories()) {
    categories.push_back(
        Words(v1::DataCategory_Name(static_cast<v1::DataCategory>(category)),
              "DATA_CATEGORY_"));
  }
  return {{emergency.case_id()},
          {emergency.person_id()},
          {absl::StrJoin(categories, ", ")},
          {absl::StrJoin(emergency.recipients(), ", ")},
          {ToText(emergency.given_date())},
          {ToText(emergency.expiry_date())},
          {emergency.approval().reason_code()},
          {emergency.approval().approver()},
          {emergency.withdrawn() ? "yes" : "no",
           emergency.withdrawn() ? Tone::kWarn : Tone::kDim}};
}

}  // namespace

absl::Status ListComplaints(const Session& session,
                            const ComplaintFilter& filter) {
  RouterStub stub(session.channel());
  v1::ListComplaintsRequest request;
  request.set_programme_id(filter.programme);
  request.set_unanswered(filter.unanswered);
  ASSIGN_OR_RETURN(std::vector<v1::Complaint> complaints,
                   AllPages<v1::Complaint>(
                       request, filter.limit,
                       [&](const v1::ListComplaintsRequest& page) {
                         return Call(session, stub, &RouterStub::ListComplaints,
                                     page);
                       },
                       [](v1::ListComplaintsResponse& page) {
                         return page.mutable_complaints();
                       }));
  if (session.settings().json) {
    v1::ListComplaintsResponse all;
    for (auto& row : complaints) *all.add_complaints() = std::move(row);
    PrintJson(all);
    return absl::OkStatus();
  }
  std::vector<std::vector<Cell>> rows;
  for (const v1::Complaint& row : complaints) rows.push_back(RowOf(row));
  Print(RenderTable({{"CASE"},
                     {"ABOUT", false, Fit::kCut},
                     {"TO"},
                     {"AGAINST"},
                     {"ANSWER"},
                     {"ANSWER BY", false, Fit::kOptional},
                     {"COMPLAINT ID", false, Fit::kOptional}},
                    rows, session.style()));
  return absl::OkStatus();
}

absl::Status ListEmergencies(const Session& session,
                             const EmergencyFilter& filter) {
  RouterStub stub(session.channel());
  v1::ListEmergenciesRequest request;
  request.set_programme_id(filter.programme);
  ASSIGN_OR_RETURN(std::vector<v1::Emergency> emergencies,
                   AllPages<v1::Emergency>(
                       request, filter.limit,
                       [&](const v1::ListEmergenciesRequest& page) {
                         return Call(session, stub,
                                     &RouterStub::ListEmergencies, page);
                       },
                       [](v1::ListEmergenciesResponse& page) {
                         return page.mutable_emergencies();
                       }));
  if (session.settings().json) {
    v1::ListEmergenciesResponse all;
    for (auto& row : emergencies) *all.add_emergencies() = std::move(row);
    PrintJson(all);
    return absl::OkStatus();
  }
  std::vector<std::vector<Cell>> rows;
  for (const v1::Emergency& row : emergencies) rows.push_back(RowOf(row));
  Print(RenderTable({{"CASE"},
                     {"PERSON"},
                     {"CATEGORIES", false, Fit::kCut},
                     {"TO"},
                     {"FROM"},
                     {"UNTIL"},
                     {"REASON"},
                     {"APPROVER", false, Fit::kOptional},
                     {"WITHDRAWN"}},
                    rows, session.style()));
  return absl::OkStatus();
}

}  // namespace referral::referralctl
