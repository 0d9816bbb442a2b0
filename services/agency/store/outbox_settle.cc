// What the router said of a message, kept.
#include <memory>
#include <optional>
#include <utility>

#include "common/base/status_macros.h"
#include "common/evidence/digests.h"
#include "common/evidence/message.h"
#include "common/evidence/sealing.h"
#include "common/model/lifecycle.h"
#include "services/agency/core/worklist.h"
#include "services/agency/store/draft_rows.h"
#include "services/agency/store/layout.h"
#include "services/agency/store/outbox.h"
#include "services/agency/store/outbox_entry.h"
#include "services/agency/store/receipts.h"
#include "services/agency/store/worklist_table.h"

namespace referral::agency {

using storage::v1::OutboxEntry;
using storage::v1::PendingChange;
using storage::v1::WorklistRow;

namespace {

absl::StatusOr<v1::SignedMessage> OpenMessageOf(
    const OutboxEntry& entry, const Transaction& transaction) {
  const v1::Submission& submission = entry.submission();
  ASSIGN_OR_RETURN(
      const std::string bytes,
      transaction.Open(submission.case_id(),
                       evidence::OutboxContext(submission.case_id(),
                                               submission.message_id()),
                       entry.signed_message()));
  return ParseValue<v1::SignedMessage>(bytes, "outbox message");
}

}  // namespace

absl::Status Outbox::SettleRows(const OutboxEntry& entry,
                                Transaction& transaction) const {
  const v1::Submission& submission = entry.submission();
  RowMap rows;
  for (const PendingChange& change : entry.changes()) {
    ASSIGN_OR_RETURN(std::optional<WorklistRow> row,
                     GetRow(transaction, change.referral_id()));
    if (row.has_value()) rows.emplace(change.referral_id(), *std::move(row));
  }
  if (submission.has_receipt() && !rows.empty()) {
    ASSIGN_OR_RETURN(const v1::SignedMessage message,
                     OpenMessageOf(entry, transaction));
    ASSIGN_OR_RETURN(const evidence::OpenedMessage opened,
                     evidence::OpenDelivered(message));
    for (const evidence::OpenedAct& act : opened.acts) {
      const RecordedAct recorded{
          .act = act.act,
          .case_id = submission.case_id(),
          .sender = catalogue_.self(),
          .sequence = submission.receipt().sequence(),
          .recorded_time = submission.receipt().recorded_time()};
      const auto it = rows.find(std::string(model::ReferralIdOf(act.act)));
      if (it != rows.end()) ApplyRecorded(recorded, catalogue_, it->second);
      RETURN_IF_ERROR(ApplyToDrafts(recorded, catalogue_, transaction, rows));
    }
  }
  for (auto& [id, row] : rows) {
    RemovePending(submission.message_id(), row);
    PutRow(id, submission.case_id(), row, transaction);
  }
  return absl::OkStatus();
}

absl::Status Outbox::SettleOne(const Verdict& verdict, Transaction& transaction,
                               std::vector<OutboxEntry>& settled) {
  ASSIGN_OR_RETURN(std::optional<OutboxEntry> entry,
                   FindEntry(transaction, verdict.message_id));
  if (!entry.has_value() ||
      entry->submission().state() != v1::Submission::STATE_QUEUED) {
    return absl::OkStatus();
  }
  v1::Submission& submission = *entry->mutable_submission();
  if (verdict.receipt.has_value()) {
    submission.set_state(v1::Submission::STATE_RECORDED);
    *submission.mutable_receipt() = *verdict.receipt;
    RETURN_IF_ERROR(KeepNewest(*verdict.receipt, transaction));
  } else {
    submission.set_state(v1::Submission::STATE_REFUSED);
    *submission.mutable_refusal() = verdict.refusal;
  }
  RETURN_IF_ERROR(SettleRows(*entry, transaction));
  transaction.Put(kOutbox, EncodeU64(entry->number()),
                  entry->SerializeAsString());
  settled.push_back(*std::move(entry));
  return absl::OkStatus();
}

void Outbox::MoveFirstOpen(const std::vector<OutboxEntry>& settled,
                           Transaction& transaction) {
  const uint64_t before = open_.empty() ? next_number_ : *open_.begin();
  for (const OutboxEntry& entry : settled) open_.erase(entry.number());
  const uint64_t first = open_.empty() ? next_number_ : *open_.begin();
  if (first != before) {
    transaction.Put(kMeta, kFirstOpenKey, EncodeU64(first));
  }
}

absl::Status Outbox::Settle(std::vector<Verdict> verdicts) {
  auto settled = std::make_shared<std::vector<OutboxEntry>>();
  return store_.Run(
      [this, settled, verdicts = std::move(verdicts)](
          Transaction& transaction) -> absl::Status {
        for (const Verdict& verdict : verdicts) {
          RETURN_IF_ERROR(SettleOne(verdict, transaction, *settled));
        }
        MoveFirstOpen(*settled, transaction);
        return absl::OkStatus();
      },
      [this, settled](const absl::Status& status) {
        if (!status.ok()) return store_.Fail(status);
        for (const OutboxEntry& entry : *settled) {
          listener_.OnSubmission(entry.submission());
          listener_.OnReferrals(ReferralsOf(entry));
        }
      });
}

absl::Status Outbox::Resign(std::vector<uint64_t> numbers,
                            absl::AnyInvocable<void()> done) {
  return store_.Run(
      [numbers = std::move(numbers)](Transaction& transaction) -> absl::Status {
        for (const uint64_t number : numbers) {
          const std::string key = EncodeU64(number);
          ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                           transaction.Get(kOutbox, key));
          if (!bytes.has_value()) continue;
          ASSIGN_OR_RETURN(auto entry,
                           ParseValue<OutboxEntry>(*bytes, "outbox entry"));
          if (entry.submission().state() != v1::Submission::STATE_QUEUED) {
            continue;
          }
          ASSIGN_OR_RETURN(const v1::SignedMessage message,
                           OpenMessageOf(entry, transaction));
          entry.clear_proof();
          transaction.Put(kOutbox, key, entry.SerializeAsString());
          transaction.Sign(key, evidence::EnvelopeDigest(message.envelope()));
        }
        return absl::OkStatus();
      },
      [this, done = std::move(done)](const absl::Status& status) mutable {
        if (!status.ok()) return store_.Fail(status);
        done();
      });
}

}  // namespace referral::agency
