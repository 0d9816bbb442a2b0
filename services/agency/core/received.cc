#include "services/agency/core/received.h"

#include <algorithm>
#include <utility>

#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/evidence/digests.h"
#include "common/evidence/receipt.h"

namespace referral::agency {

namespace {

absl::Status VerifySender(const evidence::OpenedMessage& message,
                          const RecordKeys& keys) {
  const v1::Envelope& envelope = message.envelope;
  if (envelope.sender() == HomeOf(envelope.case_id())) return absl::OkStatus();
  return evidence::VerifyProof(envelope.sender(), message.envelope_digest,
                               message.proof, keys.book, keys.check);
}

}  // namespace

absl::StatusOr<Received> OpenReceived(const v1::Record& record,
                                      const RecordKeys* keys) {
  Received received;
  ASSIGN_OR_RETURN(received.head, evidence::VerifyRecord(record));
  if (keys != nullptr) {
    RETURN_IF_ERROR(evidence::VerifyRoundSignature(
        record.proof().round_head(), keys->book, keys->check,
        evidence::RevokedKey::kAccepted));
  }
  received.record_bytes = record.SerializeAsString();
  if (!record.has_message()) return received;
  ASSIGN_OR_RETURN(received.message, evidence::OpenDelivered(record.message()));
  if (keys != nullptr) {
    RETURN_IF_ERROR(VerifySender(*received.message, *keys));
  }
  received.receipt = evidence::MakeReceipt(
      received.head, evidence::RecordDigest(record.head()),
      received.message->envelope.message_id(), record.proof());
  if (record.has_effects() &&
      static_cast<size_t>(record.effects().acts_size()) ==
          received.message->acts.size()) {
    received.effects = record.effects();
  }
  return received;
}

absl::Status AttachOriginal(absl::StatusOr<Received> original,
                            Received& received) {
  RETURN_IF_ERROR(original.status());
  const auto hands_on = [&](const evidence::OpenedAct& act) {
    return act.act.has_referral_rerouted() &&
           act.act.referral_rerouted().original_sequence() ==
               original->head.sequence;
  };
  if (original->head.case_id != received.head.case_id ||
      original->head.sequence >= received.head.sequence ||
      !received.message.has_value() ||
      std::none_of(received.message->acts.begin(), received.message->acts.end(),
                   hands_on)) {
    return MakeError(Reason::kDigestMismatch,
                     "what came with the record is not the request that it "
                     "hands on",
                     received.head.case_id);
  }
  received.original.push_back(*std::move(original));
  return absl::OkStatus();
}

}  // namespace referral::agency
