#include "common/model/emergency.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/model/case_file.h"
#include "common/model/consent.h"
#include "common/model/dates.h"
#include "common/model/fields.h"
#include "common/model/timestamps.h"

namespace referral::model {
namespace {

using storage::v1::Consent;

absl::Status CheckReaders(
    const ActInput& input,
    const google::protobuf::RepeatedPtrField<std::string>& recipients) {
  if (recipients.empty()) {
    return input.Error(Reason::kInvalidField, "recipients needs at least one",
                       "recipients");
  }
  RETURN_IF_ERROR(CheckAgencies(input, recipients, "recipients"));
  for (const std::string& agency : recipients) {
    const v1::AgencyRole role = input.context.directory.RoleOf(agency);
    if (role != v1::AGENCY_ROLE_PROVIDER && role != v1::AGENCY_ROLE_LEAD) {
      return input.Error(Reason::kRoleNotAllowed,
                         absl::StrCat(agency, " reads no data of a person"),
                         "recipients");
    }
    if (std::count(recipients.begin(), recipients.end(), agency) > 1) {
      return input.Error(Reason::kInvalidField,
                         "recipients names an agency twice", "recipients");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckLastDay(const ActInput& input,
                          const v1::EmergencyOverridden& act) {
  RETURN_IF_ERROR(CheckNotBeforeAct(input, act.has_expiry_date(),
                                    act.expiry_date(), "expiry_date"));
  if (ToCivilDay(act.expiry_date()) <= input.occurred + kMaxEmergencyDays) {
    return absl::OkStatus();
  }
  return input.Error(
      Reason::kInvalidDate,
      absl::StrCat("an emergency lasts at most ", kMaxEmergencyDays, " days"),
      "expiry_date");
}

bool SameDay(const v1::Date& a, const v1::Date& b) {
  return ToCivilDay(a) == ToCivilDay(b);
}

// Whether `consent` is what is left of `emergency`.
bool IsLeftOf(const v1::Emergency& emergency, const Consent& consent) {
  if (!consent.emergency() ||
      !SameDay(consent.given_date(), emergency.given_date()) ||
      !SameDay(consent.expiry_date(), emergency.expiry_date())) {
    return false;
  }
  for (const std::string& agency : emergency.recipients()) {
    for (const int category : emergency.categories()) {
      if (IsFor(consent, agency, static_cast<v1::DataCategory>(category))) {
        return true;
      }
    }
  }
  return false;
}

}  // namespace

absl::Status CheckEmergencyOverridden(const ActInput& input,
                                      v1::ActEffects& effects) {
  const v1::EmergencyOverridden& act = input.act.emergency_overridden();
  RETURN_IF_ERROR(CheckPerson(input, act.person_id(), "person_id"));
  RETURN_IF_ERROR(
      CheckChosenSet<v1::DataCategory>(input, act.categories(), "categories"));
  RETURN_IF_ERROR(CheckReaders(input, act.recipients()));
  RETURN_IF_ERROR(CheckLastDay(input, act));
  RETURN_IF_ERROR(
      CheckOverride(input, act.has_approval(), act.approval(), "approval"));
  *effects.mutable_consent_expiry_date() = act.expiry_date();
  return absl::OkStatus();
}

void ApplyEmergencyOverridden(storage::v1::CaseFile& file, const v1::Act& act,
                              const v1::ActEffects& effects,
                              const ActRecord& record) {
  const v1::EmergencyOverridden& opened = act.emergency_overridden();
  storage::v1::Person* person = FindPerson(file, opened.person_id());
  if (person == nullptr) return;
  Consent& consent = *person->add_consents();
  *consent.mutable_categories() = opened.categories();
  std::sort(consent.mutable_categories()->begin(),
            consent.mutable_categories()->end());
  *consent.mutable_recipients() = opened.recipients();
  *consent.mutable_given_date() = act.occurred_date();
  *consent.mutable_expiry_date() = effects.consent_expiry_date();
  consent.add_purposes(v1::CONSENT_PURPOSE_SERVICE);
  consent.set_emergency(true);
  v1::Emergency& row = *file.add_emergencies();
  row.set_person_id(opened.person_id());
  *row.mutable_categories() = consent.categories();
  *row.mutable_recipients() = opened.recipients();
  *row.mutable_given_date() = consent.given_date();
  *row.mutable_expiry_date() = consent.expiry_date();
  *row.mutable_approval() = opened.approval();
  SetTime(record.recorded_time, *row.mutable_recorded_time());
}

void MarkWithdrawnEmergencies(storage::v1::CaseFile& file,
                              absl::string_view person_id) {
  const storage::v1::Person* person = FindPerson(file, person_id);
  if (person == nullptr) return;
  for (v1::Emergency& emergency : *file.mutable_emergencies()) {
    if (emergency.person_id() != person_id) continue;
    emergency.set_withdrawn(std::none_of(
        person->consents().begin(), person->consents().end(),
        [&](const Consent& consent) { return IsLeftOf(emergency, consent); }));
  }
}

}  // namespace referral::model
