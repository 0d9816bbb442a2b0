// Messages, made and checked in one place: the outbox builds what the gate
// opens, and recipients check what was delivered to them.
#ifndef REFERRAL_COMMON_EVIDENCE_MESSAGE_H_
#define REFERRAL_COMMON_EVIDENCE_MESSAGE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/crypto/digest.h"
#include "proto/referral/v1/message.pb.h"

namespace referral::evidence {

using crypto::Digest;

// What a message is to say.
struct BuildSpec {
  std::string message_id;  // UUID, chosen by the caller
  std::string case_id;     // a case, or the router's own log
  std::string sender;      // agency id, or the home code for the router's own
  absl::Time sent_time;
  std::vector<v1::Act> acts;  // at least one; their parts come first
  std::vector<v1::Section> sections;
};

// An act and the part it stands in.
struct OpenedAct {
  uint32_t part_index = 0;
  v1::Act act;
};

// A section and the part it stands in.
struct OpenedSection {
  uint32_t part_index = 0;
  v1::Section section;
};

// A message whose digests and shapes have been checked.
struct OpenedMessage {
  std::string envelope_bytes;  // exactly as received
  Digest envelope_digest;
  v1::Envelope envelope;
  absl::Time sent_time;
  v1::Proof proof;              // as received, not verified; empty if unsigned
  std::vector<v1::Part> parts;  // ascending index; all, or those delivered
  std::vector<OpenedAct> acts;  // in the order of their parts
  std::vector<OpenedSection> sections;

  // Parts that were not delivered to this reader.
  size_t withheld() const {
    return static_cast<size_t>(envelope.part_digests_size()) - parts.size();
  }
};

// Makes a message: salts and digests every part and serialises the envelope,
// once. The proof is empty. Every call draws new salts, so that the same spec
// gives another message: keep the bytes to send them again.
// Errors: those of OpenMessage.
absl::StatusOr<v1::SignedMessage> BuildMessage(const BuildSpec& spec);

// Opens what a sender submitted. Checks sizes (limits.h), that every field is
// known and every text valid, the shape of ids, that all parts are there, in
// order, and that each has its digest. Says nothing of who may send it, whether
// the acts are allowed, or whether the signature is good.
// Errors: MESSAGE_TOO_LARGE, MALFORMED_MESSAGE, INVALID_UTF8, INVALID_FIELD,
//         INVALID_MESSAGE_ID, INVALID_CASE_ID, DIGEST_MISMATCH.
absl::StatusOr<OpenedMessage> OpenMessage(absl::string_view signed_message);

// Opens what was delivered to a reader: parts may be withheld, those that are
// there must have their digest. Text and unknown fields were the gate's
// business. Errors: MALFORMED_MESSAGE, INVALID_FIELD, DIGEST_MISMATCH.
absl::StatusOr<OpenedMessage> OpenDelivered(v1::SignedMessage message);

}  // namespace referral::evidence

#endif  // REFERRAL_COMMON_EVIDENCE_MESSAGE_H_
