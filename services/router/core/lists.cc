#include "services/router/core/lists.h"

#include "common/model/case_file.h"
#include "common/model/lifecycle.h"
#include "common/model/lodging.h"
#include "common/model/people.h"
#include "common/model/timestamps.h"
#include "services/router/core/oversight_rows.h"

namespace referral::router {
namespace {

// Adds what an open referral holds and what a closed one has cost, all in the
// programme's currency [15].
void AddBudget(const storage::v1::CaseReferral& referral, v1::Case& out) {
  if (!model::WasRequested(referral)) return;
  if (referral.has_reserved() && !model::IsTerminal(referral.status())) {
    v1::Money& reserved = *out.mutable_budget_reserved();
    reserved.set_currency_code(referral.reserved().currency_code());
    reserved.set_minor_units(reserved.minor_units() +
                             referral.reserved().minor_units());
  }
  if (referral.has_spent()) {
    v1::Money& spent = *out.mutable_budget_spent();
    spent.set_currency_code(referral.spent().currency_code());
    spent.set_minor_units(spent.minor_units() + referral.spent().minor_units());
  }
}

void AddJudgement(const storage::v1::CaseFile& file, v1::Case& out) {
  *out.mutable_rejection_reasons() = file.rejection_reasons();
  out.set_vulnerability_level(file.vulnerability_level());
  out.set_returned_again_count(
      static_cast<uint32_t>(model::PeopleReturnedAgain(file)));
  if (file.has_support_end_date()) {
    *out.mutable_support_end_date() = file.support_end_date();
  }
}

// Who looks after what goes on, and when next [18].
void AddContinuation(const storage::v1::CaseFile& file, v1::Case& out) {
  if (!file.has_continuation()) return;
  out.mutable_continuation()->set_owner(file.continuation().owner());
  if (file.has_follow_up_date()) {
    *out.mutable_continuation()->mutable_follow_up_date() =
        file.follow_up_date();
  }
}

void AddMoney(const storage::v1::CaseFile& file, v1::Case& out) {
  if (file.has_budget_threshold()) {
    *out.mutable_budget_threshold() = file.budget_threshold();
  }
  for (const storage::v1::CaseReferral& referral : file.referrals()) {
    AddBudget(referral, out);
  }
  out.set_funding_source_code(file.funding_source_code());
  if (file.has_funding_end_date()) {
    *out.mutable_funding_end_date() = file.funding_end_date();
  }
}

}  // namespace

v1::CaseSummary SummariseCase(const storage::v1::CaseFile& file,
                              const model::Reader& reader) {
  v1::CaseSummary row;
  row.set_case_id(file.case_id());
  row.set_programme_id(file.programme_id());
  row.set_programme_version(file.programme_version());
  row.set_status(file.status());
  row.set_lead(file.lead());
  if (model::ViewRow(file, nullptr, reader).people) {
    // Before anybody applied only a number is known [12].
    row.set_people_count(
        file.people().empty()
            ? file.announced_people_count()
            : static_cast<uint32_t>(model::PeoplePresent(file)));
  }
  uint32_t count = 0;
  uint32_t open = 0;
  for (const storage::v1::CaseReferral& referral : file.referrals()) {
    if (!model::WasRequested(referral) ||
        !model::MaySeeReferral(file, referral, reader)) {
      continue;
    }
    ++count;
    if (!model::IsTerminal(referral.status())) ++open;
  }
  row.set_referral_count(count);
  row.set_open_referral_count(open);
  row.set_last_sequence(file.last_sequence());
  *row.mutable_opened_time() = file.opened_time();
  *row.mutable_last_recorded_time() = file.last_recorded_time();
  if (file.has_applied_date()) {
    *row.mutable_applied_date() = file.applied_date();
  }
  if (file.has_closed_date()) *row.mutable_closed_date() = file.closed_date();
  return row;
}

bool IsOverdue(const storage::v1::CaseReferral& referral, absl::Time now) {
  switch (referral.status()) {
    case v1::REFERRAL_STATUS_REQUESTED:
    case v1::REFERRAL_STATUS_RECEIVED:
      return referral.has_respond_by_time() &&
             model::ToTime(referral.respond_by_time()) < now;
    case v1::REFERRAL_STATUS_ACCEPTED:
    case v1::REFERRAL_STATUS_IN_PROGRESS:
    case v1::REFERRAL_STATUS_ON_HOLD:
      return referral.has_complete_by_time() &&
             model::ToTime(referral.complete_by_time()) < now;
    default:
      return false;
  }
}

v1::ReferralSummary SummariseReferral(const storage::v1::CaseFile& file,
                                      const storage::v1::CaseReferral& referral,
                                      const model::Reader& reader,
                                      absl::Time now) {
  const model::RowView view = model::ViewRow(file, &referral, reader);
  v1::ReferralSummary row;
  row.set_referral_id(referral.referral_id());
  row.set_case_id(file.case_id());
  if (view.service) {
    row.set_service_code(referral.service_code());
    row.set_region_code(referral.region_code());
    row.set_priority(referral.priority());
    row.set_draft_reason(referral.draft_reason());
    row.set_lodging_missing(model::LodgingMissing(file, referral));
  }
  row.set_requester(referral.requester());
  row.set_receiver(referral.receiver());
  if (view.people) {
    row.set_people_count(static_cast<uint32_t>(referral.person_ids_size()));
  }
  row.set_status(referral.status());
  row.set_business_status(referral.business_status());
  row.set_outcome_settled(referral.outcome_settled());
  if (referral.has_requested_time()) {
    *row.mutable_requested_time() = referral.requested_time();
  }
  if (referral.has_respond_by_time()) {
    *row.mutable_respond_by_time() = referral.respond_by_time();
  }
  if (referral.has_complete_by_time()) {
    *row.mutable_complete_by_time() = referral.complete_by_time();
  }
  row.set_linked_referral_id(referral.linked_referral_id());
  row.set_replaces_referral_id(referral.replaces_referral_id());
  row.set_overdue(IsOverdue(referral, now));
  return row;
}

v1::Case DescribeCase(const storage::v1::CaseFile& file,
                      const model::Reader& reader, absl::Time now) {
  const model::RowView view = model::ViewRow(file, nullptr, reader);
  v1::Case out;
  *out.mutable_summary() = SummariseCase(file, reader);
  for (const storage::v1::CaseReferral& referral : file.referrals()) {
    if (!model::MaySeeReferral(file, referral, reader)) continue;
    *out.add_referrals() = SummariseReferral(file, referral, reader, now);
  }
  if (view.judgement) AddJudgement(file, out);
  if (view.budget) AddMoney(file, out);
  if (view.continuation) AddContinuation(file, out);
  if (view.destructions) {
    *out.mutable_pending_destructions() = file.pending_destructions();
  }
  for (const v1::Complaint& complaint : file.complaints()) {
    if (!model::MaySeeComplaint(file, complaint, reader)) continue;
    *out.add_complaints() = ComplaintRow(file, complaint, now);
  }
  return out;
}

}  // namespace referral::router
