// Records: what the router remembers of a message. A record's head binds the
// envelope, the parts and effects as they lie on the disk, and the case's
// previous record: a case is a chain, and a changed byte shows. Pure functions.
#ifndef REFERRAL_COMMON_EVIDENCE_RECORD_H_
#define REFERRAL_COMMON_EVIDENCE_RECORD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/crypto/digest.h"
#include "common/evidence/message.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "proto/referral/v1/record.pb.h"

namespace referral::evidence {

using crypto::Digest;

// Everything a record's head says.
struct RecordHeadSpec {
  uint64_t position = 0;  // router-wide, from 1
  std::string case_id;
  uint64_t sequence = 0;  // per case, from 1
  absl::Time recorded_time;
  Digest envelope_digest = crypto::kZeroDigest;
  std::vector<Digest> stored_part_digests;
  Digest stored_effects_digest = crypto::kZeroDigest;
  Digest previous_digest = crypto::kZeroDigest;  // zero for the first
};

// The serialised head, to be kept byte for byte. Its digest: RecordDigest().
std::string MakeRecordHead(const RecordHeadSpec& spec);

// The head in checked form. Errors: MALFORMED_MESSAGE, INVALID_FIELD,
// DIGEST_MISMATCH.
absl::StatusOr<RecordHeadSpec> ParseRecordHead(absl::string_view head);

// Where the sequencer puts a message.
struct RecordPlace {
  uint64_t position = 0;
  uint64_t sequence = 0;
  absl::Time recorded_time;
  Digest previous_digest = crypto::kZeroDigest;
};

// A record ready for the log.
struct MadeRecord {
  storage::v1::LogRow row;
  RecordHeadSpec head;
  std::string head_bytes;  // serialised
  Digest digest;
};

// What of a message and its effects lies on the disk: sealed, or plain.
struct StoredBytes {
  std::vector<std::string> parts;  // one for each part of the message
  std::string effects;
};

// `message` and `effects` (serialised v1::Effects) as they are, unsealed.
StoredBytes PlainBytes(const OpenedMessage& message, std::string effects);

// The record of `message`, which must be complete, at `place`. The chain and
// the receipts are over `stored`, as it lies on the disk.
MadeRecord MakeRecord(const OpenedMessage& message, StoredBytes stored,
                      const RecordPlace& place);

// One link of a case's chain: what the next record is checked against. The
// default stands before the first record.
struct ChainLink {
  uint64_t position = 0;
  uint64_t sequence = 0;
  absl::Time recorded_time = absl::InfinitePast();
  Digest digest = crypto::kZeroDigest;
};

// The link that `head` makes after `previous`.
// Errors: STORE_CORRUPT when the sequence has a gap, position or time go
//         backwards, or the previous digest differs; those of ParseRecordHead.
absl::StatusOr<ChainLink> VerifyLink(absl::string_view head,
                                     const ChainLink& previous);
// The same of a head that was parsed, and its digest.
absl::StatusOr<ChainLink> VerifyLink(const RecordHeadSpec& head,
                                     const Digest& digest,
                                     const ChainLink& previous);

// Checks a record as a reader gets it: every part that is there against the
// envelope, the envelope against the head, the head against its round. Returns
// the head. Says nothing of the effects, whose digest is over what lies on the
// disk, nor of the chain: use VerifyLink with the heads of the whole case.
// Errors: DIGEST_MISMATCH, those of OpenDelivered and ParseRecordHead.
absl::StatusOr<RecordHeadSpec> VerifyRecord(const v1::Record& record);

}  // namespace referral::evidence

#endif  // REFERRAL_COMMON_EVIDENCE_RECORD_H_
