#include "common/model/eligibility.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/model/dates.h"
#include "common/model/fields.h"
#include "common/model/opening.h"

namespace referral::model {
namespace {

bool OutOfTime(const config::v1::Eligibility& rules,
               const v1::ReturnFacts& facts, absl::CivilDay applied) {
  if (rules.months_to_apply() == 0) return false;
  if (facts.return_kind() == v1::RETURN_KIND_FORCED &&
      !rules.months_bind_forced_returns()) {
    return false;
  }
  return applied > AddMonths(ToCivilDay(facts.return_date()),
                             static_cast<int>(rules.months_to_apply()));
}

std::vector<v1::RejectionReason> ReasonsAgainst(const ActInput& input) {
  return RejectionReasons(input.programme.config().eligibility(),
                          input.file.return_facts(),
                          ToCivilDay(input.file.applied_date()));
}

std::string Names(const std::vector<v1::RejectionReason>& reasons) {
  return absl::StrJoin(reasons, ", ",
                       [](std::string* out, v1::RejectionReason reason) {
                         out->append(v1::RejectionReason_Name(reason));
                       });
}

absl::Status CheckEligible(const ActInput& input) {
  if (!input.act.eligibility_decided().rejection_reasons().empty()) {
    return input.Error(Reason::kInvalidField,
                       "who is eligible is not rejected for a reason",
                       "rejection_reasons");
  }
  const std::vector<v1::RejectionReason> against = ReasonsAgainst(input);
  if (against.empty()) return absl::OkStatus();
  return input.Error(
      Reason::kNotEligible,
      absl::StrCat("the recorded facts speak against it: ", Names(against)),
      "eligible");
}

absl::Status CheckRejection(const ActInput& input) {
  constexpr absl::string_view kField = "rejection_reasons";
  const auto& given = input.act.eligibility_decided().rejection_reasons();
  if (given.empty()) {
    return input.Error(Reason::kReasonRequired,
                       "a rejection names at least one reason", kField);
  }
  RETURN_IF_ERROR(CheckChosenSet<v1::RejectionReason>(input, given, kField));
  const std::vector<v1::RejectionReason> against = ReasonsAgainst(input);
  for (const int reason : given) {
    if (absl::c_linear_search(against,
                              static_cast<v1::RejectionReason>(reason))) {
      continue;
    }
    return input.Error(
        Reason::kInvalidField,
        absl::StrCat(
            "the recorded facts do not bear out ",
            v1::RejectionReason_Name(static_cast<v1::RejectionReason>(reason))),
        kField);
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<v1::RejectionReason> RejectionReasons(
    const config::v1::Eligibility& rules, const v1::ReturnFacts& facts,
    absl::CivilDay applied) {
  std::vector<v1::RejectionReason> reasons;
  if (!absl::c_linear_search(rules.return_kinds(), facts.return_kind()) ||
      !absl::c_linear_search(rules.return_country_codes(),
                             facts.return_country_code())) {
    reasons.push_back(v1::REJECTION_REASON_NEITHER_READMITTED_NOR_DEPORTED);
  }
  if (rules.excludes_supported_elsewhere() && facts.supported_elsewhere()) {
    reasons.push_back(v1::REJECTION_REASON_ALREADY_SUPPORTED);
  }
  if (OutOfTime(rules, facts, applied)) {
    reasons.push_back(v1::REJECTION_REASON_OUT_OF_TIME);
  }
  if (rules.citizens_only() && !facts.citizen()) {
    reasons.push_back(v1::REJECTION_REASON_NOT_A_CITIZEN);
  }
  return reasons;
}

absl::Status CheckEligibilityDecided(const ActInput& input) {
  return input.act.eligibility_decided().eligible() ? CheckEligible(input)
                                                    : CheckRejection(input);
}

void ApplyEligibilityDecided(storage::v1::CaseFile& file, const v1::Act& act) {
  const v1::EligibilityDecided& decided = act.eligibility_decided();
  *file.mutable_rejection_reasons() = decided.rejection_reasons();
  *file.mutable_decided_date() = act.occurred_date();
  file.set_supported(decided.eligible());
}

absl::Status CheckAppealLodged(const ActInput& input) {
  const v1::AppealLodged& appeal = input.act.appeal_lodged();
  if (!appeal.has_return_facts()) return absl::OkStatus();
  return CheckReturnFacts(input, appeal.return_facts(),
                          ToCivilDay(input.file.applied_date()));
}

void ApplyAppealLodged(storage::v1::CaseFile& file, const v1::Act& act) {
  if (act.appeal_lodged().has_return_facts()) {
    *file.mutable_return_facts() = act.appeal_lodged().return_facts();
  }
}

}  // namespace referral::model
