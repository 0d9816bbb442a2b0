// Complaints of returnees, and their answers.
#ifndef REFERRAL_COMMON_MODEL_COMPLAINTS_H_
#define REFERRAL_COMMON_MODEL_COMPLAINTS_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/model/act_input.h"

namespace referral::model {

// nullptr if the case has no such complaint.
const v1::Complaint* FindComplaint(const storage::v1::CaseFile& file,
                                   absl::string_view complaint_id);

// Agency that lodged the complaint of that id, and hears of the answer; empty
// if the case has none.
absl::string_view LodgerOf(const storage::v1::CaseFile& file,
                           absl::string_view complaint_id);

// Whether nobody has answered yet.
inline bool IsUnanswered(const v1::Complaint& complaint) {
  return complaint.answer() == v1::COMPLAINT_ANSWER_UNSPECIFIED;
}

// Whether a provider or an oversight office has to do with the complaint: it
// lodged it or is to answer it. The agency complained about is not told.
bool ConcernsAgency(const storage::v1::CaseFile& file,
                    const v1::Complaint& complaint, absl::string_view agency);

// Working days within which a complaint is answered.
std::uint32_t DaysToAnswer(const config::v1::Programme& programme);

// The lead, or an agency with a referral of the case, lodges; the lead, or an
// agency that the programme names for complaints, answers, within the
// programme's working days from the recorded time on.
// Errors: INVALID_FIELD (no new UUID, too many complaints, nobody who takes
//         complaints), UNKNOWN_PERSON, UNKNOWN_AGENCY, ROLE_NOT_ALLOWED.
absl::Status CheckComplaintLodged(const ActInput& input,
                                  v1::ActEffects& effects);
void ApplyComplaintLodged(storage::v1::CaseFile& file, const v1::Act& act,
                          const v1::ActEffects& effects,
                          const ActRecord& record);

// Errors: COMPLAINT_NOT_FOUND, INVALID_FIELD,
//         ROLE_NOT_ALLOWED    the sender is not the addressee
//         ILLEGAL_TRANSITION  it was answered before
absl::Status CheckComplaintAnswered(const ActInput& input);
void ApplyComplaintAnswered(storage::v1::CaseFile& file, const v1::Act& act,
                            const ActRecord& record);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_COMPLAINTS_H_
