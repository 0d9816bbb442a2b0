#include "services/agency/store/outbox.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/evidence/digests.h"
#include "common/evidence/message.h"
#include "common/evidence/sealing.h"
#include "common/evidence/timestamp.h"
#include "services/agency/core/adoption.h"
#include "services/agency/core/draft_check.h"
#include "services/agency/core/worklist.h"
#include "services/agency/store/draft_rows.h"
#include "services/agency/store/layout.h"
#include "services/agency/store/outbox_entry.h"
#include "services/agency/store/person_index.h"
#include "services/agency/store/worklist_table.h"

namespace referral::agency {
namespace {

using storage::v1::OutboxEntry;
using storage::v1::PendingChange;
using storage::v1::WorklistRow;

std::string RequestDigest(const Draft& draft) {
  return crypto::ToBytes(
      crypto::Blake2b256("referral.v1.request", draft.request_bytes));
}

std::string NewCaseId(absl::string_view home) {
  std::array<uint8_t, kCaseIdRandomBytes> random;
  crypto::FillRandom(absl::MakeSpan(random));
  return MintCaseId(home, random);
}

// Lays what `entry` has pending over the rows it is about.
absl::Status PutPending(const OutboxEntry& entry, Transaction& transaction) {
  for (const PendingChange& change : entry.changes()) {
    ASSIGN_OR_RETURN(std::optional<WorklistRow> row,
                     GetRow(transaction, change.referral_id()));
    if (!row.has_value()) row.emplace();
    storage::v1::PendingEntry& pending = *row->add_pending();
    pending.set_message_id(entry.submission().message_id());
    *pending.mutable_change() = change;
    PutRow(change.referral_id(), entry.submission().case_id(), *row,
           transaction);
  }
  return absl::OkStatus();
}

absl::Status Unknown(absl::string_view message_id) {
  return MakeError(Reason::kNotFound, "the outbox has no such message",
                   message_id);
}

absl::Status UsedId() {
  return MakeError(Reason::kDuplicateMessageId,
                   "the message id stands for another request",
                   "call.message_id");
}

absl::Status CheckNoBatch(absl::string_view message_id,
                          const Transaction& transaction) {
  ASSIGN_OR_RETURN(const std::optional<std::string> batch,
                   transaction.Get(kMeta, BatchKey(message_id)));
  return batch.has_value() ? UsedId() : absl::OkStatus();
}

}  // namespace

// A draft made into a message.
struct Outbox::Proposal {
  std::string case_id;
  absl::Time accepted;
  v1::SignedMessage message;
};

absl::Status Outbox::Load() {
  const store::Database& database = store_.database();
  ASSIGN_OR_RETURN(const auto first, database.Get(kMeta, kFirstOpenKey));
  uint64_t number = 1;
  if (first.has_value()) DecodeU64(*first, number);
  next_number_ = number;
  store::Cursor cursor = database.Scan(kOutbox, EncodeU64(number), "");
  for (; cursor.Valid(); cursor.Next()) {
    ASSIGN_OR_RETURN(const auto entry,
                     ParseValue<OutboxEntry>(cursor.value(), "outbox entry"));
    next_number_ = entry.number() + 1;
    const v1::Submission& submission = entry.submission();
    if (submission.state() != v1::Submission::STATE_QUEUED) continue;
    open_.insert(entry.number());
    ASSIGN_OR_RETURN(
        const absl::Time accepted,
        evidence::FromTimestamp(submission.accepted_time(), "accepted_time"));
    listener_.OnOpened({entry.number(), submission.case_id(), accepted});
  }
  return cursor.status();
}

absl::StatusOr<Outbox::Proposal> Outbox::Propose(const Draft& draft) const {
  const absl::Time now = clock_.Now();
  RETURN_IF_ERROR(CheckDraft(draft, catalogue_, now));
  Proposal proposal;
  proposal.accepted = now;
  proposal.case_id = draft.call.case_id().empty() ? NewCaseId(catalogue_.home())
                                                  : draft.call.case_id();
  ASSIGN_OR_RETURN(proposal.message, evidence::BuildMessage(
                                         {.message_id = draft.call.message_id(),
                                          .case_id = proposal.case_id,
                                          .sender = catalogue_.self(),
                                          .sent_time = now,
                                          .acts = draft.acts,
                                          .sections = draft.sections}));
  return proposal;
}

absl::StatusOr<Outbox::Proposal> Outbox::ProposeAdoption(
    const Transaction& transaction, Draft& draft) const {
  const std::string& id = draft.acts.front().referral_requested().referral_id();
  ASSIGN_OR_RETURN(const std::optional<storage::v1::WorklistRow> row,
                   GetRow(transaction, id));
  if (!row.has_value()) {
    return MakeError(Reason::kReferralNotFound,
                     "the worklist has no such referral", "referral_id");
  }
  RETURN_IF_ERROR(CompleteAdoption(ViewOf(*row), catalogue_, draft));
  return Propose(draft);
}

absl::StatusOr<std::optional<OutboxEntry>> Outbox::FindEntry(
    const Transaction& transaction, absl::string_view message_id) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> number,
                   transaction.Get(kMessages, message_id));
  if (!number.has_value()) return std::nullopt;
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   transaction.Get(kOutbox, *number));
  if (!bytes.has_value()) {
    return MakeError(Reason::kStoreCorrupt, "an outbox entry is missing",
                     message_id);
  }
  return ParseValue<OutboxEntry>(*bytes, "outbox entry");
}

