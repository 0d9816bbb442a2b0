#include "services/agency/core/batch.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/crypto/named_uuid.h"
#include "common/model/dates.h"
#include "services/agency/core/draft_check.h"
#include "services/agency/core/field_check.h"

namespace referral::agency {
namespace {

absl::Status CheckReason(const BatchOrder& order) {
  if (order.hold && order.reason == v1::HOLD_REASON_UNSPECIFIED) {
    return MakeError(Reason::kReasonRequired, "is required", "reason");
  }
  if (v1::HoldReason_IsValid(order.reason)) return absl::OkStatus();
  return MakeError(Reason::kInvalidField, "is no reason to hold", "reason");
}

absl::Status CheckResumeDate(const BatchOrder& order) {
  if (!order.hold) return absl::OkStatus();
  if (!order.has_resume_date) {
    return MakeError(Reason::kInvalidDate, "is required", "resume_date");
  }
  RETURN_IF_ERROR(CheckDate(order.resume_date, "resume_date"));
  if (model::ToCivilDay(order.resume_date) >=
      model::ToCivilDay(order.call.occurred_date())) {
    return absl::OkStatus();
  }
  return MakeError(Reason::kInvalidDate, "lies before the hold", "resume_date");
}

v1::ReferralStatus StatusBefore(const BatchOrder& order) {
  return order.hold ? v1::REFERRAL_STATUS_IN_PROGRESS
                    : v1::REFERRAL_STATUS_ON_HOLD;
}

}  // namespace

BatchOrder OrderOf(const v1::HoldReferralsRequest& request) {
  BatchOrder order;
  order.call = request.call();
  order.hold = true;
  order.service_code = request.service_code();
  order.region_code = request.region_code();
  order.reason = request.reason();
  order.has_resume_date = request.has_resume_date();
  order.resume_date = request.resume_date();
  order.request_bytes = RequestBytes(request);
  return order;
}

BatchOrder OrderOf(const v1::ResumeReferralsRequest& request) {
  BatchOrder order;
  order.call = request.call();
  order.service_code = request.service_code();
  order.region_code = request.region_code();
  order.reason = request.reason();
  order.request_bytes = RequestBytes(request);
  return order;
}

absl::Status CheckOrder(const BatchOrder& order, const Catalogue& catalogue,
                        absl::Time now) {
  RETURN_IF_ERROR(CheckCaller(order.call, catalogue, now));
  if (!order.call.case_id().empty()) {
    return MakeError(Reason::kInvalidField, "a batch is for every case",
                     "call.case_id");
  }
  RETURN_IF_ERROR(CheckReason(order));
  RETURN_IF_ERROR(CheckResumeDate(order));
  if (order.service_code.empty() ||
      catalogue.KnowsService(order.service_code)) {
    return absl::OkStatus();
  }
  return MakeError(Reason::kUnknownService, "no programme has this service",
                   "service_code");
}

bool IsMeant(const BatchOrder& order, const v1::WorklistItem& item,
             const Catalogue& catalogue) {
  return item.receiver() == catalogue.self() &&
         item.status() == StatusBefore(order) &&
         (order.service_code.empty() ||
          order.service_code == item.service_code()) &&
         (order.region_code.empty() || order.region_code == item.region_code());
}

std::string BatchMessageId(absl::string_view batch_id,
                           absl::string_view case_id, size_t number) {
  return crypto::NamedUuid(
      absl::StrCat("batch/", batch_id, "/", case_id, "/", number));
}

std::vector<BatchMessage> SplitCase(absl::string_view case_id,
                                    std::vector<std::string> referral_ids,
                                    size_t first) {
  std::vector<BatchMessage> messages;
  for (size_t begin = 0; begin < referral_ids.size(); begin += kMaxParts) {
    const size_t end = std::min(begin + kMaxParts, referral_ids.size());
    BatchMessage& message = messages.emplace_back();
    message.case_id = std::string(case_id);
    message.number = first + messages.size() - 1;
    std::move(referral_ids.begin() + static_cast<std::ptrdiff_t>(begin),
              referral_ids.begin() + static_cast<std::ptrdiff_t>(end),
              std::back_inserter(message.referral_ids));
  }
  return messages;
}

Draft DraftOf(const BatchOrder& order, const BatchMessage& message) {
  Draft draft;
  draft.call = order.call;
  draft.call.set_message_id(
      BatchMessageId(order.call.message_id(), message.case_id, message.number));
  draft.call.set_case_id(message.case_id);
  for (const std::string& id : message.referral_ids) {
    v1::Act& act = AddAct(draft);
    act.set_if_status(StatusBefore(order));
    if (order.hold) {
      v1::ReferralHeld& held = *act.mutable_referral_held();
      held.set_referral_id(id);
      held.set_reason(order.reason);
      *held.mutable_resume_date() = order.resume_date;
    } else {
      act.mutable_referral_resumed()->set_referral_id(id);
    }
  }
  draft.request_bytes = order.request_bytes;
  for (const std::string& id : message.referral_ids) {
    absl::StrAppend(&draft.request_bytes, "/", id);
  }
  return draft;
}

}  // namespace referral::agency
