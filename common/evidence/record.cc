#include "common/evidence/record.h"

#include <cstddef>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/evidence/digests.h"
#include "common/evidence/round_head.h"
#include "common/evidence/timestamp.h"

namespace referral::evidence {
namespace {

absl::Status Mismatch(absl::string_view what, absl::string_view where) {
  return MakeError(Reason::kDigestMismatch, what, where);
}

absl::Status BrokenChain(absl::string_view what, const RecordHeadSpec& head) {
  return MakeError(Reason::kStoreCorrupt, what,
                   absl::StrCat(absl::CHexEscape(head.case_id), " sequence ",
                                head.sequence));
}

// `envelope` belongs to `head`: same digest, same case.
absl::Status CheckEnvelope(const OpenedMessage& message,
                           const RecordHeadSpec& head) {
  if (message.envelope_digest != head.envelope_digest) {
    return Mismatch("the envelope has not the digest the head gives",
                    "message.envelope");
  }
  if (message.envelope.case_id() != head.case_id) {
    return Mismatch("the envelope is of another case", "message.envelope");
  }
  return absl::OkStatus();
}

}  // namespace

std::string MakeRecordHead(const RecordHeadSpec& spec) {
  v1::RecordHead head;
  head.set_position(spec.position);
  head.set_case_id(spec.case_id);
  head.set_sequence(spec.sequence);
  *head.mutable_recorded_time() = ToTimestamp(spec.recorded_time);
  head.set_envelope_digest(crypto::ToBytes(spec.envelope_digest));
  for (const Digest& digest : spec.stored_part_digests) {
    head.add_stored_part_digests(crypto::ToBytes(digest));
  }
  head.set_stored_effects_digest(crypto::ToBytes(spec.stored_effects_digest));
  head.set_previous_digest(crypto::ToBytes(spec.previous_digest));
  return head.SerializeAsString();
}

absl::StatusOr<RecordHeadSpec> ParseRecordHead(absl::string_view head) {
  v1::RecordHead parsed;
  if (!parsed.ParseFromArray(head.data(), static_cast<int>(head.size()))) {
    return MakeError(Reason::kMalformedMessage,
                     "the bytes are not a record head", "head");
  }
  if (parsed.position() == 0 || parsed.sequence() == 0 ||
      parsed.case_id().empty()) {
    return MakeError(Reason::kInvalidField,
                     "a record has a position, a case and a sequence", "head");
  }
  RecordHeadSpec spec;
  spec.position = parsed.position();
  spec.case_id = parsed.case_id();
  spec.sequence = parsed.sequence();
  ASSIGN_OR_RETURN(spec.recorded_time,
                   FromTimestamp(parsed.recorded_time(), "head.recorded_time"));
  ASSIGN_OR_RETURN(spec.envelope_digest, ParseDigest(parsed.envelope_digest(),
                                                     "head.envelope_digest"));
  for (const std::string& bytes : parsed.stored_part_digests()) {
    ASSIGN_OR_RETURN(const Digest digest,
                     ParseDigest(bytes, "head.stored_part_digests"));
    spec.stored_part_digests.push_back(digest);
  }
  ASSIGN_OR_RETURN(spec.stored_effects_digest,
                   ParseDigest(parsed.stored_effects_digest(),
                               "head.stored_effects_digest"));
  ASSIGN_OR_RETURN(spec.previous_digest, ParseDigest(parsed.previous_digest(),
                                                     "head.previous_digest"));
  return spec;
}

StoredBytes PlainBytes(const OpenedMessage& message, std::string effects) {
  StoredBytes bytes;
  bytes.parts.reserve(message.parts.size());
  for (const v1::Part& part : message.parts) {
    bytes.parts.push_back(part.disclosure());
  }
  bytes.effects = std::move(effects);
  return bytes;
}

MadeRecord MakeRecord(const OpenedMessage& message, StoredBytes stored,
                      const RecordPlace& place) {
  MadeRecord made;
  RecordHeadSpec& head = made.head;
  head.position = place.position;
  head.case_id = message.envelope.case_id();
  head.sequence = place.sequence;
  head.recorded_time = place.recorded_time;
  head.envelope_digest = message.envelope_digest;
  head.stored_part_digests.reserve(stored.parts.size());
  for (const std::string& part : stored.parts) {
    head.stored_part_digests.push_back(StoredPartDigest(part));
  }
  head.stored_effects_digest = StoredEffectsDigest(stored.effects);
  head.previous_digest = place.previous_digest;
  made.head_bytes = MakeRecordHead(head);
  made.digest = RecordDigest(made.head_bytes);

  storage::v1::LogRow& row = made.row;
  row.set_position(head.position);
  row.set_sequence(head.sequence);
  *row.mutable_recorded_time() = ToTimestamp(head.recorded_time);
  if (head.previous_digest != crypto::kZeroDigest) {
    row.set_previous_digest(crypto::ToBytes(head.previous_digest));
  }
  row.set_envelope(message.envelope_bytes);
  for (std::string& part : stored.parts) row.add_parts(std::move(part));
  row.set_effects(std::move(stored.effects));
  if (message.proof.ByteSizeLong() != 0) *row.mutable_proof() = message.proof;
  return made;
}

absl::StatusOr<ChainLink> VerifyLink(absl::string_view head,
                                     const ChainLink& previous) {
  ASSIGN_OR_RETURN(const RecordHeadSpec spec, ParseRecordHead(head));
  return VerifyLink(spec, RecordDigest(head), previous);
}

absl::StatusOr<ChainLink> VerifyLink(const RecordHeadSpec& head,
                                     const Digest& digest,
                                     const ChainLink& previous) {
  if (head.sequence != previous.sequence + 1) {
    return BrokenChain(
        absl::StrCat("the record before has sequence ", previous.sequence),
        head);
  }
  if (head.previous_digest != previous.digest) {
    return BrokenChain("the record before has another digest", head);
  }
  if (head.position <= previous.position) {
    return BrokenChain("the position goes backwards", head);
  }
  if (head.recorded_time < previous.recorded_time) {
    return BrokenChain("the recorded time goes backwards", head);
  }
  return ChainLink{head.position, head.sequence, head.recorded_time, digest};
}

absl::StatusOr<RecordHeadSpec> VerifyRecord(const v1::Record& record) {
  ASSIGN_OR_RETURN(RecordHeadSpec head, ParseRecordHead(record.head()));
  if (record.has_message()) {
    ASSIGN_OR_RETURN(const OpenedMessage message,
                     OpenDelivered(record.message()));
    RETURN_IF_ERROR(CheckEnvelope(message, head));
  }
  RETURN_IF_ERROR(VerifyRoundProof(record.proof(), head.position,
                                   RecordDigest(record.head())));
  return head;
}

}  // namespace referral::evidence
