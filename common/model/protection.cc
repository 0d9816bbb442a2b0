#include "common/model/protection.h"

#include <algorithm>

#include "common/base/status_macros.h"
#include "common/model/case_file.h"
#include "common/model/fields.h"
#include "common/model/people.h"

namespace referral::model {
namespace {

absl::Status CheckGuardianPerson(const ActInput& input,
                                 const v1::ProtectionRecorded& act) {
  constexpr absl::string_view kField = "guardian_person_id";
  const std::string& id = act.guardian_person_id();
  if (id.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(CheckPerson(input, id, kField));
  if (id != act.person_id() && IsPresent(input.file, id) &&
      FindPerson(input.file, id)->person().age_group() == v1::AGE_GROUP_ADULT) {
    return absl::OkStatus();
  }
  return input.Error(Reason::kGuardianRequired,
                     "a guardian is another, adult person of the case", kField);
}

absl::Status CheckUnaccompanied(const ActInput& input,
                                const v1::ProtectionRecorded& act) {
  if (!act.unaccompanied_minor()) return absl::OkStatus();
  const storage::v1::Person* person = FindPerson(input.file, act.person_id());
  if (person->person().age_group() == v1::AGE_GROUP_ADULT) {
    return input.Error(Reason::kInvalidField, "the person is no minor",
                       "unaccompanied_minor");
  }
  if (!act.guardian_agency().empty() || !act.guardian_person_id().empty()) {
    return absl::OkStatus();
  }
  return input.Error(Reason::kGuardianRequired,
                     "an unaccompanied minor needs a guardian",
                     "guardian_agency");
}

}  // namespace

bool HasGuardian(const storage::v1::CaseFile& file,
                 const storage::v1::Person& person) {
  const v1::ProtectionRecorded& protection = person.protection();
  return !protection.guardian_agency().empty() ||
         (!protection.guardian_person_id().empty() &&
          IsPresent(file, protection.guardian_person_id()));
}

bool ServesNow(const storage::v1::CaseFile& file, absl::string_view agency,
               absl::string_view person_id) {
  return std::any_of(file.referrals().begin(), file.referrals().end(),
                     [&](const storage::v1::CaseReferral& referral) {
                       return IsOpen(referral) && IsParty(referral, agency) &&
                              Serves(referral, person_id);
                     });
}

absl::Status CheckProtectionRecorded(const ActInput& input) {
  const v1::ProtectionRecorded& act = input.act.protection_recorded();
  RETURN_IF_ERROR(CheckPerson(input, act.person_id(), "person_id"));
  RETURN_IF_ERROR(CheckKnown(input, act.safe_contact(), "safe_contact"));
  if (!act.guardian_agency().empty()) {
    RETURN_IF_ERROR(
        CheckAgency(input, act.guardian_agency(), "guardian_agency"));
  }
  RETURN_IF_ERROR(CheckGuardianPerson(input, act));
  return CheckUnaccompanied(input, act);
}

void ApplyProtectionRecorded(storage::v1::CaseFile& file, const v1::Act& act) {
  const v1::ProtectionRecorded& recorded = act.protection_recorded();
  storage::v1::Person* person = FindPerson(file, recorded.person_id());
  if (person != nullptr) *person->mutable_protection() = recorded;
}

}  // namespace referral::model
