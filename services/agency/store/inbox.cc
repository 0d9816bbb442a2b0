#include "services/agency/store/inbox.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/evidence/timestamp.h"
#include "common/model/lifecycle.h"
#include "proto/referral/storage/v1/agency_store.pb.h"
#include "services/agency/core/worklist.h"
#include "services/agency/store/layout.h"
#include "services/agency/store/receipts.h"
#include "services/agency/store/worklist_table.h"

namespace referral::agency {
namespace {

using storage::v1::ReceivedRecord;
using storage::v1::WorklistRow;

// Whether the record is stored already. Redelivered, it may show other parts;
// its head is the same.
absl::StatusOr<bool> IsStored(const Received& received, absl::string_view key,
                              const Transaction& transaction) {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   transaction.Get(kReceived, key));
  if (!bytes.has_value()) return false;
  ASSIGN_OR_RETURN(const auto stored,
                   ParseValue<ReceivedRecord>(*bytes, "received"));
  ASSIGN_OR_RETURN(const auto before,
                   ParseValue<v1::Record>(stored.record(), "record"));
  v1::Record now;
  now.ParseFromString(received.record_bytes);
  if (before.head() == now.head()) return true;
  return MakeError(Reason::kDigestMismatch,
                   "another record is stored in its place",
                   received.head.case_id);
}

}  // namespace

absl::Status Inbox::Apply(const Received& received, Transaction& transaction,
                          std::vector<std::string>& referrals) const {
  if (!received.message.has_value()) return absl::OkStatus();
  const auto recorded_time = evidence::ToTimestamp(received.head.recorded_time);
  std::map<std::string, WorklistRow> rows;
  for (size_t i = 0; i < received.message->acts.size(); ++i) {
    const v1::Act& act = received.message->acts[i].act;
    const std::string id(model::ReferralIdOf(act));
    if (id.empty() || act.has_information_added()) continue;
    auto it = rows.find(id);
    if (it == rows.end()) {
      ASSIGN_OR_RETURN(std::optional<WorklistRow> row, GetRow(transaction, id));
      if (!row.has_value() && !act.has_referral_requested()) {
        return MakeError(Reason::kReferralNotFound,
                         "the worklist has no such referral", id);
      }
      it = rows.emplace(id, row.value_or(WorklistRow())).first;
    }
    ApplyRecorded({.act = act,
                   .case_id = received.head.case_id,
                   .sender = received.message->envelope.sender(),
                   .sequence = received.head.sequence,
                   .recorded_time = recorded_time,
                   .effects = received.effects.has_value()
                                  ? &received.effects->acts(static_cast<int>(i))
                                  : nullptr},
                  catalogue_, it->second);
  }
  for (const auto& [id, row] : rows) {
    PutRow(id, received.head.case_id, row, transaction);
    referrals.push_back(id);
  }
  return absl::OkStatus();
}

absl::Status Inbox::Store(Received received, Done done) {
  struct Work {
    Received received;
    Done done;
    std::vector<std::string> referrals;
  };
  auto work =
      std::make_shared<Work>(Work{std::move(received), std::move(done), {}});
  return store_.Run(
      [this, work](Transaction& transaction) -> absl::Status {
        const Received& record = work->received;
        const std::string key =
            CaseNumberKey(record.head.case_id, record.head.sequence);
        ASSIGN_OR_RETURN(const bool stored, IsStored(record, key, transaction));
        if (stored) return absl::OkStatus();
        RETURN_IF_ERROR(Apply(record, transaction, work->referrals));
        if (record.receipt.has_value()) {
          RETURN_IF_ERROR(KeepNewest(*record.receipt, transaction));
        }
        ReceivedRecord row;
        row.set_record(record.record_bytes);
        *row.mutable_received_time() = evidence::ToTimestamp(clock_.Now());
        transaction.Put(kReceived, key, row.SerializeAsString());
        return absl::OkStatus();
      },
      [this, work](const absl::Status& status) {
        if (status.ok() && !work->referrals.empty()) {
          listener_.OnReferrals(work->referrals);
        }
        work->done(status);
      });
}

}  // namespace referral::agency
