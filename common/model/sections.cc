#include "common/model/sections.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/model/case_file.h"

namespace referral::model {
namespace {

bool HasPerson(const storage::v1::CaseFile& file, const Incoming& message,
               absl::string_view person_id) {
  if (FindPerson(file, person_id) != nullptr) return true;
  for (const v1::Act& act : message.acts) {
    const auto& people = act.application_registered().people();
    if (std::any_of(people.begin(), people.end(),
                    [&](const v1::CasePerson& person) {
                      return person.person_id() == person_id;
                    })) {
      return true;
    }
  }
  return false;
}

// Whether the sender requests or receives a referral that serves the person.
bool ServesPerson(const storage::v1::CaseFile& file, const Incoming& message,
                  absl::string_view person_id) {
  for (const storage::v1::CaseReferral& referral : file.referrals()) {
    if (IsParty(referral, message.sender) && Serves(referral, person_id)) {
      return true;
    }
  }
  for (const v1::Act& act : message.acts) {
    const auto& people = act.referral_requested().person_ids();
    if (std::find(people.begin(), people.end(), person_id) != people.end()) {
      return true;
    }
  }
  return false;
}

bool HasMessage(const storage::v1::CaseFile& file, absl::string_view id) {
  return std::any_of(file.messages().begin(), file.messages().end(),
                     [&](const storage::v1::MessageRef& ref) {
                       return ref.message_id() == id;
                     });
}

absl::Status CheckSection(const storage::v1::CaseFile& file,
                          const Incoming& message, v1::AgencyRole role,
                          const v1::Section& section,
                          const std::string& where) {
  if (CategoryOf(section) == v1::DATA_CATEGORY_UNSPECIFIED) {
    return MakeError(Reason::kInvalidField, "the section says nothing", where);
  }
  if (!HasPerson(file, message, section.person_id())) {
    return MakeError(Reason::kUnknownPerson, "the case has no such person",
                     absl::StrCat(where, ".person_id"));
  }
  if (role != v1::AGENCY_ROLE_LEAD &&
      !ServesPerson(file, message, section.person_id())) {
    return MakeError(Reason::kRoleNotAllowed,
                     "only the lead writes about people whom it does not serve",
                     absl::StrCat(where, ".person_id"));
  }
  if (!section.supersedes_message_id().empty() &&
      !HasMessage(file, section.supersedes_message_id())) {
    return MakeError(Reason::kInvalidField,
                     "the case has no such message to correct",
                     absl::StrCat(where, ".supersedes_message_id"));
  }
  return absl::OkStatus();
}

}  // namespace

v1::DataCategory CategoryOf(const v1::Section& section) {
  switch (section.content_case()) {
    case v1::Section::kIdentity:
      return v1::DATA_CATEGORY_IDENTITY;
    case v1::Section::kContact:
      return v1::DATA_CATEGORY_CONTACT;
    case v1::Section::kFamily:
      return v1::DATA_CATEGORY_FAMILY;
    case v1::Section::kReturnDetails:
      return v1::DATA_CATEGORY_RETURN;
    case v1::Section::kMedical:
      return v1::DATA_CATEGORY_MEDICAL;
    case v1::Section::kPsychosocial:
      return v1::DATA_CATEGORY_PSYCHOSOCIAL;
    case v1::Section::kEducation:
      return v1::DATA_CATEGORY_EDUCATION;
    case v1::Section::kEmployment:
      return v1::DATA_CATEGORY_EMPLOYMENT;
    case v1::Section::kFinance:
      return v1::DATA_CATEGORY_FINANCE;
    case v1::Section::kDocuments:
      return v1::DATA_CATEGORY_DOCUMENTS;
    case v1::Section::kNote:
      return v1::DATA_CATEGORY_NOTE;
    case v1::Section::CONTENT_NOT_SET:
      break;
  }
  return v1::DATA_CATEGORY_UNSPECIFIED;
}

absl::Status CheckSections(const storage::v1::CaseFile& file,
                           const Incoming& message, v1::AgencyRole role) {
  for (size_t i = 0; i < message.sections.size(); ++i) {
    RETURN_IF_ERROR(CheckSection(file, message, role, message.sections[i],
                                 absl::StrCat("sections[", i, "]")));
  }
  if (!message.sections.empty()) return absl::OkStatus();
  for (size_t i = 0; i < message.acts.size(); ++i) {
    if (!message.acts[i].has_information_added()) continue;
    return MakeError(Reason::kInvalidField, "the message adds no information",
                     absl::StrCat("acts[", i, "].information_added"));
  }
  return absl::OkStatus();
}

}  // namespace referral::model
