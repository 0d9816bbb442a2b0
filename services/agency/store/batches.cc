#include "services/agency/store/batches.h"

#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"
#include "common/evidence/message.h"
#include "services/agency/store/layout.h"
#include "services/agency/store/outbox.h"

namespace referral::agency {
namespace {

using storage::v1::OutboxEntry;

// Referrals that an order means, by case; cases with none are there, too, for
// what an earlier call did in them.
using Meant = std::map<std::string, std::vector<std::string>>;

absl::StatusOr<Meant> FindMeant(const BatchOrder& order,
                                const Catalogue& catalogue,
                                const WorklistReader& worklist) {
  Meant meant;
  std::string after;
  do {
    ASSIGN_OR_RETURN(WorklistPage page, worklist.List({}, after, kMaxListPage));
    for (const v1::WorklistItem& item : page.items) {
      if (item.receiver() != catalogue.self()) continue;
      std::vector<std::string>& of_case = meant[item.case_id()];
      if (IsMeant(order, item, catalogue)) {
        of_case.push_back(item.referral_id());
      }
    }
    after = std::move(page.next_after);
  } while (!after.empty());
  return meant;
}

bool Holds(const OutboxEntry& entry) {
  for (const storage::v1::PendingChange& change : entry.changes()) {
    if (change.status() == v1::REFERRAL_STATUS_ON_HOLD) return true;
  }
  return false;
}

// For what this agency holds the referrals of a case, by its own messages: it
// is the receiver, and nobody else can.
absl::StatusOr<std::map<std::string, v1::HoldReason>> HoldReasonsOf(
    const AgencyStore& store, const std::string& case_id) {
  const OutboxReader outbox(store);
  std::map<std::string, v1::HoldReason> reasons;
  const std::string prefix = CasePrefix(case_id);
  store::Cursor cursor = store.database().ScanPrefix(kSent, prefix, prefix);
  for (; cursor.Valid(); cursor.Next()) {
    uint64_t number = 0;
    DecodeU64(cursor.key().substr(prefix.size()), number);
    absl::StatusOr<OutboxEntry> sealed = outbox.ReadSealed(number);
    if (HasReason(sealed.status(), Reason::kNotFound)) continue;
    RETURN_IF_ERROR(sealed.status());
    // Most messages hold nothing: they need not be opened.
    if (!Holds(*sealed) ||
        sealed->submission().state() == v1::Submission::STATE_REFUSED) {
      continue;
    }
    ASSIGN_OR_RETURN(const OutboxEntry entry, outbox.Read(number));
    ASSIGN_OR_RETURN(const auto message,
                     ParseValue<v1::SignedMessage>(entry.signed_message(),
                                                   "outbox message"));
    ASSIGN_OR_RETURN(const evidence::OpenedMessage opened,
                     evidence::OpenDelivered(message));
    for (const evidence::OpenedAct& part : opened.acts) {
      if (!part.act.has_referral_held()) continue;
      reasons[part.act.referral_held().referral_id()] =
          part.act.referral_held().reason();
    }
  }
  RETURN_IF_ERROR(cursor.status());
  return reasons;
}

absl::Status KeepHeldFor(v1::HoldReason reason, const AgencyStore& store,
                         const std::string& case_id,
                         std::vector<std::string>& ids) {
  if (ids.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const auto reasons, HoldReasonsOf(store, case_id));
  std::erase_if(ids, [&](const std::string& id) {
    const auto found = reasons.find(id);
    return found == reasons.end() || found->second != reason;
  });
  return absl::OkStatus();
}

// Puts the messages of the batch that the outbox has for the case into `plan`,
// and takes their referrals from `ids`. How many there are.
absl::StatusOr<size_t> TakeKept(const BatchOrder& order,
                                const OutboxReader& outbox,
                                const std::string& case_id,
                                std::vector<std::string>& ids,
                                BatchPlan& plan) {
  for (size_t number = 0;; ++number) {
    absl::StatusOr<OutboxEntry> entry = outbox.FindSealed(
        BatchMessageId(order.call.message_id(), case_id, number));
    if (HasReason(entry.status(), Reason::kNotFound)) return number;
    RETURN_IF_ERROR(entry.status());
    std::set<std::string> taken;
    for (const storage::v1::PendingChange& change : entry->changes()) {
      taken.insert(change.referral_id());
    }
    std::erase_if(ids,
                  [&](const std::string& id) { return taken.contains(id); });
    plan.kept.push_back(
        {std::move(*entry->mutable_submission()), taken.size()});
  }
}

}  // namespace

void Batches::Begin(const BatchOrder& order, Answer answer) {
  if (absl::Status status = CheckOrder(order, catalogue_, clock_.Now());
      !status.ok()) {
    return answer(status);
  }
  const auto shared = std::make_shared<Answer>(std::move(answer));
  std::string digest = crypto::ToBytes(
      crypto::Blake2b256("referral.v1.request", order.request_bytes));
  const absl::Status queued = store_.Run(
      [id = order.call.message_id(),
       digest](Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(const auto message, transaction.Get(kMessages, id));
        ASSIGN_OR_RETURN(const auto batch,
                         transaction.Get(kMeta, BatchKey(id)));
        if (!message.has_value() && batch == digest) return absl::OkStatus();
        if (message.has_value() || batch.has_value()) {
          return MakeError(Reason::kDuplicateMessageId,
                           "the message id stands for another request",
                           "call.message_id");
        }
        transaction.Put(kMeta, BatchKey(id), digest);
        return absl::OkStatus();
      },
      [shared](const absl::Status& status) { (*shared)(status); });
  if (!queued.ok()) (*shared)(queued);
}

absl::StatusOr<BatchPlan> Batches::Plan(const BatchOrder& order) const {
  ASSIGN_OR_RETURN(Meant meant, FindMeant(order, catalogue_, worklist_));
  const OutboxReader outbox(store_);
  BatchPlan plan;
  for (auto& [case_id, ids] : meant) {
    ASSIGN_OR_RETURN(const size_t kept,
                     TakeKept(order, outbox, case_id, ids, plan));
    if (!order.hold && order.reason != v1::HOLD_REASON_UNSPECIFIED) {
      RETURN_IF_ERROR(KeepHeldFor(order.reason, store_, case_id, ids));
    }
    std::vector<BatchMessage> messages =
        SplitCase(case_id, std::move(ids), kept);
    std::move(messages.begin(), messages.end(),
              std::back_inserter(plan.missing));
    if (plan.kept.size() + plan.missing.size() > max_messages_) {
      return MakeError(Reason::kMessageTooLarge,
                       absl::StrCat("more than ", max_messages_,
                                    " messages: name a service or a region"),
                       "service_code");
    }
  }
  return plan;
}

}  // namespace referral::agency
