#include "common/model/policy_move.h"

#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/base/utf8.h"
#include "common/model/budget.h"
#include "common/model/complaints.h"
#include "common/model/dates.h"
#include "common/model/lifecycle.h"
#include "common/model/people.h"

namespace referral::model {
namespace {

using storage::v1::CaseFile;
using storage::v1::CaseReferral;

// Bytes of an operator's name and of a reason.
constexpr size_t kMaxOperatorBytes = 256;
constexpr size_t kMaxReasonBytes = 256;

// ---- What changes.

std::string Text(const v1::Money& money) {
  return absl::StrFormat("%s %d.%02d", money.currency_code(),
                         money.minor_units() / 100, money.minor_units() % 100);
}

std::string Text(const config::v1::SupportDuration* bounds) {
  return bounds == nullptr
             ? ""
             : absl::StrCat(bounds->min_months(), " to ", bounds->max_months());
}

std::string YesOrNo(bool yes) { return yes ? "yes" : "no"; }

// "urgent 1/10, emergency 1/2": working days to respond and to complete.
std::string PriorityText(const config::v1::Service& service) {
  return absl::StrJoin(
      service.priority_clocks(), ", ",
      [](std::string* out, const config::v1::PriorityClock& clock) {
        absl::StrAppend(out,
                        absl::AsciiStrToLower(absl::StripPrefix(
                            v1::Priority_Name(clock.priority()), "PRIORITY_")),
                        " ", clock.response_working_days(), "/",
                        clock.completion_working_days());
      });
}

std::string Text(bool has, const v1::Date& date) {
  return has ? FormatDay(ToCivilDay(date)) : "open-ended";
}

class Changes {
 public:
  void Add(absl::string_view what, std::string from, std::string to) {
    if (from == to) return;
    PolicyChange& change = changes_.emplace_back();
    change.set_what(std::string(what));
    change.set_from(std::move(from));
    change.set_to(std::move(to));
  }
  // The codes that `before` has and `after` lacks.
  void AddGone(absl::string_view what, const std::vector<std::string>& before,
               const std::vector<std::string>& after) {
    std::vector<std::string> gone;
    for (const std::string& code : before) {
      if (!absl::c_linear_search(after, code)) {
        gone.push_back(code);
      }
    }
    Add(what, absl::StrJoin(gone, ", "), "");
  }
  std::vector<PolicyChange> Take() { return std::move(changes_); }

