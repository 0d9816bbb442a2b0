// Shape of the fields of an act: what can be said without knowing the case.
// Each check names the field in its error. Pure functions.
#ifndef REFERRAL_COMMON_MODEL_FIELDS_H_
#define REFERRAL_COMMON_MODEL_FIELDS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/model/act_input.h"
#include "google/protobuf/generated_enum_reflection.h"
#include "google/protobuf/repeated_field.h"
#include "proto/referral/v1/act.pb.h"
#include "proto/referral/v1/types.pb.h"

namespace referral::model {

// A value of its enum, and not the unspecified one. Errors: `reason`.
template <typename Enum>
absl::Status CheckChosen(const ActInput& input, Enum value,
                         absl::string_view field,
                         Reason reason = Reason::kInvalidField) {
  const int number = static_cast<int>(value);
  if (number == 0) {
    return input.Error(reason, absl::StrCat(field, " is required"), field);
  }
  if (google::protobuf::GetEnumDescriptor<Enum>()->FindValueByNumber(number) ==
      nullptr) {
    return input.Error(Reason::kInvalidField,
                       absl::StrCat(field, " has no value ", number), field);
  }
  return absl::OkStatus();
}

// The same, but the unspecified value stands for a default.
template <typename Enum>
absl::Status CheckKnown(const ActInput& input, Enum value,
                        absl::string_view field) {
  if (static_cast<int>(value) == 0) return absl::OkStatus();
  return CheckChosen(input, value, field);
}

// At least one, each chosen, none twice. Errors: INVALID_FIELD.
template <typename Enum>
absl::Status CheckChosenSet(const ActInput& input,
                            const google::protobuf::RepeatedField<int>& values,
                            absl::string_view field) {
  if (values.empty()) {
    return input.Error(Reason::kInvalidField,
                       absl::StrCat(field, " needs at least one"), field);
  }
  for (int i = 0; i < values.size(); ++i) {
    if (absl::Status status =
            CheckChosen(input, static_cast<Enum>(values[i]), field);
        !status.ok()) {
      return status;
    }
    for (int j = 0; j < i; ++j) {
      if (values[i] == values[j]) {
        return input.Error(Reason::kInvalidField,
                           absl::StrCat(field, " has a value twice"), field);
      }
    }
  }
  return absl::OkStatus();
}

// A day of the calendar. Errors: INVALID_DATE, also when `has` is false.
absl::Status CheckDate(const ActInput& input, bool has, const v1::Date& date,
                       absl::string_view field);

// The same, and not before the act's occurred_date. Errors: INVALID_DATE.
absl::Status CheckNotBeforeAct(const ActInput& input, bool has,
                               const v1::Date& date, absl::string_view field);

// An amount in the programme's currency, from 0 to kMaxAmountMinorUnits.
// Errors: INVALID_FIELD.
absl::Status CheckMoney(const ActInput& input, bool has, const v1::Money& money,
                        absl::string_view field);

// In kind where the programme says so [9]. Errors: CASH_REFUSED,
// INVALID_FIELD.
absl::Status CheckForm(const ActInput& input, v1::SupportForm form,
                       absl::string_view field);

// People of the case who have not left, at least one, none twice. Errors:
// UNKNOWN_PERSON, PERSON_LEFT, INVALID_FIELD.
absl::Status CheckPeople(
    const ActInput& input,
    const google::protobuf::RepeatedPtrField<std::string>& person_ids,
    absl::string_view field);

// A person of the case who has not left. Errors: UNKNOWN_PERSON, PERSON_LEFT.
absl::Status CheckPerson(const ActInput& input, absl::string_view person_id,
                         absl::string_view field);

// The same, or one who has left: for what is theirs all the same, for example
// to take a consent back. Errors: UNKNOWN_PERSON.
absl::Status CheckEverPerson(const ActInput& input, absl::string_view person_id,
                             absl::string_view field);

// ISO 3166-1 alpha-2 by shape: two upper-case letters. Errors: INVALID_FIELD.
absl::Status CheckCountry(const ActInput& input, absl::string_view code,
                          absl::string_view field);

// A language of the programme. Errors: INVALID_FIELD.
absl::Status CheckLanguage(const ActInput& input, absl::string_view code,
                           absl::string_view field);

// A region of the programme. Errors: INVALID_FIELD.
absl::Status CheckRegion(const ActInput& input, absl::string_view code,
                         absl::string_view field);

// An agency of the directory. Errors: UNKNOWN_AGENCY.
absl::Status CheckAgency(const ActInput& input, absl::string_view agency,
                         absl::string_view field);

// Agencies of the directory, not more than it has. Errors: UNKNOWN_AGENCY,
// INVALID_FIELD.
absl::Status CheckAgencies(
    const ActInput& input,
    const google::protobuf::RepeatedPtrField<std::string>& agencies,
    absl::string_view field);

// 1 to 64 upper-case letters, digits and underscores. Errors: REASON_REQUIRED
// if empty, INVALID_FIELD.
absl::Status CheckReasonCode(const ActInput& input, absl::string_view code,
                             absl::string_view field);

// Another officer than the act's. Errors: APPROVER_REQUIRED, INVALID_FIELD.
absl::Status CheckApprover(const ActInput& input, absl::string_view approver,
                           absl::string_view field);

// Reason and approver. Errors: those of the two above.
absl::Status CheckOverride(const ActInput& input, bool has,
                           const v1::Override& decision,
                           absl::string_view field);

// Reason and side of a decline: 1 to 9 lie with the client, 10 to 19 with the
// provider [32]. Errors: REASON_REQUIRED, INVALID_FIELD.
absl::Status CheckDecline(const ActInput& input, v1::DeclineReason reason,
                          v1::ReasonSide side);

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_FIELDS_H_
