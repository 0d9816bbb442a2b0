#include "common/model/plan.h"

#include "absl/strings/str_cat.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/model/budget.h"
#include "common/model/dates.h"
#include "common/model/fields.h"
#include "common/model/people.h"

namespace referral::model {
namespace {

absl::Status CheckCount(const ActInput& input, int count, size_t most,
                        absl::string_view field) {
  if (1 <= count && static_cast<size_t>(count) <= most) return absl::OkStatus();
  return input.Error(Reason::kInvalidField,
                     absl::StrCat(field, " is not 1 to ", most), field);
}

absl::Status CheckPlannedService(const ActInput& input,
                                 const v1::PlannedService& planned,
                                 const std::string& field) {
  const std::string code_field = absl::StrCat(field, ".service_code");
  if (input.programme.FindService(planned.service_code()) == nullptr) {
    return input.Error(Reason::kUnknownService,
                       "the programme has no such service", code_field);
  }
  RETURN_IF_ERROR(CheckPeople(input, planned.person_ids(),
                              absl::StrCat(field, ".person_ids")));
  RETURN_IF_ERROR(
      CheckForm(input, planned.form(), absl::StrCat(field, ".form")));
  return CheckMoney(input, planned.has_budget(), planned.budget(),
                    absl::StrCat(field, ".budget"));
}

// Length within the programme's bounds for the level [11].
absl::Status CheckDuration(const ActInput& input) {
  const v1::PlanAgreed& plan = input.act.plan_agreed();
  RETURN_IF_ERROR(
      CheckChosen(input, plan.vulnerability_level(), "vulnerability_level"));
  const config::v1::SupportDuration* bounds =
      input.programme.FindDuration(plan.vulnerability_level());
  if (bounds == nullptr) {
    return input.Error(Reason::kInvalidField,
                       "the programme has no duration for this level",
                       "vulnerability_level");
  }
  if (plan.duration_months() < bounds->min_months() ||
      plan.duration_months() > bounds->max_months()) {
    return input.Error(
        Reason::kDurationExceeded,
        absl::StrCat("support at this level lasts ", bounds->min_months(),
                     " to ", bounds->max_months(), " months, not ",
                     plan.duration_months()),
        "duration_months");
  }
  return absl::OkStatus();
}

// The last day of support, `months` after `start`.
absl::Status SetSupportEnd(const ActInput& input, absl::CivilDay start,
                           std::uint32_t months, absl::string_view field,
                           v1::ActEffects& effects) {
  const v1::Date end = ToDate(AddMonths(start, static_cast<int>(months)));
  if (!IsValidDate(end)) {
    return input.Error(Reason::kInvalidDate,
                       absl::StrCat("support would end after ", kLastDateYear),
                       field);
  }
  *effects.mutable_support_end_date() = end;
  return absl::OkStatus();
}

// The planned budgets within the threshold, or a decision to go over it [15].
absl::Status CheckPlanBudget(const ActInput& input) {
  const v1::PlanAgreed& plan = input.act.plan_agreed();
  if (plan.has_budget_override()) {
    return CheckOverride(input, true, plan.budget_override(),
                         "budget_override");
  }
  std::int64_t total = 0;
  for (const v1::PlannedService& planned : plan.services()) {
    total += planned.budget().minor_units();
  }
  if (WithinThreshold(input.file, total)) return absl::OkStatus();
  return BudgetExceeded(input, total, "services");
}

// The source that pays, and its last day [22]. Support may begin on that day,
// and may outlast it: the clock of the funding tells the lead in time.
absl::Status SetFunding(const ActInput& input, v1::ActEffects& effects) {
  const v1::PlanAgreed& plan = input.act.plan_agreed();
  const std::string& code = plan.funding_source_code();
  const auto& sources = input.programme.config().funding_sources();
  const config::v1::FundingSource* source =
      !code.empty()      ? input.programme.FindFunding(code)
      : !sources.empty() ? &sources[0]
                         : nullptr;
  if (source == nullptr) {
    if (code.empty()) return absl::OkStatus();
    return input.Error(Reason::kInvalidField,
                       "the programme has no such funding source",
                       "funding_source_code");
  }
  effects.set_funding_source_code(source->code());
  if (!source->has_end_date()) return absl::OkStatus();
  if (ToCivilDay(source->end_date()) < ToCivilDay(plan.start_date())) {
    return input.Error(
        Reason::kInvalidField,
        absl::StrCat("the funding of ", source->code(), " ended on ",
                     FormatDay(ToCivilDay(source->end_date())),
                     ", before the support begins"),
        "funding_source_code");
  }
  *effects.mutable_funding_end_date() = source->end_date();
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckNeedsAssessed(const ActInput& input) {
  const v1::NeedsAssessed& act = input.act.needs_assessed();
  RETURN_IF_ERROR(
      CheckCount(input, act.needs_size(), kMaxNeedsPerCase, "needs"));
  for (int i = 0; i < act.needs_size(); ++i) {
    const std::string field = absl::StrCat("needs[", i, "]");
    RETURN_IF_ERROR(CheckPerson(input, act.needs(i).person_id(),
                                absl::StrCat(field, ".person_id")));
    if (input.programme.FindNeed(act.needs(i).need_code()) == nullptr) {
      return input.Error(Reason::kInvalidField,
                         "the programme has no pathway for this need",
                         absl::StrCat(field, ".need_code"));
    }
  }
  return CheckChosen(input, act.vulnerability_level(), "vulnerability_level");
}

void ApplyNeedsAssessed(storage::v1::CaseFile& file, const v1::Act& act) {
  *file.mutable_needs() = act.needs_assessed().needs();
  file.set_vulnerability_level(act.needs_assessed().vulnerability_level());
}

absl::Status CheckPlanAgreed(const ActInput& input, v1::ActEffects& effects) {
  const v1::PlanAgreed& plan = input.act.plan_agreed();
  RETURN_IF_ERROR(CheckChosenSet<v1::Strand>(input, plan.strands(), "strands"));
  RETURN_IF_ERROR(
      CheckDate(input, plan.has_start_date(), plan.start_date(), "start_date"));
  RETURN_IF_ERROR(CheckDuration(input));
  RETURN_IF_ERROR(
      CheckCount(input, plan.services_size(), kMaxPlannedServices, "services"));
  for (int i = 0; i < plan.services_size(); ++i) {
    RETURN_IF_ERROR(CheckPlannedService(input, plan.services(i),
                                        absl::StrCat("services[", i, "]")));
  }
  RETURN_IF_ERROR(CheckPlanBudget(input));
  RETURN_IF_ERROR(SetFunding(input, effects));
  RETURN_IF_ERROR(SetSupportEnd(input, ToCivilDay(plan.start_date()),
                                plan.duration_months(), "duration_months",
                                effects));
  *effects.mutable_budget_threshold() =
      BudgetThreshold(input.programme, PeoplePresent(input.file));
  if (input.file.status() == v1::CASE_STATUS_OPEN &&
      !input.file.referrals().empty()) {
    effects.set_case_status(v1::CASE_STATUS_ACTIVE);
  }
  return absl::OkStatus();
}

void ApplyPlanAgreed(storage::v1::CaseFile& file, const v1::Act& act,
                     const v1::ActEffects& effects) {
  const v1::PlanAgreed& plan = act.plan_agreed();
  *file.mutable_plan() = plan;
  file.set_vulnerability_level(plan.vulnerability_level());
  file.set_budget_overridden(plan.has_budget_override());
  file.set_funding_source_code(effects.funding_source_code());
  file.clear_funding_end_date();
  if (effects.has_funding_end_date()) {
    *file.mutable_funding_end_date() = effects.funding_end_date();
  }
  *file.mutable_budget_threshold() = effects.budget_threshold();
  *file.mutable_support_start_date() = plan.start_date();
  *file.mutable_support_end_date() = effects.support_end_date();
}

absl::Status CheckSupportExtended(const ActInput& input,
                                  v1::ActEffects& effects) {
  const v1::SupportExtended& act = input.act.support_extended();
  if (act.months() < 1 || act.months() > kMaxExtensionMonths) {
    return input.Error(Reason::kInvalidField,
                       absl::StrCat("months is not 1 to ", kMaxExtensionMonths),
                       "months");
  }
  RETURN_IF_ERROR(
      CheckOverride(input, act.has_approval(), act.approval(), "approval"));
  return SetSupportEnd(input, ToCivilDay(input.file.support_end_date()),
                       act.months(), "months", effects);
}

void ApplySupportExtended(storage::v1::CaseFile& file,
                          const v1::ActEffects& effects) {
  *file.mutable_support_end_date() = effects.support_end_date();
}

}  // namespace referral::model