absl::StatusOr<OutboxEntry> Outbox::MakeEntry(const Transaction& transaction,
                                              const Draft& draft,
                                              Proposal& proposal) {
  if (open_.size() >= max_depth_) {
    return MakeError(Reason::kQueueFull,
                     "the outbox is full until the router takes more");
  }
  ASSIGN_OR_RETURN(std::vector<PendingChange> changes,
                   PlanChanges(draft, proposal.case_id, catalogue_,
                               [&](absl::string_view id) {
                                 return GetRow(transaction, id);
                               }));
  ASSIGN_OR_RETURN(
      const std::vector<PendingChange> ended,
      DraftsEndedBy(draft, proposal.case_id, catalogue_, transaction));
  changes.insert(changes.end(), ended.begin(), ended.end());
  OutboxEntry entry;
  entry.set_number(next_number_);
  entry.set_request_digest(RequestDigest(draft));
  v1::Submission& submission = *entry.mutable_submission();
  submission.set_message_id(draft.call.message_id());
  submission.set_case_id(proposal.case_id);
  submission.set_state(v1::Submission::STATE_QUEUED);
  *submission.mutable_accepted_time() =
      evidence::ToTimestamp(proposal.accepted);
  for (PendingChange& change : changes) {
    *entry.add_changes() = std::move(change);
  }
  return entry;
}

absl::Status Outbox::KeepEntry(const v1::SignedMessage& message,
                               bool has_sections, OutboxEntry& entry,
                               Transaction& transaction) {
  const std::string& case_id = entry.submission().case_id();
  const std::string& message_id = entry.submission().message_id();
  ASSIGN_OR_RETURN(
      *entry.mutable_signed_message(),
      transaction.Seal(case_id, evidence::OutboxContext(case_id, message_id),
                       message.SerializeAsString()));
  const std::string number = EncodeU64(entry.number());
  transaction.Put(kOutbox, number, entry.SerializeAsString());
  transaction.Put(kMessages, message_id, number);
  transaction.Put(kSent, CaseNumberKey(case_id, entry.number()),
                  has_sections ? std::string(kWithSections) : "");
  transaction.Sign(number, evidence::EnvelopeDigest(message.envelope()));
  open_.insert(entry.number());
  next_number_ = entry.number() + 1;
  return absl::OkStatus();
}

absl::StatusOr<std::optional<OutboxEntry>> Outbox::AddOwn(
    const evidence::BuildSpec& spec, Transaction& transaction) {
  ASSIGN_OR_RETURN(const std::optional<OutboxEntry> earlier,
                   FindEntry(transaction, spec.message_id));
  if (earlier.has_value()) return std::nullopt;
  ASSIGN_OR_RETURN(const v1::SignedMessage message,
                   evidence::BuildMessage(spec));
  OutboxEntry entry;
  entry.set_number(next_number_);
  // Nobody else can have asked for it.
  entry.set_request_digest(crypto::ToBytes(
      crypto::Blake2b256("referral.v1.own_message", message.envelope())));
  v1::Submission& submission = *entry.mutable_submission();
  submission.set_message_id(spec.message_id);
  submission.set_case_id(spec.case_id);
  submission.set_state(v1::Submission::STATE_QUEUED);
  *submission.mutable_accepted_time() = evidence::ToTimestamp(spec.sent_time);
  RETURN_IF_ERROR(
      KeepEntry(message, !spec.sections.empty(), entry, transaction));
  return entry;
}

