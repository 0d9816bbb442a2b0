#include "services/agency/store/case_rows.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/evidence/sealing.h"
#include "proto/referral/storage/v1/agency_store.pb.h"
#include "services/agency/store/layout.h"

namespace referral::agency {
namespace {

using storage::v1::OutboxEntry;
using storage::v1::ReceivedRecord;

// The number behind the case's prefix. Errors: STORE_CORRUPT.
absl::StatusOr<uint64_t> NumberIn(absl::string_view case_id,
                                  absl::string_view key) {
  uint64_t number = 0;
  if (DecodeU64(key.substr(CasePrefix(case_id).size()), number)) return number;
  return MakeError(Reason::kStoreCorrupt, "a key of the store cannot be read",
                   case_id);
}

// Opens `sealed` and seals it with the newest key.
absl::StatusOr<std::string> Anew(absl::string_view case_id,
                                 const std::string& context,
                                 absl::string_view sealed,
                                 Transaction& transaction) {
  ASSIGN_OR_RETURN(const std::string plain,
                   transaction.Open(case_id, context, sealed));
  return transaction.Seal(case_id, context, plain);
}

absl::Status SealReceivedAnew(absl::string_view case_id,
                              Transaction& transaction) {
  ASSIGN_OR_RETURN(const auto rows,
                   transaction.GetAll(kReceived, CasePrefix(case_id)));
  for (const auto& [key, value] : rows) {
    ASSIGN_OR_RETURN(auto row, ParseValue<ReceivedRecord>(value, "received"));
    ASSIGN_OR_RETURN(const uint64_t sequence, NumberIn(case_id, key));
    ASSIGN_OR_RETURN(*row.mutable_record(),
                     Anew(case_id, evidence::ReceivedContext(case_id, sequence),
                          row.record(), transaction));
    transaction.Put(kReceived, key, row.SerializeAsString());
  }
  return absl::OkStatus();
}

// An entry of the outbox that belongs to a case, and where it lies.
struct SentRow {
  std::string sent_key;   // in kSent
  std::string entry_key;  // in kOutbox
  OutboxEntry entry;
};

absl::StatusOr<std::vector<SentRow>> ReadSent(absl::string_view case_id,
                                              const Transaction& transaction) {
  std::vector<SentRow> found;
  ASSIGN_OR_RETURN(const auto sent,
                   transaction.GetAll(kSent, CasePrefix(case_id)));
  for (const auto& [key, unused] : sent) {
    ASSIGN_OR_RETURN(const uint64_t number, NumberIn(case_id, key));
    SentRow row{key, EncodeU64(number), {}};
    ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                     transaction.Get(kOutbox, row.entry_key));
    if (!bytes.has_value()) continue;
    ASSIGN_OR_RETURN(row.entry,
                     ParseValue<OutboxEntry>(*bytes, "outbox entry"));
    found.push_back(std::move(row));
  }
  return found;
}

absl::Status SealSentAnew(absl::string_view case_id, Transaction& transaction) {
  ASSIGN_OR_RETURN(std::vector<SentRow> rows, ReadSent(case_id, transaction));
  for (SentRow& row : rows) {
    ASSIGN_OR_RETURN(*row.entry.mutable_signed_message(),
                     Anew(case_id,
                          evidence::OutboxContext(
                              case_id, row.entry.submission().message_id()),
                          row.entry.signed_message(), transaction));
    transaction.Put(kOutbox, row.entry_key, row.entry.SerializeAsString());
  }
  return absl::OkStatus();
}

absl::Status DeleteReceived(absl::string_view case_id,
                            Transaction& transaction) {
  ASSIGN_OR_RETURN(const auto rows,
                   transaction.GetAll(kReceived, CasePrefix(case_id)));
  for (const auto& [key, unused] : rows) transaction.Delete(kReceived, key);
  return absl::OkStatus();
}

absl::Status DeleteReferrals(absl::string_view case_id,
                             Transaction& transaction) {
  const std::string prefix = CasePrefix(case_id);
  ASSIGN_OR_RETURN(const auto rows, transaction.GetAll(kCaseReferrals, prefix));
  for (const auto& [key, unused] : rows) {
    transaction.Delete(kWorklist, key.substr(prefix.size()));
    transaction.Delete(kCaseReferrals, key);
  }
  return absl::OkStatus();
}

absl::Status ForgetSent(absl::string_view case_id, Transaction& transaction) {
  ASSIGN_OR_RETURN(std::vector<SentRow> rows, ReadSent(case_id, transaction));
  for (SentRow& row : rows) {
    if (row.entry.submission().state() == v1::Submission::STATE_QUEUED) {
      continue;
    }
    row.entry.clear_signed_message();
    row.entry.clear_changes();
    row.entry.clear_proof();
    transaction.Put(kOutbox, row.entry_key, row.entry.SerializeAsString());
    transaction.Delete(kSent, row.sent_key);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status EraseCaseRows(absl::string_view case_id,
                           Transaction& transaction) {
  RETURN_IF_ERROR(DeleteReceived(case_id, transaction));
  RETURN_IF_ERROR(DeleteReferrals(case_id, transaction));
  return ForgetSent(case_id, transaction);
}

absl::Status EditRecords(absl::string_view case_id, EditRecord edit,
                         Transaction& transaction) {
  ASSIGN_OR_RETURN(const auto rows,
                   transaction.GetAll(kReceived, CasePrefix(case_id)));
  for (const auto& [key, value] : rows) {
    ASSIGN_OR_RETURN(auto row, ParseValue<ReceivedRecord>(value, "received"));
    ASSIGN_OR_RETURN(const uint64_t sequence, NumberIn(case_id, key));
    const std::string context = evidence::ReceivedContext(case_id, sequence);
    ASSIGN_OR_RETURN(const std::string plain,
                     transaction.Open(case_id, context, row.record()));
    ASSIGN_OR_RETURN(auto record, ParseValue<v1::Record>(plain, "record"));
    ASSIGN_OR_RETURN(const bool changed, edit(record));
    if (!changed) continue;
    ASSIGN_OR_RETURN(
        *row.mutable_record(),
        transaction.Seal(case_id, context, record.SerializeAsString()));
    transaction.Put(kReceived, key, row.SerializeAsString());
  }
  return absl::OkStatus();
}

absl::Status SealAnew(absl::string_view case_id, Transaction& transaction) {
  RETURN_IF_ERROR(SealReceivedAnew(case_id, transaction));
  return SealSentAnew(case_id, transaction);
}

}  // namespace referral::agency
