#include "common/model/fields.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/model/case_file.h"
#include "common/model/dates.h"
#include "common/model/people.h"

namespace referral::model {
namespace {

bool IsUpperCode(absl::string_view text) {
  if (text.empty() || text.size() > kMaxIdBytes) return false;
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == '_';
  });
}

}  // namespace

absl::Status CheckDate(const ActInput& input, bool has, const v1::Date& date,
                       absl::string_view field) {
  if (!has) {
    return input.Error(Reason::kInvalidDate,
                       absl::StrCat(field, " is required"), field);
  }
  if (!IsValidDate(date)) {
    return input.Error(
        Reason::kInvalidDate,
        absl::StrCat(field, " is no day of the calendar: ", date.year(), "-",
                     date.month(), "-", date.day()),
        field);
  }
  return absl::OkStatus();
}

absl::Status CheckNotBeforeAct(const ActInput& input, bool has,
                               const v1::Date& date, absl::string_view field) {
  RETURN_IF_ERROR(CheckDate(input, has, date, field));
  if (ToCivilDay(date) < input.occurred) {
    return input.Error(
        Reason::kInvalidDate,
        absl::StrCat(field, " lies before ", FormatDay(input.occurred)), field);
  }
  return absl::OkStatus();
}

absl::Status CheckMoney(const ActInput& input, bool has, const v1::Money& money,
                        absl::string_view field) {
  if (!has) {
    return input.Error(Reason::kInvalidField,
                       absl::StrCat(field, " is required"), field);
  }
  if (money.currency_code() != input.programme.config().currency_code()) {
    return input.Error(Reason::kInvalidField,
                       absl::StrCat(field, " is not in ",
                                    input.programme.config().currency_code(),
                                    ", the currency of the programme"),
                       field);
  }
  if (money.minor_units() < 0 || money.minor_units() > kMaxAmountMinorUnits) {
    return input.Error(Reason::kInvalidField,
                       absl::StrCat(field, " is not between 0 and ",
                                    kMaxAmountMinorUnits, " minor units"),
                       field);
  }
  return absl::OkStatus();
}

absl::Status CheckForm(const ActInput& input, v1::SupportForm form,
                       absl::string_view field) {
  RETURN_IF_ERROR(CheckKnown(input, form, field));
  if (form == v1::SUPPORT_FORM_CASH &&
      input.programme.config().in_kind_only()) {
    return input.Error(Reason::kCashRefused,
                       "the programme gives support in kind only", field);
  }
  return absl::OkStatus();
}

absl::Status CheckEverPerson(const ActInput& input, absl::string_view person_id,
                             absl::string_view field) {
  if (FindPerson(input.file, person_id) != nullptr) return absl::OkStatus();
  return input.Error(Reason::kUnknownPerson, "the case has no such person",
                     field);
}

absl::Status CheckPerson(const ActInput& input, absl::string_view person_id,
                         absl::string_view field) {
  RETURN_IF_ERROR(CheckEverPerson(input, person_id, field));
  if (!HasLeft(*FindPerson(input.file, person_id))) return absl::OkStatus();
  return input.Error(Reason::kPersonLeft, "the person has left the case",
                     field);
}

absl::Status CheckPeople(
    const ActInput& input,
    const google::protobuf::RepeatedPtrField<std::string>& person_ids,
    absl::string_view field) {
  if (person_ids.empty()) {
    return input.Error(Reason::kInvalidField,
                       absl::StrCat(field, " needs at least one"), field);
  }
  // More than the case has must hold a stranger or one of them twice.
  if (person_ids.size() > static_cast<int>(kMaxPersonsPerCase)) {
    return input.Error(Reason::kInvalidField,
                       absl::StrCat(field, " has more people than a case"),
                       field);
  }
  for (auto it = person_ids.begin(); it != person_ids.end(); ++it) {
    RETURN_IF_ERROR(CheckPerson(input, *it, field));
    if (std::find(person_ids.begin(), it, *it) != it) {
      return input.Error(Reason::kInvalidField,
                         absl::StrCat(field, " names a person twice"), field);
    }
  }
  return absl::OkStatus();
}

