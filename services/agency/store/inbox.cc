#include "services/agency/store/inbox.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/evidence/sealing.h"
#include "common/evidence/timestamp.h"
#include "common/model/lifecycle.h"
#include "proto/referral/storage/v1/agency_store.pb.h"
#include "services/agency/core/destruction.h"
#include "services/agency/core/notices.h"
#include "services/agency/core/worklist.h"
#include "services/agency/store/case_rows.h"
#include "services/agency/store/draft_rows.h"
#include "services/agency/store/layout.h"
#include "services/agency/store/notices.h"
#include "services/agency/store/person_index.h"
#include "services/agency/store/receipts.h"
#include "services/agency/store/worklist_table.h"

namespace referral::agency {
namespace {

using storage::v1::ReceivedRecord;
using storage::v1::WorklistRow;

std::string ContextOf(const evidence::RecordHeadSpec& head) {
  return evidence::ReceivedContext(head.case_id, head.sequence);
}

// Adds what only `before` shows of the same record.
void AddParts(const v1::Record& before, v1::Record& record) {
  if (!before.has_message()) return;
  if (!record.has_message()) {
    record = before;
    return;
  }
  std::map<uint32_t, v1::Part> parts;
  for (const v1::Part& part : before.message().parts()) {
    parts[part.index()] = part;
  }
  for (const v1::Part& part : record.message().parts()) {
    parts[part.index()] = part;
  }
  record.mutable_message()->clear_parts();
  for (auto& [index, part] : parts) {
    *record.mutable_message()->add_parts() = std::move(part);
  }
}

// The record as it is stored; nullopt if it is not. Redelivered, it may show
// other parts; its head is the same.
absl::StatusOr<std::optional<v1::Record>> ReadStored(
    const Received& received, absl::string_view key,
    const Transaction& transaction) {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   transaction.Get(kReceived, key));
  if (!bytes.has_value()) return std::optional<v1::Record>();
  ASSIGN_OR_RETURN(const auto stored,
                   ParseValue<ReceivedRecord>(*bytes, "received"));
  ASSIGN_OR_RETURN(const std::string opened,
                   transaction.Open(received.head.case_id,
                                    ContextOf(received.head), stored.record()));
  ASSIGN_OR_RETURN(auto before, ParseValue<v1::Record>(opened, "record"));
  v1::Record now;
  now.ParseFromString(received.record_bytes);
  if (before.head() == now.head()) {
    return std::optional<v1::Record>(std::move(before));
  }
  return MakeError(Reason::kDigestMismatch,
                   "another record is stored in its place",
                   received.head.case_id);
}

// Keeps the request that a re-routing handed on. What is stored of it already,
// because it asked this agency for something else too, is added to.
absl::Status KeepOriginal(const Received& original, const Clock& clock,
                          Transaction& transaction) {
  const std::string& case_id = original.head.case_id;
  const std::string key = CaseNumberKey(case_id, original.head.sequence);
  ASSIGN_OR_RETURN(const std::optional<v1::Record> stored,
                   ReadStored(original, key, transaction));
  v1::Record record;
  record.ParseFromString(original.record_bytes);
  if (stored.has_value()) AddParts(*stored, record);
  ReceivedRecord row;
  ASSIGN_OR_RETURN(*row.mutable_record(),
                   transaction.Seal(case_id, ContextOf(original.head),
                                    record.SerializeAsString()));
  *row.mutable_received_time() = evidence::ToTimestamp(clock.Now());
  transaction.Put(kReceived, key, row.SerializeAsString());
  return absl::OkStatus();
}

// Takes out of what is kept of the case what goes with `withdrawn`; how many
// parts that are.
absl::StatusOr<uint32_t> Destroy(absl::string_view self,
                                 absl::string_view case_id,
                                 const v1::ConsentWithdrawn& withdrawn,
                                 Transaction& transaction) {
  uint32_t destroyed = 0;
  RETURN_IF_ERROR(EditRecords(
      case_id,
      [&](v1::Record& record) -> absl::StatusOr<bool> {
        if (!record.has_message()) return false;
        ASSIGN_OR_RETURN(const evidence::OpenedMessage message,
                         evidence::OpenDelivered(record.message()));
        const std::vector<uint32_t> parts =
            PartsToDestroy(self, withdrawn, message);
        if (parts.empty()) return false;
        RemoveParts(parts, *record.mutable_message());
        destroyed += static_cast<uint32_t>(parts.size());
        return true;
      },
      transaction));
  return destroyed;
}

// Brings the row of the act's own referral up to `recorded`.
absl::Status ApplyOne(const RecordedAct& recorded, const Catalogue& catalogue,
                      const Transaction& transaction, RowMap& rows) {
  const v1::Act& act = recorded.act;
  const std::string id(model::ReferralIdOf(act));
  if (id.empty() || act.has_information_added()) return absl::OkStatus();
  auto it = rows.find(id);
  if (it == rows.end()) {
    ASSIGN_OR_RETURN(std::optional<WorklistRow> row, GetRow(transaction, id));
    if (!row.has_value() && !act.has_referral_requested() &&
        !act.has_referral_rerouted()) {
      return MakeError(Reason::kReferralNotFound,
                       "the worklist has no such referral", id);
    }
    it = rows.emplace(id, row.value_or(WorklistRow())).first;
  }
  ApplyRecorded(recorded, catalogue, it->second);
  return absl::OkStatus();
}

}  // namespace

