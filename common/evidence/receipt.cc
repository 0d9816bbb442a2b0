#include "common/evidence/receipt.h"

#include <utility>

#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/evidence/digests.h"
#include "common/evidence/round_head.h"
#include "common/evidence/timestamp.h"

namespace referral::evidence {
namespace {

absl::Status Mismatch(absl::string_view where) {
  return MakeError(Reason::kDigestMismatch,
                   "the receipt says something else than what it proves",
                   where);
}

}  // namespace

v1::Receipt MakeReceipt(const RecordHeadSpec& head, const Digest& digest,
                        absl::string_view message_id, v1::RoundProof proof) {
  v1::Receipt receipt;
  receipt.set_case_id(head.case_id);
  receipt.set_sequence(head.sequence);
  receipt.set_position(head.position);
  receipt.set_message_id(message_id.data(), message_id.size());
  receipt.set_record_digest(crypto::ToBytes(digest));
  *receipt.mutable_recorded_time() = ToTimestamp(head.recorded_time);
  *receipt.mutable_proof() = std::move(proof);
  return receipt;
}

absl::Status VerifyReceipt(const v1::Receipt& receipt) {
  if (!IsUuid(receipt.message_id()) || receipt.case_id().empty() ||
      receipt.sequence() == 0) {
    return MakeError(Reason::kInvalidField,
                     "a receipt names a message, a case and a sequence",
                     "receipt");
  }
  ASSIGN_OR_RETURN(const Digest digest, ParseDigest(receipt.record_digest(),
                                                    "receipt.record_digest"));
  RETURN_IF_ERROR(
      VerifyRoundProof(receipt.proof(), receipt.position(), digest));
  ASSIGN_OR_RETURN(const RoundHeadSpec round,
                   ParseRoundHead(receipt.proof().round_head()));
  if (HomeOf(receipt.case_id()) != round.home) {
    return Mismatch("receipt.case_id");
  }
  ASSIGN_OR_RETURN(
      const absl::Time recorded_time,
      FromTimestamp(receipt.recorded_time(), "receipt.recorded_time"));
  if (recorded_time != round.recorded_time) {
    return Mismatch("receipt.recorded_time");
  }
  return absl::OkStatus();
}

absl::Status VerifySignedReceipt(const v1::Receipt& receipt,
                                 const KeyBook& book,
                                 const SignatureCheck& check,
                                 RevokedKey revoked) {
  RETURN_IF_ERROR(VerifyReceipt(receipt));
  return VerifyRoundSignature(receipt.proof().round_head(), book, check,
                              revoked);
}

absl::Status VerifyReceiptOf(const v1::Receipt& receipt,
                             const v1::Record& record) {
  RETURN_IF_ERROR(VerifyReceipt(receipt));
  ASSIGN_OR_RETURN(const RecordHeadSpec head, VerifyRecord(record));
  if (receipt.record_digest() != crypto::AsBytes(RecordDigest(record.head()))) {
    return Mismatch("receipt.record_digest");
  }
  if (receipt.case_id() != head.case_id) return Mismatch("receipt.case_id");
  if (receipt.sequence() != head.sequence) {
    return Mismatch("receipt.sequence");
  }
  if (record.has_message()) {
    ASSIGN_OR_RETURN(const OpenedMessage message,
                     OpenDelivered(record.message()));
    if (receipt.message_id() != message.envelope.message_id()) {
      return Mismatch("receipt.message_id");
    }
  }
  return absl::OkStatus();
}

}  // namespace referral::evidence
