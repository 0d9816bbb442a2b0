#include "services/agency/store/case_rows.h"

#include <cstdint>
#include <optional>
#include <string>

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

absl::Status SealSentAnew(absl::string_view case_id, Transaction& transaction) {
  ASSIGN_OR_RETURN(const auto sent,
                   transaction.GetAll(kSent, CasePrefix(case_id)));
  for (const auto& [key, unused] : sent) {
    ASSIGN_OR_RETURN(const uint64_t number, NumberIn(case_id, key));
    const std::string entry_key = EncodeU64(number);
    ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                     transaction.Get(kOutbox, entry_key));
    if (!bytes.has_value()) continue;
    ASSIGN_OR_RETURN(auto entry,
                     ParseValue<OutboxEntry>(*bytes, "outbox entry"));
    ASSIGN_OR_RETURN(
        *entry.mutable_signed_message(),
        Anew(case_id,
             evidence::OutboxContext(case_id, entry.submission().message_id()),
             entry.signed_message(), transaction));
    transaction.Put(kOutbox, entry_key, entry.SerializeAsString());
  }
  return absl::OkStatus();
}

}  // namespace

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