struct Inbox::Work {
  Received received;
  Done done;
  std::vector<std::string> referrals;
  std::vector<uint64_t> notices;
  // Confirmations of what was destroyed.
  std::vector<storage::v1::OutboxEntry> confirmations;
  uint32_t destroyed = 0;
};

absl::Status Inbox::Apply(const Received& received, Transaction& transaction,
                          std::vector<std::string>& referrals) const {
  if (!received.message.has_value()) return absl::OkStatus();
  const auto recorded_time = evidence::ToTimestamp(received.head.recorded_time);
  RowMap rows;
  for (size_t i = 0; i < received.message->acts.size(); ++i) {
    const v1::Act& act = received.message->acts[i].act;
    v1::WorklistItem replaced;
    if (act.has_referral_rerouted()) {
      absl::StatusOr<v1::WorklistItem> found =
          Replaced(received, act.referral_rerouted(), transaction, rows);
      // Who only hears of it has a notice of it.
      if (HasReason(found.status(), Reason::kReferralNotFound) &&
          act.referral_rerouted().receiver() != catalogue_.self()) {
        continue;
      }
      RETURN_IF_ERROR(found.status());
      replaced = *std::move(found);
    }
    const RecordedAct recorded{
        .act = act,
        .case_id = received.head.case_id,
        .sender = received.message->envelope.sender(),
        .sequence = received.head.sequence,
        .recorded_time = recorded_time,
        .effects = received.effects.has_value()
                       ? &received.effects->acts(static_cast<int>(i))
                       : nullptr,
        .replaced = &replaced};
    RETURN_IF_ERROR(ApplyOne(recorded, catalogue_, transaction, rows));
    RETURN_IF_ERROR(ApplyToDrafts(recorded, catalogue_, transaction, rows));
  }
  for (const auto& [id, row] : rows) {
    PutRow(id, received.head.case_id, row, transaction);
    referrals.push_back(id);
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::WorklistItem> Inbox::Replaced(
    const Received& received, const v1::ReferralRerouted& act,
    Transaction& transaction, std::map<std::string, WorklistRow>& rows) const {
  const std::string& id = act.replaces_referral_id();
  ASSIGN_OR_RETURN(std::optional<WorklistRow> row, GetRow(transaction, id));
  if (rows.contains(id)) row = rows.at(id);
  if (row.has_value()) {
    // The router dealt with the decline: there is nothing to take note of.
    row->mutable_item()->set_outcome_settled(true);
    rows[id] = *row;
    return row->item();
  }
  for (const Received& original : received.original) {
    if (!original.message.has_value()) continue;
    for (const evidence::OpenedAct& request : original.message->acts) {
      if (!request.act.has_referral_requested()) continue;
      ApplyRecorded(
          {.act = request.act,
           .case_id = original.head.case_id,
           .sender = original.message->envelope.sender(),
           .sequence = original.head.sequence,
           .recorded_time = evidence::ToTimestamp(original.head.recorded_time)},
          catalogue_, row.emplace());
      return row->item();
    }
  }
  return MakeError(Reason::kReferralNotFound,
                   "the worklist has no such referral", id);
}

absl::Status Inbox::Heed(Work& work, Transaction& transaction) {
  const Received& received = work.received;
  if (!received.message.has_value() || catalogue_.is_lead()) {
    return absl::OkStatus();
  }
  const std::string& case_id = received.head.case_id;
  // A message may withdraw from a person more than once: one confirmation.
  std::map<std::string, Heeded> heeded;
  for (const v1::ConsentWithdrawn& withdrawn :
       WithdrawalsFor(catalogue_.self(), *received.message)) {
    ASSIGN_OR_RETURN(const uint32_t parts, Destroy(catalogue_.self(), case_id,
                                                   withdrawn, transaction));
    Heeded& one = heeded[withdrawn.person_id()];
    one.case_id = case_id;
    one.withdrawn_message_id = received.message->envelope.message_id();
    one.person_id = withdrawn.person_id();
    one.parts += parts;
    work.destroyed += parts;
  }
  if (work.destroyed > 0) {
    // What lies in the database's files until they are written anew was sealed
    // with the key that goes.
    RETURN_IF_ERROR(transaction.RenewKey(case_id));
    RETURN_IF_ERROR(SealAnew(case_id, transaction));
  }
  const absl::Time now = clock_.Now();
  const absl::CivilDay day = DayOfDestruction(received.head.recorded_time, now);
  for (const auto& [person, one] : heeded) {
    ASSIGN_OR_RETURN(
        std::optional<storage::v1::OutboxEntry> entry,
        outbox_.AddOwn(Confirmation(one, catalogue_.self(), now, day),
                       transaction));
    if (entry.has_value()) work.confirmations.push_back(*std::move(entry));
  }
  return absl::OkStatus();
}

absl::Status Inbox::Forget(const Received& received, Transaction& transaction) {
  if (!received.message.has_value() || !IsRouterLogId(received.head.case_id)) {
    return absl::OkStatus();
  }
  for (const evidence::OpenedAct& act : received.message->acts) {
    if (!act.act.has_case_erased()) continue;
    const std::string& case_id = act.act.case_erased().case_id();
    RETURN_IF_ERROR(EraseCaseRows(case_id, transaction));
    RETURN_IF_ERROR(ForgetPeopleOf(case_id, transaction));
    RETURN_IF_ERROR(transaction.RenewKey(case_id));
    RETURN_IF_ERROR(SealAnew(case_id, transaction));
  }
  return absl::OkStatus();
}

absl::Status Inbox::Keep(Work& work, Transaction& transaction) {
  const Received& received = work.received;
  const std::string& case_id = received.head.case_id;
  const std::string key = CaseNumberKey(case_id, received.head.sequence);
  ASSIGN_OR_RETURN(const std::optional<v1::Record> stored,
                   ReadStored(received, key, transaction));
  if (stored.has_value()) return absl::OkStatus();
  RETURN_IF_ERROR(Apply(received, transaction, work.referrals));
  ASSIGN_OR_RETURN(work.notices, AddNotices(NoticesOf(received, catalogue_),
                                            max_notices_, transaction));
  if (received.receipt.has_value()) {
    RETURN_IF_ERROR(KeepNewest(*received.receipt, transaction));
  }
  ReceivedRecord row;
  ASSIGN_OR_RETURN(*row.mutable_record(),
                   transaction.Seal(case_id, ContextOf(received.head),
                                    received.record_bytes));
  *row.mutable_received_time() = evidence::ToTimestamp(clock_.Now());
  transaction.Put(kReceived, key, row.SerializeAsString());
  RETURN_IF_ERROR(Forget(received, transaction));
  for (const Received& original : received.original) {
    RETURN_IF_ERROR(KeepOriginal(original, clock_, transaction));
  }
  // Last: the outbox counts on it that nothing fails behind it.
  return Heed(work, transaction);
}

absl::Status Inbox::Store(Received received, Done done) {
  auto work = std::make_shared<Work>();
  work->received = std::move(received);
  work->done = std::move(done);
  return store_.Run(
      [this, work](Transaction& transaction) {
        return Keep(*work, transaction);
      },
      [this, work](const absl::Status& status) {
        if (status.ok()) {
          if (!work->referrals.empty()) listener_.OnReferrals(work->referrals);
          if (!work->notices.empty()) listener_.OnNotices(work->notices);
          if (work->destroyed > 0) listener_.OnDestroyed(work->destroyed);
          for (const auto& entry : work->confirmations) {
            outbox_.Announce(entry);
          }
        }
        work->done(status);
      });
}

}  // namespace referral::agency
