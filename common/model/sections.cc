#include "common/model/sections.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/model/case_file.h"

namespace referral::model {
namespace {

bool HasPerson(const storage::v1::CaseFile& file, const Incoming& message,
               absl::string_view person_id) {
  if (FindPerson(file, person_id) != nullptr) return true;
  for (const v1::Act& act : message.acts) {
    if (act.person_joined().person().person_id() == person_id &&
        act.has_person_joined()) {
      return true;
    }
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
    if (absl::c_linear_search(people, person_id)) {
      return true;
    }
  }
  return false;
}

absl::Status CheckCorrection(const storage::v1::CaseFile& file,
                             const Incoming& message,
                             const std::string& message_id,
                             const std::string& where) {
  if (message_id.empty()) return absl::OkStatus();
  const auto corrected = absl::c_find_if(
      message.corrected, [&](const CorrectedMessage& candidate) {
        return candidate.message_id == message_id;
      });
  if (corrected == message.corrected.end()) {
    return MakeError(Reason::kInvalidField,
                     "the case has no such message to correct", where);
  }
  // Another sender may have used the same message id, by chance or on purpose:
  // whoever corrects has written all there is under it.
  if (message.sender != file.lead() &&
      absl::c_any_of(corrected->senders, [&](absl::string_view sender) {
        return sender != message.sender;
      })) {
    return MakeError(Reason::kRoleNotAllowed,
                     "only its author or the lead corrects a section", where);
  }
  if (file.superseded_size() + static_cast<int>(message.sections.size()) >
      static_cast<int>(kMaxCorrectionsPerCase)) {
    return MakeError(Reason::kInvalidField,
                     absl::StrCat("a case has at most ", kMaxCorrectionsPerCase,
                                  " corrected sections"),
                     where);
  }
  return absl::OkStatus();
}

bool IsOf(const v1::SupersededSection& superseded, absl::string_view message_id,
          const v1::Section& section) {
  return superseded.message_id() == message_id &&
         superseded.person_id() == section.person_id() &&
         superseded.category() == CategoryOf(section);
}

template <typename List>
bool Holds(const List& superseded, absl::string_view message_id,
           const v1::Section& section) {
  return std::any_of(superseded.begin(), superseded.end(),
                     [&](const v1::SupersededSection& row) {
                       return IsOf(row, message_id, section);
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
  return CheckCorrection(file, message, section.supersedes_message_id(),
                         absl::StrCat(where, ".supersedes_message_id"));
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

void AddSuperseded(const storage::v1::CaseFile& file, const Incoming& message,
                   v1::Effects& effects) {
  for (const v1::Section& section : message.sections) {
    const std::string& corrected = section.supersedes_message_id();
    if (corrected.empty() || IsSuperseded(file, corrected, section) ||
        Holds(effects.superseded(), corrected, section)) {
      continue;
    }
    v1::SupersededSection& row = *effects.add_superseded();
    row.set_message_id(corrected);
    row.set_person_id(section.person_id());
    row.set_category(CategoryOf(section));
  }
}

void ApplySuperseded(storage::v1::CaseFile& file, const v1::Effects& effects) {
  file.mutable_superseded()->MergeFrom(effects.superseded());
}

bool IsSuperseded(const storage::v1::CaseFile& file,
                  absl::string_view message_id, const v1::Section& section) {
  return Holds(file.superseded(), message_id, section);
}

}  // namespace referral::model