 private:
  std::vector<PolicyChange> changes_;
};

template <typename List, typename CodeOf>
std::vector<std::string> Codes(const List& list, CodeOf code_of) {
  std::vector<std::string> codes;
  for (const auto& element : list) codes.push_back(code_of(element));
  return codes;
}

// Codes that the case could use no more.
void AddWhatIsGone(const Programme& from, const Programme& to,
                   Changes& changes) {
  const config::v1::Programme& before = from.config();
  const config::v1::Programme& after = to.config();
  const auto code = [](const auto& element) { return element.code(); };
  const auto need = [](const auto& pathway) { return pathway.need_code(); };
  const auto self = [](const std::string& text) { return text; };
  changes.AddGone("services", Codes(before.services(), code),
                  Codes(after.services(), code));
  changes.AddGone("needs", Codes(before.pathways(), need),
                  Codes(after.pathways(), need));
  changes.AddGone("regions", Codes(before.regions(), code),
                  Codes(after.regions(), code));
  changes.AddGone("languages", Codes(before.language_codes(), self),
                  Codes(after.language_codes(), self));
}

// Times of the services that the case's open referrals ask for, once each.
void AddServiceTimes(const CaseFile& file, const Programme& from,
                     const Programme& to, Changes& changes) {
  std::vector<std::string> seen;
  for (const CaseReferral& referral : file.referrals()) {
    const std::string& code = referral.service_code();
    if (IsTerminal(referral.status()) || absl::c_linear_search(seen, code)) {
      continue;
    }
    seen.push_back(code);
    const config::v1::Service* before = from.FindService(code);
    const config::v1::Service* after = to.FindService(code);
    if (before == nullptr || after == nullptr) continue;
    changes.Add(absl::StrCat("response_working_days of ", code),
                absl::StrCat(before->response_working_days()),
                absl::StrCat(after->response_working_days()));
    changes.Add(absl::StrCat("completion_working_days of ", code),
                absl::StrCat(before->completion_working_days()),
                absl::StrCat(after->completion_working_days()));
    changes.Add(absl::StrCat("priority_clocks of ", code),
                PriorityText(*before), PriorityText(*after));
  }
}

// Who is told of silence and complaints, and what follows.
void AddSilenceAndComplaints(const Programme& from, const Programme& to,
                             Changes& changes) {
  const config::v1::SilencePolicy& before = from.config().silence();
  const config::v1::SilencePolicy& after = to.config().silence();
  changes.Add("escalation_agency", before.escalation_agency(),
              after.escalation_agency());
  changes.Add("offer_next_provider", YesOrNo(before.offer_next_provider()),
              YesOrNo(after.offer_next_provider()));
  changes.Add("complaint_working_days",
              absl::StrCat(DaysToAnswer(from.config())),
              absl::StrCat(DaysToAnswer(to.config())));
  changes.Add("complaint_addressees",
              absl::StrJoin(from.config().complaints().addressees(), ", "),
              absl::StrJoin(to.config().complaints().addressees(), ", "));
}

const config::v1::FundingSource* FundingOf(const CaseFile& file,
                                           const Programme& programme) {
  return file.funding_source_code().empty()
             ? nullptr
             : programme.FindFunding(file.funding_source_code());
}

void AddBudget(const CaseFile& file, const Programme& to, Changes& changes) {
  if (!file.has_budget_threshold()) return;  // nobody has applied yet
  const v1::Money threshold = BudgetThreshold(to, PeoplePresent(file));
  changes.Add("budget_threshold", Text(file.budget_threshold()),
              Text(threshold));
  v1::Money over = threshold;
  over.set_minor_units(CommittedMinorUnits(file) - threshold.minor_units());
  if (over.minor_units() > 0) {
    changes.Add("over_budget_threshold", "", Text(over));
  }
}

// ---- Whether it fits.

// Needs are not named: who moves cases does not get to see them.
absl::Status NotFitting(absl::string_view what, absl::string_view code = "") {
  return MakeError(Reason::kVersionNotFitting,
                   absl::StrCat("the version ", what, code));
}

absl::Status CheckReferralsFit(const CaseFile& file, const Programme& to) {
  for (const CaseReferral& referral : file.referrals()) {
    if (IsTerminal(referral.status()) ||
        to.FindService(referral.service_code()) != nullptr) {
      continue;
    }
    return NotFitting("lacks the service of an open referral, ",
                      referral.service_code());
  }
  return absl::OkStatus();
}

v1::Act MoveAct() {
  v1::Act act;
  act.mutable_case_policy_moved();
  return act;
}

absl::Status CheckFields(const ActInput& input) {
  const v1::CasePolicyMoved& act = input.act.case_policy_moved();
  if (act.reason().empty() || act.reason().size() > kMaxReasonBytes ||
      !IsValidUtf8(act.reason()) || HasControlCharacters(act.reason())) {
    return input.Error(Reason::kReasonRequired,
                       "a reason has 1 to 256 characters on one line",
                       "reason");
  }
  if (act.operator_id().empty() ||
      act.operator_id().size() > kMaxOperatorBytes) {
    return input.Error(Reason::kInvalidField, "operator_id is required",
                       "operator_id");
  }
  if (act.to_version() == act.from_version()) {
    return input.Error(Reason::kInvalidField,
                       "the case is moved to the version it is under",
                       "to_version");
  }
  if (act.from_version() != input.file.programme_version()) {
    return input.Error(Reason::kVersionNotFitting,
                       absl::StrCat("the case is under version ",
                                    input.file.programme_version()),
                       "from_version");
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<PolicyChange> PolicyChanges(const CaseFile& file,
                                        const Programme& from,
                                        const Programme& to) {
  Changes changes;
  AddBudget(file, to, changes);
  if (const auto level = file.vulnerability_level();
      level != v1::VULNERABILITY_LEVEL_UNSPECIFIED) {
    changes.Add("support_months", Text(from.FindDuration(level)),
                Text(to.FindDuration(level)));
  }
  changes.Add("consent_months",
              absl::StrCat(from.config().consent().duration_months()),
              absl::StrCat(to.config().consent().duration_months()));
  if (const auto* funding = FundingOf(file, to); funding != nullptr) {
    changes.Add("funding_end_date",
                Text(file.has_funding_end_date(), file.funding_end_date()),
                Text(funding->has_end_date(), funding->end_date()));
  }
  changes.Add("time_zone", from.config().calendar().time_zone(),
              to.config().calendar().time_zone());
  AddServiceTimes(file, from, to, changes);
  AddSilenceAndComplaints(from, to, changes);
  AddWhatIsGone(from, to, changes);
  return changes.Take();
}

absl::Status CheckFits(const CaseFile& file, const Programme& from,
                       const Programme& to) {
  RETURN_IF_ERROR(NextCaseStatus(MoveAct(), file.status()).status());
  if (to.config().lead() != file.lead()) {
    return NotFitting("has another lead, ", to.config().lead());
  }
  if (to.config().currency_code() != from.config().currency_code()) {
    return NotFitting("has another currency, ", to.config().currency_code());
  }
  if (!file.region_code().empty() &&
      to.FindRegion(file.region_code()) == nullptr) {
    return NotFitting("lacks the region ", file.region_code());
  }
  if (!file.funding_source_code().empty() && FundingOf(file, to) == nullptr) {
    return NotFitting("lacks the funding source ", file.funding_source_code());
  }
  for (const v1::Need& need : file.needs()) {
    if (to.FindNeed(need.need_code()) == nullptr) {
      return NotFitting("lacks a need of the case");
    }
  }
  return CheckReferralsFit(file, to);
}

bool IsOver(v1::CaseStatus status) {
  switch (status) {
    case v1::CASE_STATUS_REJECTED:
    case v1::CASE_STATUS_CLOSED:
    case v1::CASE_STATUS_FOLLOW_UP:
    case v1::CASE_STATUS_ARCHIVED:
    case v1::CASE_STATUS_ERASED:
      return true;
    default:
      return false;
  }
}

absl::Status CheckCasePolicyMoved(const ActInput& input,
                                  v1::ActEffects& effects) {
  RETURN_IF_ERROR(CheckFields(input));
  const CaseFile& file = input.file;
  const Programme* to = input.context.programmes.Find(
      file.programme_id(), input.act.case_policy_moved().to_version());
  if (to == nullptr) {
    return input.Error(Reason::kNotFound, "no such version is loaded",
                       "to_version");
  }
  if (absl::Status fits = CheckFits(file, input.programme, *to); !fits.ok()) {
    return input.Located(std::move(fits));
  }
  effects.set_programme_version(to->version());
  effects.set_time_zone(to->config().calendar().time_zone());
  if (file.has_budget_threshold()) {
    *effects.mutable_budget_threshold() =
        BudgetThreshold(*to, PeoplePresent(file));
  }
  const config::v1::FundingSource* funding = FundingOf(file, *to);
  if (funding != nullptr && funding->has_end_date()) {
    *effects.mutable_funding_end_date() = funding->end_date();
  }
  return absl::OkStatus();
}

void ApplyCasePolicyMoved(CaseFile& file, const v1::ActEffects& effects) {
  file.set_programme_version(effects.programme_version());
  file.set_time_zone(effects.time_zone());
  if (effects.has_budget_threshold()) {
    *file.mutable_budget_threshold() = effects.budget_threshold();
  }
  if (effects.has_funding_end_date()) {
    *file.mutable_funding_end_date() = effects.funding_end_date();
  } else {
    file.clear_funding_end_date();
  }
}

}  // namespace referral::model
