// Receipts: the router's word that a message is on its disk, for ever the same.
// Pure functions.
#ifndef REFERRAL_COMMON_EVIDENCE_RECEIPT_H_
#define REFERRAL_COMMON_EVIDENCE_RECEIPT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/evidence/key_book.h"
#include "common/evidence/record.h"
#include "common/evidence/signature.h"
#include "proto/referral/v1/record.pb.h"

namespace referral::evidence {

// The receipt for the message of the record with `head`, whose digest is
// `digest`, given the proof that the record stands in its round.
v1::Receipt MakeReceipt(const RecordHeadSpec& head, const Digest& digest,
                        absl::string_view message_id, v1::RoundProof proof);

// Checks a receipt by itself: the path leads from the record's digest at the
// receipt's position to the round head, which has the same recorded time and
// the home of the case. Case, sequence and message id are the record's to
// prove: VerifyReceiptOf. That the round head is the router's own is proven by
// its signature (VerifySignedReceipt), or by the router's chain of rounds.
// Errors: DIGEST_MISMATCH, INVALID_FIELD, MALFORMED_MESSAGE.
absl::Status VerifyReceipt(const v1::Receipt& receipt);

// The same, and that the router signed it with a key that `book` lists. A key
// that is revoked may only be accepted from the router itself, which alone
// answers on its connection: elsewhere the receipt may be a thief's.
// Errors besides: SIGNATURE_REQUIRED, SIGNATURE_INVALID.
absl::Status VerifySignedReceipt(const v1::Receipt& receipt,
                                 const KeyBook& book,
                                 const SignatureCheck& check,
                                 RevokedKey revoked = RevokedKey::kRefused);

// As VerifyReceipt, and that it is the receipt for `record`: its message if the
// record carries one, otherwise its head. Errors: DIGEST_MISMATCH, those of
// VerifyRecord.
absl::Status VerifyReceiptOf(const v1::Receipt& receipt,
                             const v1::Record& record);

}  // namespace referral::evidence

#endif  // REFERRAL_COMMON_EVIDENCE_RECEIPT_H_
