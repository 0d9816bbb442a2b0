#include "services/agency/core/received.h"

#include "common/base/status_macros.h"
#include "common/evidence/receipt.h"

namespace referral::agency {

absl::StatusOr<Received> OpenReceived(const v1::Record& record) {
  Received received;
  ASSIGN_OR_RETURN(received.head, evidence::VerifyRecord(record));
  received.record_bytes = record.SerializeAsString();
  if (!record.has_message()) return received;
  ASSIGN_OR_RETURN(received.message, evidence::OpenDelivered(record.message()));
  received.receipt = evidence::MakeReceipt(
      record.head(), received.message->envelope.message_id(), record.proof());
  if (record.has_effects() &&
      static_cast<size_t>(record.effects().acts_size()) ==
          received.message->acts.size()) {
    received.effects = record.effects();
  }
  return received;
}

}  // namespace referral::agency
