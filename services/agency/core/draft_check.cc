#include "services/agency/core/draft_check.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "services/agency/core/field_check.h"

namespace referral::agency {
namespace {

absl::Status CheckCaseIdOf(const Draft& draft, const Catalogue& catalogue) {
  const std::string& id = draft.call.case_id();
  if (id.empty() && draft.opens_case) return absl::OkStatus();
  if (absl::Status status = CheckCaseId(id); !status.ok()) {
    return MakeError(Reason::kInvalidCaseId, status.message(), "call.case_id");
  }
  if (HomeOf(id) != catalogue.home()) {
    return MakeError(
        Reason::kWrongHome,
        absl::StrCat("cases of this service begin with ", catalogue.home()),
        "call.case_id");
  }
  return absl::OkStatus();
}

absl::Status CheckMessageId(const v1::CallHeader& call) {
  if (IsUuid(call.message_id())) return absl::OkStatus();
  return MakeError(Reason::kInvalidMessageId, "a lower-case UUID is wanted",
                   "call.message_id");
}

absl::Status CheckOfficerAndDate(const v1::CallHeader& call,
                                 const Catalogue& catalogue, absl::Time now) {
  if (!IsOfficer(call.officer())) {
    return MakeError(Reason::kInvalidField,
                     "1 to 64 visible ASCII characters are wanted",
                     "call.officer");
  }
  if (!call.has_occurred_date()) return Missing("call.occurred_date");
  const v1::Date& date = call.occurred_date();
  RETURN_IF_ERROR(CheckDate(date, "call.occurred_date"));
  if (absl::CivilDay(date.year(), date.month(), date.day()) >
      catalogue.Today(now)) {
    return MakeError(Reason::kFutureDate, "the day has not come yet",
                     "call.occurred_date");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckCaller(const v1::CallHeader& call, const Catalogue& catalogue,
                         absl::Time now) {
  RETURN_IF_ERROR(CheckMessageId(call));
  return CheckOfficerAndDate(call, catalogue, now);
}

absl::Status CheckDraft(const Draft& draft, const Catalogue& catalogue,
                        absl::Time now) {
  RETURN_IF_ERROR(CheckMessageId(draft.call));
  RETURN_IF_ERROR(CheckCaseIdOf(draft, catalogue));
  RETURN_IF_ERROR(CheckOfficerAndDate(draft.call, catalogue, now));
  if (draft.acts.empty()) {
    return MakeError(Reason::kInvalidField, "the call carries nothing");
  }
  if (draft.acts.size() + draft.sections.size() > kMaxParts) {
    return MakeError(
        Reason::kMessageTooLarge,
        absl::StrCat("the call carries more than ", kMaxParts, " parts"));
  }
  for (size_t i = 0; i < draft.acts.size(); ++i) {
    RETURN_IF_ERROR(
        CheckFields(draft.acts[i], catalogue, absl::StrCat("acts[", i, "]")));
  }
  for (size_t i = 0; i < draft.sections.size(); ++i) {
    RETURN_IF_ERROR(CheckFields(draft.sections[i], catalogue,
                                absl::StrCat("sections[", i, "]")));
  }
  return absl::OkStatus();
}

}  // namespace referral::agency