void Outbox::Announce(const OutboxEntry& entry) {
  const v1::Submission& submission = entry.submission();
  const absl::StatusOr<absl::Time> accepted =
      evidence::FromTimestamp(submission.accepted_time(), "accepted_time");
  if (!accepted.ok()) return store_.Fail(accepted.status());
  listener_.OnOpened({entry.number(), submission.case_id(), *accepted});
  listener_.OnSubmission(submission);
  listener_.OnReferrals(ReferralsOf(entry));
}

void Outbox::Accept(Draft draft, Answer answer) {
  struct Work {
    Draft draft;
    absl::StatusOr<Proposal> proposal;
    Answer answer;
    OutboxEntry entry;
    bool is_new = false;
  };
  auto proposal = Propose(draft);
  // Without a message id there is nothing the call could be the repeat of.
  if (!proposal.ok() && !IsUuid(draft.call.message_id())) {
    answer(proposal.status());
    return;
  }
  auto work = std::make_shared<Work>(
      Work{std::move(draft), std::move(proposal), std::move(answer), {}});
  const absl::Status queued = store_.Run(
      [this, work](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(std::optional<OutboxEntry> earlier,
                         FindEntry(transaction, work->draft.call.message_id()));
        if (earlier.has_value()) {
          work->entry = *std::move(earlier);
          if (work->entry.request_digest() == RequestDigest(work->draft)) {
            return absl::OkStatus();
          }
          return UsedId();
        }
        RETURN_IF_ERROR(
            CheckNoBatch(work->draft.call.message_id(), transaction));
        if (work->draft.adopts_draft) {
          work->proposal = ProposeAdoption(transaction, work->draft);
        }
        RETURN_IF_ERROR(work->proposal.status());
        ASSIGN_OR_RETURN(work->entry,
                         MakeEntry(transaction, work->draft, *work->proposal));
        RETURN_IF_ERROR(PutPending(work->entry, transaction));
        RETURN_IF_ERROR(KeepEntry(work->proposal->message,
                                  !work->draft.sections.empty(), work->entry,
                                  transaction));
        // Whoever leads every case recognises who returns again [21].
        if (catalogue_.is_lead()) {
          RETURN_IF_ERROR(IndexPeople(work->proposal->case_id,
                                      work->draft.sections, transaction));
        }
        work->is_new = true;
        return absl::OkStatus();
      },
      [this, work](const absl::Status& status) {
        if (!status.ok()) {
          work->answer(status);
          return;
        }
        if (work->is_new) Announce(work->entry);
        work->answer(work->entry.submission());
      });
  if (!queued.ok()) work->answer(queued);
}

void Outbox::AcknowledgeRefusal(std::string message_id, Answer answer) {
  struct Work {
    std::string message_id;
    Answer answer;
    v1::Submission submission;
  };
  auto work = std::make_shared<Work>(
      Work{std::move(message_id), std::move(answer), {}});
  const absl::Status queued = store_.Run(
      [this, work](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(std::optional<OutboxEntry> entry,
                         FindEntry(transaction, work->message_id));
        if (!entry.has_value()) return Unknown(work->message_id);
        if (entry->submission().state() != v1::Submission::STATE_REFUSED) {
          return MakeError(Reason::kIllegalTransition,
                           "the submission was not refused", work->message_id);
        }
        entry->set_refusal_acknowledged(true);
        transaction.Put(kOutbox, EncodeU64(entry->number()),
                        entry->SerializeAsString());
        work->submission = std::move(*entry->mutable_submission());
        return absl::OkStatus();
      },
      [this, work](const absl::Status& status) {
        if (!status.ok()) {
          work->answer(status);
          return;
        }
        listener_.OnSubmission(work->submission);
        work->answer(work->submission);
      });
  if (!queued.ok()) work->answer(queued);
}

}  // namespace referral::agency
