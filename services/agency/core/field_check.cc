#include "services/agency/core/field_check.h"

#include <algorithm>
#include <cctype>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"

namespace referral::agency {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Required fields by type, as act.proto and section.proto say. `citizen` and
// the like are not here: false is a value.
struct Required {
  absl::string_view type;
  absl::string_view fields;
};
constexpr Required kRequired[] = {
    {"Act", "officer occurred_date"},
    {"CasePerson", "person_id"},
    {"ReturnFacts", "return_kind return_country_code return_date"},
    {"ArrivalAnnounced",
     "programme_id arrival_date return_country_code people_count"},
    {"ReturneeInformed", "place_code language_code"},
    {"ApplicationRegistered", "programme_id people return_facts region_code"},
    {"Need", "person_id need_code"},
    {"NeedsAssessed", "needs vulnerability_level"},
    {"PlannedService", "service_code person_ids budget"},
    {"Override", "reason_code approver"},
    {"PlanAgreed",
     "strands start_date duration_months vulnerability_level services"},
    {"SupportExtended", "months approval"},
    {"CaseSuspended", "reason"},
    {"Continuation", "owner follow_up_date"},
    {"CaseClosed", "scope"},
    {"FollowUpRecorded", "finding_code"},
    {"ContinuationHandedOver", "continuation reason_code"},
    {"CaseReopened", "reason_code"},
    {"ConsentGiven", "person_id categories language_code given_by"},
    {"ConsentWithdrawn", "person_id"},
    {"ConsentRenewed", "person_id language_code given_by"},
    {"EmergencyOverridden",
     "person_id categories recipients expiry_date approval"},
    {"ProtectionRecorded", "person_id"},
    {"ComplaintLodged", "complaint_id person_id subject addressee"},
    {"ComplaintAnswered", "complaint_id answer"},
    {"ReferralRequested",
     "referral_id service_code person_ids region_code budget"},
    {"ReferralReceived", "referral_id"},
    {"ReferralAccepted", "referral_id"},
    {"ReferralRejected", "referral_id reason side next_step"},
    {"ReferralInformationRequested", "referral_id needs"},
    {"ReferralScheduled", "referral_id appointment_date"},
    {"ReferralAttendance", "referral_id status"},
    {"ReferralStarted", "referral_id"},
    {"ReferralHeld", "referral_id reason resume_date"},
    {"ReferralResumed", "referral_id"},
    {"ReferralCompleted", "referral_id outcome quantity cost scope"},
    {"ReferralFailed", "referral_id reason side"},
    {"ReferralCancelRequested", "referral_id reason"},
    {"ReferralCancelDeclined", "referral_id answer"},
    {"ReferralCancelled", "referral_id reason"},
    {"ReferralEnteredInError", "referral_id reason approver"},
    {"OutcomeAcknowledged", "referral_id"},
    {"OutcomeWaived", "referral_id reason_code"},
    {"Money", "currency_code"},
    {"Section", "person_id"},
    {"IdentitySection", "given_name family_name"},
    {"FamilySection", "relation"},
    {"MedicalSection", "text"},
    {"PsychosocialSection", "text"},
    {"EducationSection", "text"},
    {"EmploymentSection", "text"},
    {"FinanceSection", "text"},
    {"DocumentsSection", "document_type"},
    {"NoteSection", "text"},
};

absl::Status Wrong(absl::string_view what, absl::string_view where) {
  return MakeError(Reason::kInvalidField, what, where);
}

bool All(absl::string_view text, size_t min, size_t max, bool (*of)(char)) {
  return text.size() >= min && text.size() <= max &&
         std::all_of(text.begin(), text.end(), of);
}

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsReasonCharacter(char c) {
  return IsUpper(c) || (c >= '0' && c <= '9') || c == '_';
}
bool IsPlaceCharacter(char c) {
  return IsUpper(c) || (c >= '0' && c <= '9') || c == '-';
}

bool IsAbsent(const Message& message, const FieldDescriptor& field) {
  const Reflection& reflection = *message.GetReflection();
  return field.is_repeated() ? reflection.FieldSize(message, &field) == 0
                             : !reflection.HasField(message, &field);
}

absl::Status CheckRequired(const Message& message, absl::string_view where) {
  const auto& type = *message.GetDescriptor();
  for (const Required& row : kRequired) {
    if (row.type != type.name()) continue;
    for (absl::string_view name : absl::StrSplit(row.fields, ' ')) {
      const FieldDescriptor* field = type.FindFieldByName(std::string(name));
      if (field != nullptr && IsAbsent(message, *field)) {
        return Wrong("the field is required", absl::StrCat(where, ".", name));
      }
    }
  }
  if ((type.name() == "Act" || type.name() == "Section") &&
      message.GetReflection()->GetOneofFieldDescriptor(
          message, type.oneof_decl(0)) == nullptr) {
    return Wrong("the field says nothing", where);
  }
  return absl::OkStatus();
}

// By what the field is called; texts for people are checked with the message.
absl::Status CheckString(absl::string_view name, absl::string_view value,
                         const Catalogue& catalogue, absl::string_view where) {
  if (value.empty()) return absl::OkStatus();
  if (absl::EndsWith(name, "referral_id")) {
    return IsReferralId(value) ? absl::OkStatus()
                               : Wrong("a lower-case UUID is wanted", where);
  }
  if (absl::EndsWith(name, "message_id") || name == "complaint_id") {
    return IsUuid(value) ? absl::OkStatus()
                         : Wrong("a lower-case UUID is wanted", where);
  }
  if (absl::EndsWith(name, "person_id") || name == "person_ids") {
    return IsPersonId(value)
               ? absl::OkStatus()
               : Wrong("1 to 32 of a-z, 0-9, - are wanted", where);
  }
  if (name == "officer" || name == "approver") {
    return IsOfficer(value)
               ? absl::OkStatus()
               : Wrong("1 to 64 visible ASCII characters are wanted", where);
  }
  if (name == "receiver" || name == "owner" || name == "recipients" ||
      name == "addressee" || name == "about_agency" ||
      name == "guardian_agency") {
    return catalogue.KnowsAgency(value)
               ? absl::OkStatus()
               : MakeError(Reason::kUnknownAgency,
                           "the deployment has no such agency", where);
  }
  if (name == "service_code") {
    return catalogue.KnowsService(value)
               ? absl::OkStatus()
               : MakeError(Reason::kUnknownService,
                           "no programme has this service", where);
  }
  if (name == "programme_id") {
    return catalogue.KnowsProgramme(value)
               ? absl::OkStatus()
               : MakeError(Reason::kUnknownProgramme,
                           "no such programme is loaded", where);
  }
  if (name == "reason_code" || name == "finding_code") {
    return All(value, 1, 64, IsReasonCharacter)
               ? absl::OkStatus()
               : Wrong("1 to 64 of A-Z, 0-9, _ are wanted", where);
  }
  if (name == "place_code") {
    return All(value, 1, 16, IsPlaceCharacter)
               ? absl::OkStatus()
               : Wrong("1 to 16 of A-Z, 0-9, - are wanted", where);
  }
  if (absl::EndsWith(name, "country_code") || name == "nationality_code") {
    return All(value, 2, 2, IsUpper)
               ? absl::OkStatus()
               : Wrong("an ISO 3166-1 alpha-2 code is wanted", where);
  }
  if (name == "currency_code") {
    return All(value, 3, 3, IsUpper)
               ? absl::OkStatus()
               : Wrong("an ISO 4217 code is wanted", where);
  }
  if (absl::EndsWith(name, "language_code")) {
    return All(value, 2, 2, IsLower)
               ? absl::OkStatus()
               : Wrong("an ISO 639-1 code is wanted", where);
  }
  return absl::OkStatus();
}

// One value of a field; `index` counts in a repeated one.
absl::Status CheckValue(const Message& message, const FieldDescriptor& field,
                        int index, const Catalogue& catalogue,
                        absl::string_view where) {
  const Reflection& reflection = *message.GetReflection();
  const bool repeated = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int value =
          repeated ? reflection.GetRepeatedEnumValue(message, &field, index)
                   : reflection.GetEnumValue(message, &field);
      return value != 0 && field.enum_type()->FindValueByNumber(value)
                 ? absl::OkStatus()
                 : Wrong("no such value", where);
    }
    case FieldDescriptor::CPPTYPE_STRING:
      return CheckString(
          field.name(),
          repeated ? reflection.GetRepeatedString(message, &field, index)
                   : reflection.GetString(message, &field),
          catalogue, where);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return CheckFields(
          repeated ? reflection.GetRepeatedMessage(message, &field, index)
                   : reflection.GetMessage(message, &field),
          catalogue, where);
    default:
      return absl::OkStatus();
  }
}

}  // namespace

