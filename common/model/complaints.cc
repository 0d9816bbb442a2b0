#include "common/model/complaints.h"

#include <algorithm>
#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/model/case_file.h"
#include "common/model/fields.h"
#include "common/model/timestamps.h"
#include "common/model/working_days.h"

namespace referral::model {
namespace {

absl::Status CheckLodger(const ActInput& input) {
  if (input.sender == input.file.lead() ||
      HasReferral(input.file, input.sender)) {
    return absl::OkStatus();
  }
  return input.Error(Reason::kRoleNotAllowed,
                     "the agency serves nobody of the case");
}

absl::Status CheckComplaintId(const ActInput& input, const std::string& id) {
  if (!IsUuid(id)) {
    return input.Error(Reason::kInvalidField,
                       "a complaint id is a UUID in lower case",
                       "complaint_id");
  }
  if (FindComplaint(input.file, id) != nullptr) {
    return input.Error(Reason::kInvalidField,
                       "the case has a complaint of this id", "complaint_id");
  }
  if (input.file.complaints_size() < static_cast<int>(kMaxComplaintsPerCase)) {
    return absl::OkStatus();
  }
  return input.Error(
      Reason::kInvalidField,
      absl::StrCat("a case has at most ", kMaxComplaintsPerCase, " complaints"),
      "complaint_id");
}

absl::Status CheckAddressee(const ActInput& input, const std::string& agency) {
  RETURN_IF_ERROR(CheckAgency(input, agency, "addressee"));
  if (input.context.directory.HasLeft(agency)) {
    return input.Error(Reason::kInvalidField,
                       absl::StrCat(agency, " has left and answers nobody"),
                       "addressee");
  }
  const auto& named = input.programme.config().complaints().addressees();
  if (agency == input.file.lead() || absl::c_linear_search(named, agency)) {
    return absl::OkStatus();
  }
  return input.Error(Reason::kInvalidField,
                     absl::StrCat(agency, " takes no complaints"), "addressee");
}

}  // namespace

// An unset policy leaves the days at 0.
std::uint32_t DaysToAnswer(const config::v1::Programme& programme) {
  const std::uint32_t days = programme.complaints().response_working_days();
  return days == 0 ? kDefaultComplaintDays : days;
}

const v1::Complaint* FindComplaint(const storage::v1::CaseFile& file,
                                   absl::string_view complaint_id) {
  for (const v1::Complaint& complaint : file.complaints()) {
    if (complaint.complaint_id() == complaint_id) return &complaint;
  }
  return nullptr;
}

absl::string_view LodgerOf(const storage::v1::CaseFile& file,
                           absl::string_view complaint_id) {
  const int known =
      std::min(file.complaints_size(), file.complaint_lodgers_size());
  for (int i = 0; i < known; ++i) {
    if (file.complaints(i).complaint_id() == complaint_id) {
      return file.complaint_lodgers(i);
    }
  }
  return "";
}

bool ConcernsAgency(const storage::v1::CaseFile& file,
                    const v1::Complaint& complaint, absl::string_view agency) {
  return complaint.addressee() == agency ||
         LodgerOf(file, complaint.complaint_id()) == agency;
}

absl::Status CheckComplaintLodged(const ActInput& input,
                                  v1::ActEffects& effects) {
  const v1::ComplaintLodged& act = input.act.complaint_lodged();
  RETURN_IF_ERROR(CheckLodger(input));
  RETURN_IF_ERROR(CheckComplaintId(input, act.complaint_id()));
  RETURN_IF_ERROR(CheckEverPerson(input, act.person_id(), "person_id"));
  RETURN_IF_ERROR(CheckChosen(input, act.subject(), "subject"));
  RETURN_IF_ERROR(CheckAddressee(input, act.addressee()));
  if (!act.about_agency().empty()) {
    RETURN_IF_ERROR(CheckAgency(input, act.about_agency(), "about_agency"));
  }
  SetTime(DueTime(input.programme, input.context.now,
                  DaysToAnswer(input.programme.config())),
          *effects.mutable_answer_by_time());
  return absl::OkStatus();
}

void ApplyComplaintLodged(storage::v1::CaseFile& file, const v1::Act& act,
                          const v1::ActEffects& effects,
                          const ActRecord& record) {
  const v1::ComplaintLodged& lodged = act.complaint_lodged();
  v1::Complaint& complaint = *file.add_complaints();
  complaint.set_complaint_id(lodged.complaint_id());
  complaint.set_subject(lodged.subject());
  complaint.set_addressee(lodged.addressee());
  complaint.set_about_agency(lodged.about_agency());
  file.add_complaint_lodgers(std::string(record.sender));
  SetTime(record.recorded_time, *complaint.mutable_lodged_time());
  *complaint.mutable_answer_by_time() = effects.answer_by_time();
}

absl::Status CheckComplaintAnswered(const ActInput& input) {
  const v1::ComplaintAnswered& act = input.act.complaint_answered();
  const v1::Complaint* complaint =
      FindComplaint(input.file, act.complaint_id());
  if (complaint == nullptr) {
    return input.Error(Reason::kComplaintNotFound,
                       "the case has no such complaint", "complaint_id");
  }
  if (complaint->addressee() != input.sender) {
    return input.Error(Reason::kRoleNotAllowed,
                       "only its addressee answers a complaint",
                       "complaint_id");
  }
  RETURN_IF_ERROR(CheckChosen(input, act.answer(), "answer"));
  if (IsUnanswered(*complaint)) return absl::OkStatus();
  return input.Error(Reason::kIllegalTransition,
                     "the complaint has been answered", "complaint_id");
}

void ApplyComplaintAnswered(storage::v1::CaseFile& file, const v1::Act& act,
                            const ActRecord& record) {
  const v1::ComplaintAnswered& answered = act.complaint_answered();
  for (v1::Complaint& complaint : *file.mutable_complaints()) {
    if (complaint.complaint_id() != answered.complaint_id()) continue;
    complaint.set_answer(answered.answer());
    SetTime(record.recorded_time, *complaint.mutable_answered_time());
  }
}

}  // namespace referral::model
