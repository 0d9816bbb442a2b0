#include "common/model/opening.h"

#include <algorithm>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/model/budget.h"
#include "common/model/dates.h"
#include "common/model/fields.h"
#include "common/model/people.h"

namespace referral::model {
namespace {

constexpr size_t kMaxPlaceCodeBytes = 16;

absl::Status CheckPeopleCount(const ActInput& input, std::uint64_t count,
                              absl::string_view field) {
  if (1 <= count && count <= kMaxPersonsPerCase) return absl::OkStatus();
  return input.Error(
      Reason::kInvalidField,
      absl::StrCat(field, " is not 1 to ", kMaxPersonsPerCase, " people"),
      field);
}

bool IsPlaceCode(absl::string_view text) {
  if (text.empty() || text.size() > kMaxPlaceCodeBytes) return false;
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_isupper(c) || absl::ascii_isdigit(c) || c == '-';
  });
}

absl::Status CheckApplicants(const ActInput& input) {
  const auto& people = input.act.application_registered().people();
  RETURN_IF_ERROR(CheckPeopleCount(
      input, static_cast<std::uint64_t>(people.size()), "people"));
  for (int i = 0; i < people.size(); ++i) {
    const std::string field = absl::StrCat("people[", i, "]");
    RETURN_IF_ERROR(CheckCasePerson(input, people[i], field));
    for (int j = 0; j < i; ++j) {
      if (people[i].person_id() == people[j].person_id()) {
        return input.Error(Reason::kInvalidField,
                           "two people have the same person id", field);
      }
    }
  }
  return absl::OkStatus();
}

// People refer themselves only where the programme says so [27].
absl::Status CheckSelfReferral(const ActInput& input) {
  if (!input.act.arrival_announced().self_referral()) return absl::OkStatus();
  const auto& agencies = input.programme.config().self_referral_agencies();
  if (absl::c_linear_search(agencies, input.sender)) {
    return absl::OkStatus();
  }
  return input.Error(Reason::kRoleNotAllowed,
                     "the programme takes no self-referrals at this agency",
                     "self_referral");
}

// What every opening act leaves behind, once.
void OpenUnder(const ActInput& input, v1::ActEffects& effects) {
  if (input.file.status() != v1::CASE_STATUS_UNSPECIFIED) return;
  effects.set_programme_version(input.programme.version());
  effects.set_lead(input.programme.config().lead());
  effects.set_time_zone(input.programme.config().calendar().time_zone());
}

void ApplyOpening(storage::v1::CaseFile& file, const std::string& programme_id,
                  const v1::ActEffects& effects) {
  if (effects.programme_version() == 0) return;  // announced before
  file.set_programme_id(programme_id);
  file.set_programme_version(effects.programme_version());
  file.set_lead(effects.lead());
  file.set_time_zone(effects.time_zone());
}

}  // namespace

absl::Status CheckArrivalAnnounced(const ActInput& input,
                                   v1::ActEffects& effects) {
  const v1::ArrivalAnnounced& act = input.act.arrival_announced();
  RETURN_IF_ERROR(CheckSelfReferral(input));
  RETURN_IF_ERROR(CheckDate(input, act.has_arrival_date(), act.arrival_date(),
                            "arrival_date"));
  RETURN_IF_ERROR(
      CheckCountry(input, act.return_country_code(), "return_country_code"));
  RETURN_IF_ERROR(CheckPeopleCount(input, act.people_count(), "people_count"));
  OpenUnder(input, effects);
  return absl::OkStatus();
}

void ApplyArrivalAnnounced(storage::v1::CaseFile& file, const v1::Act& act,
                           const v1::ActEffects& effects) {
  const v1::ArrivalAnnounced& arrival = act.arrival_announced();
  ApplyOpening(file, arrival.programme_id(), effects);
  file.set_announced_people_count(arrival.people_count());
  file.set_self_referred(arrival.self_referral());
}

absl::Status CheckReturneeInformed(const ActInput& input) {
  const v1::ReturneeInformed& act = input.act.returnee_informed();
  if (!IsPlaceCode(act.place_code())) {
    return input.Error(Reason::kInvalidField,
                       "a place code is 1 to 16 of A-Z, 0-9 and '-'",
                       "place_code");
  }
  return CheckLanguage(input, act.language_code(), "language_code");
}

void ApplyReturneeInformed(storage::v1::CaseFile& file, const v1::Act& act) {
  file.set_informed(true);
  *file.mutable_informed_date() = act.occurred_date();
}

absl::Status CheckReturnFacts(const ActInput& input,
                              const v1::ReturnFacts& facts,
                              absl::CivilDay applied) {
  RETURN_IF_ERROR(
      CheckChosen(input, facts.return_kind(), "return_facts.return_kind"));
  RETURN_IF_ERROR(CheckCountry(input, facts.return_country_code(),
                               "return_facts.return_country_code"));
  constexpr absl::string_view kField = "return_facts.return_date";
  RETURN_IF_ERROR(
      CheckDate(input, facts.has_return_date(), facts.return_date(), kField));
  const absl::CivilDay returned = ToCivilDay(facts.return_date());
  if (returned > input.today) {
    return input.Error(Reason::kFutureDate, "the return lies in the future",
                       kField);
  }
  if (returned > applied) {
    return input.Error(Reason::kInvalidDate,
                       absl::StrCat("the return lies after the application of ",
                                    FormatDay(applied)),
                       kField);
  }
  return absl::OkStatus();
}

absl::Status CheckApplicationRegistered(const ActInput& input,
                                        v1::ActEffects& effects) {
  const v1::ApplicationRegistered& act = input.act.application_registered();
  if (act.programme_id() != input.programme.config().id()) {
    return input.Error(Reason::kInvalidField,
                       "the case was announced for another programme",
                       "programme_id");
  }
  RETURN_IF_ERROR(CheckApplicants(input));
  if (!act.has_return_facts()) {
    return input.Error(Reason::kInvalidField, "return_facts is required",
                       "return_facts");
  }
  RETURN_IF_ERROR(CheckReturnFacts(input, act.return_facts(), input.occurred));
  RETURN_IF_ERROR(CheckRegion(input, act.region_code(), "region_code"));
  OpenUnder(input, effects);
  *effects.mutable_budget_threshold() =
      BudgetThreshold(input.programme, act.people_size());
  return absl::OkStatus();
}

void ApplyApplicationRegistered(storage::v1::CaseFile& file, const v1::Act& act,
                                const v1::ActEffects& effects) {
  const v1::ApplicationRegistered& application = act.application_registered();
  ApplyOpening(file, application.programme_id(), effects);
  file.clear_people();
  for (const v1::CasePerson& person : application.people()) {
    *file.add_people()->mutable_person() = person;
  }
  *file.mutable_return_facts() = application.return_facts();
  file.set_region_code(application.region_code());
  *file.mutable_applied_date() = act.occurred_date();
  *file.mutable_budget_threshold() = effects.budget_threshold();
}

}  // namespace referral::model
