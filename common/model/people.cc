#include "common/model/people.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/model/budget.h"
#include "common/model/case_file.h"
#include "common/model/dates.h"
#include "common/model/fields.h"

namespace referral::model {
namespace {

using storage::v1::CaseFile;
using storage::v1::CaseReferral;
using storage::v1::Person;

absl::Status CheckEarlierCase(const ActInput& input, const std::string& case_id,
                              const std::string& field) {
  if (case_id.empty()) return absl::OkStatus();
  if (case_id == input.case_id) {
    return input.Error(Reason::kInvalidField,
                       "a person's earlier case is another case", field);
  }
  if (CheckCaseId(case_id).ok()) return absl::OkStatus();
  return input.Error(Reason::kInvalidCaseId, "not a case id", field);
}

// Whether `referral` goes on, and `person_id` is the last whom it serves.
bool ServesNobodyWithout(const CaseFile& file, const CaseReferral& referral,
                         absl::string_view person_id) {
  if (!IsOpen(referral) || !Serves(referral, person_id)) return false;
  return std::none_of(referral.person_ids().begin(),
                      referral.person_ids().end(), [&](const std::string& id) {
                        return id != person_id && IsPresent(file, id);
                      });
}

absl::Status CheckServed(const ActInput& input, absl::string_view person_id) {
  for (const CaseReferral& referral : input.file.referrals()) {
    if (!ServesNobodyWithout(input.file, referral, person_id)) continue;
    return input.Error(Reason::kOpenReferrals,
                       absl::StrCat("referral ", referral.referral_id(),
                                    " is open and would serve nobody"),
                       "person_id");
  }
  return absl::OkStatus();
}

absl::Status CheckAfterJoining(const ActInput& input, const Person& person) {
  if (!person.has_joined_date() ||
      ToCivilDay(person.joined_date()) <= input.occurred) {
    return absl::OkStatus();
  }
  return MakeError(Reason::kInvalidDate,
                   absl::StrCat("the person joined on ",
                                FormatDay(ToCivilDay(person.joined_date()))),
                   absl::StrCat("acts[", input.index, "].occurred_date"));
}

}  // namespace

bool HasLeft(const Person& person) { return person.has_left_date(); }

bool IsPresent(const CaseFile& file, absl::string_view person_id) {
  const Person* person = FindPerson(file, person_id);
  return person != nullptr && !HasLeft(*person);
}

int PeoplePresent(const CaseFile& file) {
  return static_cast<int>(
      std::count_if(file.people().begin(), file.people().end(),
                    [](const Person& person) { return !HasLeft(person); }));
}

int PeopleReturnedAgain(const CaseFile& file) {
  return static_cast<int>(std::count_if(
      file.people().begin(), file.people().end(), [](const Person& person) {
        return !person.person().earlier_case_id().empty();
      }));
}

absl::Status CheckCasePerson(const ActInput& input,
                             const v1::CasePerson& person,
                             const std::string& field) {
  if (!IsPersonId(person.person_id())) {
    return input.Error(Reason::kInvalidField,
                       "a person id is 1 to 32 of a-z, 0-9 and '-'",
                       absl::StrCat(field, ".person_id"));
  }
  RETURN_IF_ERROR(CheckKnown(input, person.sex(), absl::StrCat(field, ".sex")));
  RETURN_IF_ERROR(
      CheckKnown(input, person.age_group(), absl::StrCat(field, ".age_group")));
  if (!person.birth_country_code().empty()) {
    RETURN_IF_ERROR(CheckCountry(input, person.birth_country_code(),
                                 absl::StrCat(field, ".birth_country_code")));
  }
  return CheckEarlierCase(input, person.earlier_case_id(),
                          absl::StrCat(field, ".earlier_case_id"));
}

absl::Status CheckPersonJoined(const ActInput& input, v1::ActEffects& effects) {
  const v1::CasePerson& person = input.act.person_joined().person();
  RETURN_IF_ERROR(CheckCasePerson(input, person, "person"));
  if (FindPerson(input.file, person.person_id()) != nullptr) {
    return input.Error(Reason::kInvalidField,
                       "the case has, or had, a person of this id",
                       "person.person_id");
  }
  if (input.file.people_size() >= static_cast<int>(kMaxPersonsPerCase)) {
    return input.Error(Reason::kInvalidField,
                       absl::StrCat("a case has at most ", kMaxPersonsPerCase,
                                    " people, those who left included"),
                       "person");
  }
  *effects.mutable_budget_threshold() =
      BudgetThreshold(input.programme, PeoplePresent(input.file) + 1);
  return absl::OkStatus();
}

void ApplyPersonJoined(CaseFile& file, const v1::Act& act,
                       const v1::ActEffects& effects) {
  Person& person = *file.add_people();
  *person.mutable_person() = act.person_joined().person();
  *person.mutable_joined_date() = act.occurred_date();
  *file.mutable_budget_threshold() = effects.budget_threshold();
}

absl::Status CheckPersonLeft(const ActInput& input, v1::ActEffects& effects) {
  const v1::PersonLeft& act = input.act.person_left();
  RETURN_IF_ERROR(CheckPerson(input, act.person_id(), "person_id"));
  RETURN_IF_ERROR(
      CheckChosen(input, act.reason(), "reason", Reason::kReasonRequired));
  const int present = PeoplePresent(input.file);
  if (present == 1) {
    return input.Error(Reason::kLastPerson, "nobody else is left in the case",
                       "person_id");
  }
  RETURN_IF_ERROR(
      CheckAfterJoining(input, *FindPerson(input.file, act.person_id())));
  RETURN_IF_ERROR(CheckServed(input, act.person_id()));
  *effects.mutable_budget_threshold() =
      BudgetThreshold(input.programme, present - 1);
  return absl::OkStatus();
}

void ApplyPersonLeft(CaseFile& file, const v1::Act& act,
                     const v1::ActEffects& effects) {
  Person* person = FindPerson(file, act.person_left().person_id());
  if (person == nullptr) return;
  *person->mutable_left_date() = act.occurred_date();
  person->set_leave_reason(act.person_left().reason());
  *file.mutable_budget_threshold() = effects.budget_threshold();
}

}  // namespace referral::model