absl::Status CheckCountry(const ActInput& input, absl::string_view code,
                          absl::string_view field) {
  if (code.size() == 2 && absl::ascii_isupper(code[0]) &&
      absl::ascii_isupper(code[1])) {
    return absl::OkStatus();
  }
  return input.Error(Reason::kInvalidField,
                     absl::StrCat(field, " is not two upper-case letters"),
                     field);
}

absl::Status CheckLanguage(const ActInput& input, absl::string_view code,
                           absl::string_view field) {
  const auto& languages = input.programme.config().language_codes();
  if (absl::c_linear_search(languages, code)) {
    return absl::OkStatus();
  }
  return input.Error(Reason::kInvalidField,
                     absl::StrCat(field, " is no language of the programme"),
                     field);
}

absl::Status CheckRegion(const ActInput& input, absl::string_view code,
                         absl::string_view field) {
  if (input.programme.FindRegion(code) != nullptr) return absl::OkStatus();
  return input.Error(Reason::kInvalidField,
                     absl::StrCat(field, " is no region of the programme"),
                     field);
}

absl::Status CheckAgency(const ActInput& input, absl::string_view agency,
                         absl::string_view field) {
  if (input.context.directory.Find(agency) != nullptr) return absl::OkStatus();
  return input.Error(Reason::kUnknownAgency,
                     absl::StrCat(field, " names no agency of the deployment"),
                     field);
}

absl::Status CheckAgencies(
    const ActInput& input,
    const google::protobuf::RepeatedPtrField<std::string>& agencies,
    absl::string_view field) {
  if (agencies.size() > input.context.directory.deployment().agencies_size()) {
    return input.Error(Reason::kInvalidField,
                       absl::StrCat(field, " has more agencies than there are"),
                       field);
  }
  for (const std::string& agency : agencies) {
    RETURN_IF_ERROR(CheckAgency(input, agency, field));
  }
  return absl::OkStatus();
}

absl::Status CheckReasonCode(const ActInput& input, absl::string_view code,
                             absl::string_view field) {
  if (code.empty()) {
    return input.Error(Reason::kReasonRequired,
                       absl::StrCat(field, " is required"), field);
  }
  if (!IsUpperCode(code)) {
    return input.Error(
        Reason::kInvalidField,
        absl::StrCat(field,
                     " is not 1 to 64 upper-case letters, digits and "
                     "underscores"),
        field);
  }
  return absl::OkStatus();
}

absl::Status CheckApprover(const ActInput& input, absl::string_view approver,
                           absl::string_view field) {
  if (approver.empty()) {
    return input.Error(Reason::kApproverRequired,
                       absl::StrCat(field, " is required"), field);
  }
  if (!IsOfficer(approver)) {
    return input.Error(
        Reason::kInvalidField,
        absl::StrCat(field, " is not 1 to 64 visible ASCII characters"), field);
  }
  if (approver == input.act.officer()) {
    return input.Error(Reason::kApproverRequired,
                       "an officer cannot approve an act of their own", field);
  }
  return absl::OkStatus();
}

absl::Status CheckOverride(const ActInput& input, bool has,
                           const v1::Override& decision,
                           absl::string_view field) {
  if (!has) {
    return input.Error(Reason::kApproverRequired,
                       absl::StrCat(field, " is required"), field);
  }
  RETURN_IF_ERROR(CheckReasonCode(input, decision.reason_code(),
                                  absl::StrCat(field, ".reason_code")));
  return CheckApprover(input, decision.approver(),
                       absl::StrCat(field, ".approver"));
}

absl::Status CheckDecline(const ActInput& input, v1::DeclineReason reason,
                          v1::ReasonSide side) {
  RETURN_IF_ERROR(
      CheckChosen(input, reason, "reason", Reason::kReasonRequired));
  RETURN_IF_ERROR(CheckChosen(input, side, "side"));
  const v1::ReasonSide of_reason = reason < v1::DECLINE_REASON_PROVIDER_FULL
                                       ? v1::REASON_SIDE_CLIENT
                                       : v1::REASON_SIDE_PROVIDER;
  if (side != of_reason) {
    return input.Error(
        Reason::kInvalidField,
        absl::StrCat("the reason lies with ", v1::ReasonSide_Name(of_reason)),
        "side");
  }
  return absl::OkStatus();
}

}  // namespace referral::model