absl::Status CheckDate(const v1::Date& date, absl::string_view where) {
  const absl::CivilDay day(date.year(), date.month(), date.day());
  if (date.year() < 1900 || date.year() > 2200 || day.year() != date.year() ||
      day.month() != date.month() || day.day() != date.day()) {
    return MakeError(Reason::kInvalidDate, "the calendar has no such day",
                     where);
  }
  return absl::OkStatus();
}

absl::Status CheckFields(const Message& message, const Catalogue& catalogue,
                         absl::string_view where) {
  if (const auto* date = dynamic_cast<const v1::Date*>(&message)) {
    return CheckDate(*date, where);
  }
  if (const auto* money = dynamic_cast<const v1::Money*>(&message);
      money != nullptr && money->minor_units() < 0) {
    return Wrong("an amount is not negative",
                 absl::StrCat(where, ".minor_units"));
  }
  RETURN_IF_ERROR(CheckRequired(message, where));
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string path = absl::StrCat(where, ".", field->name());
    if (!field->is_repeated()) {
      RETURN_IF_ERROR(CheckValue(message, *field, 0, catalogue, path));
      continue;
    }
    const int size = message.GetReflection()->FieldSize(message, field);
    for (int i = 0; i < size; ++i) {
      RETURN_IF_ERROR(CheckValue(message, *field, i, catalogue,
                                 absl::StrCat(path, "[", i, "]")));
    }
  }
  return absl::OkStatus();
}

}  // namespace referral::agency
