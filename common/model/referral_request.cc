#include "common/model/referral_request.h"

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/model/budget.h"
#include "common/model/candidates.h"
#include "common/model/case_file.h"
#include "common/model/consent.h"
#include "common/model/dates.h"
#include "common/model/drafts.h"
#include "common/model/fields.h"
#include "common/model/lodging.h"
#include "common/model/referral_times.h"
#include "common/model/timestamps.h"
#include "common/model/working_days.h"

namespace referral::model {
namespace {

using storage::v1::CaseReferral;

// A provider refers onward only while it serves the case itself.
absl::Status CheckRequester(const ActInput& input) {
  if (input.sender == input.file.lead()) return absl::OkStatus();
  const config::v1::Agency* agency = input.context.directory.Find(input.sender);
  if (agency == nullptr || agency->may_not_refer()) {
    return input.Error(Reason::kRoleNotAllowed,
                       "this agency may not refer onward");
  }
  for (const CaseReferral& referral : input.file.referrals()) {
    if (referral.receiver() == input.sender && IsOpen(referral)) {
      return absl::OkStatus();
    }
  }
  return input.Error(Reason::kRoleNotAllowed,
                     "a provider refers onward only while it has an open "
                     "referral of the case");
}

// `draft` is the one that the request adopts, if any.
absl::Status CheckReferralIds(const ActInput& input,
                              const CaseReferral* draft) {
  const v1::ReferralRequested& act = input.act.referral_requested();
  if (!IsReferralId(act.referral_id())) {
    return input.Error(Reason::kInvalidField,
                       "a referral id is a UUID in lower case", "referral_id");
  }
  if (draft == nullptr &&
      FindReferral(input.file, act.referral_id()) != nullptr) {
    return input.Error(Reason::kReferralExists,
                       "the case has a referral of this id", "referral_id");
  }
  if (!act.replaces_referral_id().empty()) {
    const CaseReferral* replaced =
        FindReferral(input.file, act.replaces_referral_id());
    if (replaced == nullptr) {
      return input.Error(Reason::kReferralNotFound,
                         "the case has no such referral",
                         "replaces_referral_id");
    }
    if (!IsTerminal(replaced->status())) {
      return input.Error(Reason::kIllegalTransition,
                         "the referral to replace is still open",
                         "replaces_referral_id");
    }
  }
  if (!act.linked_referral_id().empty() &&
      FindReferral(input.file, act.linked_referral_id()) == nullptr) {
    return input.Error(Reason::kReferralNotFound,
                       "the case has no such referral", "linked_referral_id");
  }
  return absl::OkStatus();
}

// Every person has agreed on the day of the request.
absl::Status CheckConsents(const ActInput& input,
                           const config::v1::Service& service,
                           absl::string_view receiver) {
  for (const std::string& id : input.act.referral_requested().person_ids()) {
    RETURN_IF_ERROR(CheckConsent(input, *FindPerson(input.file, id), receiver,
                                 service.categories(), input.occurred));
  }
  return absl::OkStatus();
}

// The requester wants this one, whatever it says of its places.
absl::Status CheckReceiver(const ActInput& input,
                           const config::v1::Service& service,
                           const std::string& receiver) {
  const auto& providers = service.providers();
  if (!absl::c_linear_search(providers, receiver)) {
    return input.Error(Reason::kProviderNotFound,
                       absl::StrCat("no such provider of ", service.code()),
                       "receiver");
  }
  const config::v1::Agency* agency = input.context.directory.Find(receiver);
  if (agency == nullptr || agency->role() != v1::AGENCY_ROLE_PROVIDER ||
      !agency->successor().empty()) {
    return input.Error(Reason::kProviderNotFound,
                       absl::StrCat(receiver, " is no provider any more"),
                       "receiver");
  }
  if (receiver == input.sender) {
    return input.Error(Reason::kProviderNotFound,
                       "an agency does not refer to itself", "receiver");
  }
  return CheckConsents(input, service, receiver);
}

// The agency asked for, or the best that everybody agreed to [33].
absl::StatusOr<std::string> ChooseReceiver(const ActInput& input,
                                           const config::v1::Service& service) {
  const v1::ReferralRequested& act = input.act.referral_requested();
  if (!act.receiver().empty()) {
    RETURN_IF_ERROR(CheckReceiver(input, service, act.receiver()));
    return act.receiver();
  }
  const Candidates candidates = FindCandidates(
      input.context, {service, act.region_code(), input.sender, {}});
  absl::Status refusal;
  for (const std::string& agency : candidates.ranked) {
    const absl::Status consent = CheckConsents(input, service, agency);
    if (consent.ok()) return agency;
    if (refusal.ok()) refusal = consent;
  }
  if (!refusal.ok()) return refusal;
  if (candidates.full > 0) {
    return input.Error(Reason::kNoCapacity,
                       absl::StrCat("no provider of ", service.code(),
                                    " has places in the region"),
                       "receiver");
  }
  return input.Error(
      Reason::kProviderNotFound,
      absl::StrCat("no provider of ", service.code(), " serves the region"),
      "receiver");
}

// What is held already and this budget stay within the threshold, unless plan
// or act go over it on purpose [15].
absl::Status CheckBudget(const ActInput& input) {
  const v1::ReferralRequested& act = input.act.referral_requested();
  RETURN_IF_ERROR(CheckMoney(input, act.has_budget(), act.budget(), "budget"));
  if (act.has_budget_override()) {
    if (input.sender != input.file.lead()) {
      return input.Error(Reason::kRoleNotAllowed,
                         "only the lead may go over the budget",
                         "budget_override");
    }
    return CheckOverride(input, true, act.budget_override(), "budget_override");
  }
  const std::int64_t total =
      CommittedMinorUnits(input.file) + act.budget().minor_units();
  if (input.file.budget_overridden() || WithinThreshold(input.file, total)) {
    return absl::OkStatus();
  }
  return BudgetExceeded(input, total, "budget");
}

// A date that the requester asks for replaces the time to respond by.
absl::Status SetTimes(const ActInput& input, const config::v1::Service& service,
                      v1::ActEffects& effects) {
  const v1::ReferralRequested& act = input.act.referral_requested();
  SetReferralTimes(input, service, act.priority(), effects);
  if (!act.has_respond_by_date()) return absl::OkStatus();
  RETURN_IF_ERROR(
      CheckNotBeforeAct(input, true, act.respond_by_date(), "respond_by_date"));
  SetTime(EndOfDay(input.programme, ToCivilDay(act.respond_by_date())),
          *effects.mutable_respond_by_time());
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckReferralRequested(const ActInput& input,
                                    v1::ActEffects& effects) {
  const v1::ReferralRequested& act = input.act.referral_requested();
  RETURN_IF_ERROR(CheckRequester(input));
  const CaseReferral* draft = DraftToAdopt(input);
  if (draft == nullptr &&
      input.file.referrals_size() >= static_cast<int>(kMaxReferralsPerCase)) {
    return input.Error(
        Reason::kInvalidField,
        absl::StrCat("a case has at most ", kMaxReferralsPerCase, " referrals"),
        "referral_id");
  }
  RETURN_IF_ERROR(CheckReferralIds(input, draft));
  const config::v1::Service* service =
      input.programme.FindService(act.service_code());
  if (service == nullptr) {
    return input.Error(Reason::kUnknownService,
                       "the programme has no such service", "service_code");
  }
  RETURN_IF_ERROR(CheckPeople(input, act.person_ids(), "person_ids"));
  if (draft != nullptr) RETURN_IF_ERROR(CheckAdoption(input, *draft));
  RETURN_IF_ERROR(CheckRegion(input, act.region_code(), "region_code"));
  RETURN_IF_ERROR(CheckKnown(input, act.priority(), "priority"));
  RETURN_IF_ERROR(CheckForm(input, act.form(), "form"));
  RETURN_IF_ERROR(CheckAges(input, *service, act.person_ids()));
  ASSIGN_OR_RETURN(const std::string receiver, ChooseReceiver(input, *service));
  RETURN_IF_ERROR(CheckBudget(input));
  RETURN_IF_ERROR(SetTimes(input, *service, effects));
  effects.set_referral_status(v1::REFERRAL_STATUS_REQUESTED);
  effects.set_receiver(receiver);
  *effects.mutable_reserved() = act.budget();
  effects.set_report_group(service->report_group());
  *effects.mutable_categories() = service->categories();
  ProposeLodging(input, *service, effects);
  return absl::OkStatus();
}

void ApplyReferralRequested(storage::v1::CaseFile& file, const v1::Act& act,
                            const v1::ActEffects& effects,
                            const ActRecord& record) {
  const v1::ReferralRequested& request = act.referral_requested();
  DropLodgingDraft(file, request, record);
  CaseReferral* draft = FindReferral(file, request.referral_id());
  CaseReferral& referral = draft != nullptr ? *draft : *file.add_referrals();
  referral.clear_draft_reason();
  referral.set_referral_id(request.referral_id());
  referral.set_service_code(request.service_code());
  referral.set_report_group(effects.report_group());
  *referral.mutable_person_ids() = request.person_ids();
  referral.set_requester(std::string(record.sender));
  referral.set_receiver(effects.receiver());
  referral.set_region_code(request.region_code());
  referral.set_priority(request.priority() == v1::PRIORITY_UNSPECIFIED
                            ? v1::PRIORITY_ROUTINE
                            : request.priority());
  referral.set_status(effects.referral_status());
  *referral.mutable_reserved() = effects.reserved();
  referral.set_replaces_referral_id(request.replaces_referral_id());
  referral.set_linked_referral_id(request.linked_referral_id());
  SetTime(record.recorded_time, *referral.mutable_requested_time());
  *referral.mutable_respond_by_time() = effects.respond_by_time();
  *referral.mutable_complete_by_time() = effects.complete_by_time();
  *referral.mutable_requested_date() = act.occurred_date();
  referral.set_author_officer(act.officer());
  referral.set_may_reroute(request.may_reroute());
  referral.set_request_sequence(record.sequence);
  referral.set_lodging_service_code(effects.lodging_service_code());
  *referral.mutable_categories() = effects.categories();
}

}  // namespace referral::model
