#include "services/router/rpc/status_calls.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/evidence/timestamp.h"
#include "proto/referral/v1/record.pb.h"
#include "services/router/core/erased_case.h"

namespace referral::router {
namespace {

using storage::v1::CaseDelivery;
using Parked = v1::ListParkedResponse::Parked;

// When the record at `position` was recorded.
absl::StatusOr<google::protobuf::Timestamp> RecordedTime(
    const RouterContext& context, std::uint64_t position) {
  ASSIGN_OR_RETURN(const storage::v1::StoredRound round,
                   context.ledger.ReadRound(position));
  v1::RoundHead head;
  if (!head.ParseFromString(round.head().head())) {
    return MakeError(Reason::kStoreCorrupt, "a round head cannot be parsed",
                     absl::StrCat("position ", position));
  }
  return head.recorded_time();
}

absl::StatusOr<v1::InboxStatus> StatusOf(const RouterContext& context,
                                         const InboxState& state) {
  v1::InboxStatus status;
  status.set_agency(state.agency);
  status.set_depth(state.counts.depth);
  status.set_out(state.counts.out);
  status.set_parked_cases(state.counts.parked_cases);
  status.set_cursor_position(state.counts.cursor_position);
  // After a drop the position is only a lower bound, perhaps beyond the head.
  const std::uint64_t oldest = state.counts.oldest_position;
  if (state.counts.depth > 0 && oldest > 0 &&
      oldest <= context.ledger.Head().position) {
    ASSIGN_OR_RETURN(*status.mutable_oldest_time(),
                     RecordedTime(context, oldest));
  }
  return status;
}

absl::StatusOr<v1::AgencyStatus> StatusOf(const RouterContext& context,
                                          const config::v1::Agency& agency) {
  v1::AgencyStatus status;
  status.set_agency(agency.id());
  status.set_name(agency.name());
  status.set_role(agency.role());
  const Contact contact = context.contacts.Of(agency.id());
  if (contact.last_time != absl::InfinitePast()) {
    *status.mutable_last_contact_time() =
        evidence::ToTimestamp(contact.last_time);
  }
  *status.mutable_outbox() = contact.outbox;
  status.set_software_version(contact.software_version);
  InboxState state = context.inboxes.State(agency.id());
  state.agency = agency.id();
  status.set_connected(state.connected);
  ASSIGN_OR_RETURN(*status.mutable_inbox(), StatusOf(context, state));
  return status;
}

// Records of the case for the agency behind the parked one.
absl::StatusOr<std::uint64_t> CountHeldBack(const RouterContext& context,
                                            const CaseDelivery& row) {
  std::uint64_t count = 0;
  for (std::uint64_t sequence = row.next_sequence() + 1;; ++sequence) {
    const absl::StatusOr<storage::v1::StoredRecord> record =
        context.ledger.ReadRecord(row.case_id(), sequence);
    if (absl::IsNotFound(record.status())) return count;
    RETURN_IF_ERROR(record.status());
    const absl::StatusOr<v1::Effects> effects =
        context.ledger.vault().OpenEffects(*record);
    ASSIGN_OR_RETURN(
        const bool erased,
        IsOfErasedCase(context.ledger, row.case_id(), effects.status()));
    if (erased) return count;
    const auto& to = effects->recipients();
    if (absl::c_linear_search(to, row.agency())) ++count;
  }
}

absl::StatusOr<Parked> Describe(const RouterContext& context,
                                const CaseDelivery& row) {
  Parked parked;
  parked.set_agency(row.agency());
  parked.set_case_id(row.case_id());
  parked.set_sequence(row.next_sequence());
  parked.set_position(row.position());
  parked.set_origin(row.origin());
  parked.set_message_id(row.message_id());
  parked.set_attempts(row.attempts());
  parked.set_reason_code(row.reason_code());
  *parked.mutable_parked_time() = row.parked_time();
  ASSIGN_OR_RETURN(const std::uint64_t held, CountHeldBack(context, row));
  parked.set_held_back(held);
  return parked;
}

absl::Status CountCases(const RouterContext& context,
                        v1::RouterStatus& status) {
  std::uint64_t cases = 0;
  std::uint64_t unconfirmed = 0;
  RETURN_IF_ERROR(
      context.ledger.VisitCaseFiles("", [&](const storage::v1::CaseFile& file) {
        ++cases;
        unconfirmed +=
            static_cast<std::uint64_t>(file.pending_destructions_size());
        return true;
      }));
  status.set_case_count(cases);
  status.set_unconfirmed_withdrawals(unconfirmed);
  return absl::OkStatus();
}

void AddClocks(const DeadlineTimer::State& clocks, v1::RouterStatus& status) {
  if (clocks.leap.has_value()) {
    status.set_clocks_stopped(true);
    status.mutable_clock_leap()->set_seconds(
        absl::ToInt64Seconds(*clocks.leap));
  }
  if (clocks.next != absl::InfiniteFuture()) {
    *status.mutable_next_deadline_time() = evidence::ToTimestamp(clocks.next);
  }
  status.set_deadlines_passed(clocks.passed);
}

}  // namespace

absl::StatusOr<v1::RouterStatus> GetStatus(const RouterContext& context) {
  v1::RouterStatus status;
  status.set_home(context.home);
  status.set_software_version(context.software_version);
  status.set_insecure(context.insecure);
  *status.mutable_started_time() = evidence::ToTimestamp(context.started_time);
  *status.mutable_now_time() = evidence::ToTimestamp(context.clock.Now());
  status.set_last_position(context.ledger.Head().position);
  status.set_verified_position(context.ledger.VerifiedPosition());
  status.set_watermark_position(context.ledger.WatermarkPosition());
  status.set_store_bytes(context.ledger.StoreBytes());
  status.set_queued_messages(context.sequencer.queued());
  AddClocks(context.deadlines.state(), status);
  if (context.signer != nullptr) {
    status.set_signing_key_id(context.signer->key_id());
  }
  if (const crypto::CaseKeys* keys = context.ledger.vault().keys();
      keys != nullptr) {
    status.set_master_key_id(keys->master_key_id());
  }
  RETURN_IF_ERROR(CountCases(context, status));
  ASSIGN_OR_RETURN(v1::ListAgenciesResponse agencies, ListAgencies(context));
  status.mutable_agencies()->Swap(agencies.mutable_agencies());
  for (const v1::AgencyStatus& agency : status.agencies()) {
    status.set_parked_count(status.parked_count() +
                            agency.inbox().parked_cases());
  }
  ASSIGN_OR_RETURN(const ConfigReport report, context.config.Report());
  status.mutable_configs()->Add(report.configs.begin(), report.configs.end());
  return status;
}

absl::StatusOr<v1::ListAgenciesResponse> ListAgencies(
    const RouterContext& context) {
  const Policy policy = context.sequencer.policy();
  v1::ListAgenciesResponse response;
  for (const config::v1::Agency& agency :
       policy.directory->deployment().agencies()) {
    ASSIGN_OR_RETURN(*response.add_agencies(), StatusOf(context, agency));
  }
  return response;
}

absl::StatusOr<v1::ListInboxesResponse> ListInboxes(
    const RouterContext& context) {
  v1::ListInboxesResponse response;
  for (const InboxState& state : context.inboxes.States()) {
    ASSIGN_OR_RETURN(*response.add_inboxes(), StatusOf(context, state));
  }
  return response;
}

absl::StatusOr<v1::ListParkedResponse> ListParked(
    const RouterContext& context, const v1::ListParkedRequest& request) {
  const std::string& agency = request.agency();
  if (!agency.empty() &&
      context.sequencer.policy().directory->Find(agency) == nullptr) {
    return MakeError(Reason::kUnknownAgency,
                     "the deployment does not list the agency", agency);
  }
  v1::ListParkedResponse response;
  for (const InboxState& state : context.inboxes.States()) {
    if (!agency.empty() && state.agency != agency) continue;
    for (const CaseDelivery& row : state.parked) {
      ASSIGN_OR_RETURN(*response.add_parked(), Describe(context, row));
    }
  }
  return response;
}

}  // namespace referral::router
