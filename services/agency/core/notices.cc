#include "services/agency/core/notices.h"

#include <optional>
#include <utility>

#include "absl/strings/string_view.h"
#include "common/evidence/timestamp.h"
#include "common/model/dates.h"

namespace referral::agency {
namespace {

using v1::Act;
using v1::Notice;

// An act of a record, as far as notices need it.
struct Said {
  const Act& act;
  const std::string& sender;
  const v1::ActEffects* effects;  // nullptr where they may not be seen
  const Catalogue& catalogue;
};

Notice Start(Notice::Kind kind, absl::string_view agency) {
  Notice notice;
  notice.set_kind(kind);
  notice.set_agency(std::string(agency));
  return notice;
}

bool IsOfReferral(v1::Clock clock) {
  return clock == v1::CLOCK_RESPONSE || clock == v1::CLOCK_COMPLETION ||
         clock == v1::CLOCK_HOLD;
}

Notice Overdue(const v1::DeadlinePassed& passed) {
  Notice notice = Start(Notice::KIND_OVERDUE, passed.silent_agency());
  notice.set_clock(passed.clock());
  *notice.mutable_due_time() = passed.due_time();
  if (IsOfReferral(passed.clock())) {
    notice.set_referral_id(passed.subject_id());
  } else {
    notice.set_subject_id(passed.subject_id());
  }
  return notice;
}

std::optional<Notice> Rerouted(const Said& said) {
  const v1::ReferralRerouted& rerouted = said.act.referral_rerouted();
  if (rerouted.receiver() == said.catalogue.self()) return std::nullopt;
  Notice notice = Start(Notice::KIND_REROUTED, rerouted.receiver());
  notice.set_referral_id(rerouted.referral_id());
  return notice;
}

Notice NotDelivered(const v1::DeliveryDropped& dropped) {
  Notice notice = Start(Notice::KIND_NOT_DELIVERED, dropped.agency());
  // The record itself stands in the router's own log.
  notice.set_case_id(dropped.case_id());
  return notice;
}

std::optional<Notice> Lodged(const Said& said) {
  const v1::ComplaintLodged& lodged = said.act.complaint_lodged();
  if (lodged.addressee() != said.catalogue.self()) return std::nullopt;
  Notice notice = Start(Notice::KIND_COMPLAINT, said.sender);
  notice.set_subject_id(lodged.complaint_id());
  if (said.effects != nullptr && said.effects->has_answer_by_time()) {
    *notice.mutable_due_time() = said.effects->answer_by_time();
  }
  return notice;
}

Notice Answered(const Said& said) {
  Notice notice = Start(Notice::KIND_COMPLAINT, said.sender);
  notice.set_subject_id(said.act.complaint_answered().complaint_id());
  return notice;
}

// Due with the first moment of the day.
Notice LooksAfter(const Said& said, const v1::Continuation& continuation) {
  Notice notice = Start(Notice::KIND_CONTINUATION, said.sender);
  *notice.mutable_due_time() = evidence::ToTimestamp(
      absl::FromCivil(model::ToCivilDay(continuation.follow_up_date()),
                      said.catalogue.time_zone()));
  return notice;
}

std::optional<Notice> Closed(const Said& said) {
  const v1::CaseClosed& closed = said.act.case_closed();
  if (closed.continuation().owner() != said.catalogue.self()) {
    return std::nullopt;
  }
  return LooksAfter(said, closed.continuation());
}

// Besides the new owner, the lead sees this, and the owner so far.
std::optional<Notice> HandedOver(const Said& said) {
  const v1::Continuation& continuation =
      said.act.continuation_handed_over().continuation();
  if (continuation.owner() == said.catalogue.self()) {
    return LooksAfter(said, continuation);
  }
  if (said.catalogue.is_lead()) return std::nullopt;
  return Start(Notice::KIND_CONTINUATION, continuation.owner());
}

// Seen by the lead, who does it, and by who looked after the case.
std::optional<Notice> Reopened(const Said& said) {
  if (said.catalogue.is_lead()) return std::nullopt;
  return Start(Notice::KIND_CONTINUATION, said.sender);
}

Notice Erased(const v1::CaseErased& erased) {
  Notice notice = Start(Notice::KIND_ERASED, "");
  notice.set_case_id(erased.case_id());
  return notice;
}

std::optional<Notice> NoticeOf(const Said& said) {
  switch (said.act.kind_case()) {
    case Act::kDeadlinePassed:
      return Overdue(said.act.deadline_passed());
    case Act::kReferralRerouted:
      return Rerouted(said);
    case Act::kDeliveryDropped:
      return NotDelivered(said.act.delivery_dropped());
    case Act::kComplaintLodged:
      return Lodged(said);
    case Act::kComplaintAnswered:
      return Answered(said);
    case Act::kCaseClosed:
      return Closed(said);
    case Act::kContinuationHandedOver:
      return HandedOver(said);
    case Act::kCaseReopened:
      return Reopened(said);
    case Act::kCaseErased:
      return Erased(said.act.case_erased());
    default:
      return std::nullopt;
  }
}

// Whose conduct made the router draft.
std::string CauseOf(const Said& said, v1::DraftReason reason) {
  switch (reason) {
    case v1::DRAFT_REASON_DECLINED:
      return said.sender;
    case v1::DRAFT_REASON_SILENCE:
      return said.act.deadline_passed().silent_agency();
    default:
      return "";
  }
}

void AddDrafts(const Said& said, std::vector<Notice>& notices) {
  if (said.effects == nullptr) return;
  for (const v1::ReferralDraft& draft : said.effects->drafts()) {
    if (draft.requester() != said.catalogue.self()) continue;
    notices.push_back(Start(Notice::KIND_DRAFT, CauseOf(said, draft.reason())));
    notices.back().set_referral_id(draft.referral_id());
  }
}

}  // namespace

std::vector<Notice> NoticesOf(const Received& received,
                              const Catalogue& catalogue) {
  std::vector<Notice> notices;
  if (!received.message.has_value()) return notices;
  const auto& acts = received.message->acts;
  for (size_t i = 0; i < acts.size(); ++i) {
    const Said said{acts[i].act, received.message->envelope.sender(),
                    received.effects.has_value()
                        ? &received.effects->acts(static_cast<int>(i))
                        : nullptr,
                    catalogue};
    if (std::optional<Notice> notice = NoticeOf(said); notice.has_value()) {
      notices.push_back(*std::move(notice));
    }
    AddDrafts(said, notices);
  }
  for (Notice& notice : notices) {
    if (notice.case_id().empty()) notice.set_case_id(received.head.case_id);
    *notice.mutable_recorded_time() =
        evidence::ToTimestamp(received.head.recorded_time);
  }
  return notices;
}

}  // namespace referral::agency
