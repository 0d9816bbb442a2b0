#include "services/router/core/record_check.h"

#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/evidence/digests.h"
#include "common/evidence/message.h"

namespace referral::router {

// The record under check, and what is known of it so far.
struct RecordCheck::Subject {
  absl::string_view case_id;
  std::uint64_t sequence;
  const storage::v1::StoredRecord& stored;
  evidence::RecordHeadSpec head;
  crypto::Digest digest;
  // Nothing if no round can be believed to hold its position.
  const storage::v1::RoundEntry* entry = nullptr;
  std::shared_ptr<const CheckedRound> round;  // owns `entry`
  RecordVerdict verdict;

  void Find(v1::FindingKind kind, const absl::Status& status) {
    verdict.findings.push_back(MakeFinding(case_id, sequence, kind, status));
  }
  void Find(v1::FindingKind kind, absl::string_view what,
            absl::string_view where = "") {
    Find(kind, MakeError(Reason::kDigestMismatch, what, where));
  }
};

RecordCheck::RecordCheck(const Ledger& ledger, const evidence::KeyBook* keys,
                         CheckedRounds& rounds, Unseal unseal)
    : keys_(keys),
      rounds_(rounds),
      unseal_(std::move(unseal)),
      search_(ledger) {}

absl::StatusOr<RecordVerdict> RecordCheck::Check(
    absl::string_view case_id, std::uint64_t sequence,
    const storage::v1::StoredRecord& stored, bool erased) {
  Subject subject{case_id, sequence, stored, {}, {}, nullptr, {}, {}};
  absl::StatusOr<evidence::RecordHeadSpec> head =
      evidence::ParseRecordHead(stored.head());
  if (!head.ok()) {
    subject.Find(v1::FINDING_KIND_CHANGED, head.status());
    return std::move(subject.verdict);
  }
  subject.head = *std::move(head);
  subject.digest = evidence::RecordDigest(stored.head());
  RETURN_IF_ERROR(CheckRound(subject));
  ASSIGN_OR_RETURN(const bool in_place, CheckPlace(subject));
  if (!in_place) return std::move(subject.verdict);
  subject.verdict.link =
      evidence::ChainLink{subject.head.position, sequence,
                          subject.head.recorded_time, subject.digest};
  CheckSender(subject);
  if (!erased) RETURN_IF_ERROR(Open(subject));
  return std::move(subject.verdict);
}

// Finds the round of the position, and what is wrong with it.
absl::Status RecordCheck::CheckRound(Subject& subject) {
  const std::uint64_t position = subject.head.position;
  absl::StatusOr<std::shared_ptr<const CheckedRound>> round =
      rounds_.At(position);
  if (HasReason(round.status(), Reason::kDiskFailed)) return round.status();
  if (!round.ok() || (*round)->head.first_position > position ||
      (*round)->head.last_position < position) {
    subject.Find(v1::FINDING_KIND_ROUND,
                 absl::StrCat("no round holds position ", position));
    return absl::OkStatus();
  }
  subject.round = *std::move(round);
  subject.entry = subject.round->EntryAt(position);
  subject.verdict.in_round =
      subject.entry != nullptr &&
      subject.entry->record_digest() == crypto::AsBytes(subject.digest);
  return absl::OkStatus();
}

// False if this is not the record that was written here; nothing more can be
// said of it then.
absl::StatusOr<bool> RecordCheck::CheckPlace(Subject& subject) {
  const evidence::RecordHeadSpec& head = subject.head;
  const bool same_case = head.case_id == subject.case_id;
  if (same_case && head.sequence == subject.sequence) {
    if (subject.entry != nullptr && !subject.verdict.in_round) {
      RETURN_IF_ERROR(FindChange(subject));
      return false;
    }
  } else if (!subject.verdict.in_round) {
    subject.Find(v1::FINDING_KIND_CHANGED,
                 "the record says it is of another place");
    return false;
  } else {
    subject.Find(
        same_case ? v1::FINDING_KIND_REORDERED : v1::FINDING_KIND_SWAPPED,
        absl::StrCat("the record of ", head.case_id, " sequence ",
                     head.sequence, " lies here"));
    return false;
  }
  if (subject.round != nullptr) CompareWithRound(subject);
  return true;
}

// What is wrong with the round besides the digest of the record.
void RecordCheck::CompareWithRound(Subject& subject) const {
  const CheckedRound& round = *subject.round;
  if (!round.signature.ok()) {
    subject.Find(v1::FINDING_KIND_ROUTER_SIGNATURE, round.signature);
  }
  if (!round.entries.ok()) {
    subject.Find(v1::FINDING_KIND_ROUND, round.entries);
  } else if (subject.entry->case_id() != subject.head.case_id ||
             subject.entry->sequence() != subject.head.sequence) {
    subject.Find(v1::FINDING_KIND_ROUND,
                 "the round names another place for the record");
  } else if (round.signature.ok() &&
             round.head.recorded_time != subject.head.recorded_time) {
    subject.Find(v1::FINDING_KIND_ROUND,
                 "the round was recorded at another time than the record");
  }
}

// The record is not the one that its round holds. Bytes that lie in another
// record, too, were taken from there.
absl::Status RecordCheck::FindChange(Subject& subject) {
  const evidence::RecordHeadSpec& head = subject.head;
  bool swapped = false;
  ASSIGN_OR_RETURN(swapped,
                   FindOwner(subject, head.envelope_digest, "envelope"));
  for (size_t i = 0; i < head.stored_part_digests.size(); ++i) {
    ASSIGN_OR_RETURN(const bool other,
                     FindOwner(subject, head.stored_part_digests[i],
                               absl::StrCat("parts[", i, "]")));
    swapped = swapped || other;
  }
  // Where nothing is sealed, many have the same.
  if (keys_ != nullptr) {
    ASSIGN_OR_RETURN(const bool other,
                     FindOwner(subject, head.stored_effects_digest, "effects"));
    swapped = swapped || other;
  }
  if (!swapped) {
    subject.Find(v1::FINDING_KIND_CHANGED,
                 "the record is not the one its round holds");
  }
  return absl::OkStatus();
}

// Whether another record has bytes with this digest.
absl::StatusOr<bool> RecordCheck::FindOwner(Subject& subject,
                                            const crypto::Digest& digest,
                                            absl::string_view what) {
  ASSIGN_OR_RETURN(
      const std::optional<RecordName> owner,
      search_.Find(digest, {std::string(subject.case_id), subject.sequence}));
  if (!owner.has_value()) return false;
  subject.Find(v1::FINDING_KIND_SWAPPED,
               absl::StrCat("bytes of ", owner->case_id, " sequence ",
                            owner->sequence, " lie here"),
               what);
  return true;
}

// The round's signature stands for what the router itself says.
void RecordCheck::CheckSender(Subject& subject) const {
  v1::Envelope envelope;
  if (!envelope.ParseFromString(subject.stored.envelope())) {
    subject.Find(v1::FINDING_KIND_CHANGED, "the bytes are not an envelope",
                 "envelope");
    return;
  }
  if (keys_ == nullptr || envelope.sender() == HomeOf(subject.head.case_id)) {
    return;
  }
  const absl::Status status =
      evidence::VerifyProof(envelope.sender(), subject.head.envelope_digest,
                            subject.stored.proof(), *keys_, check_);
  if (!status.ok()) subject.Find(v1::FINDING_KIND_SENDER_SIGNATURE, status);
}

// What lies sealed against what the sender signed.
absl::Status RecordCheck::Open(Subject& subject) const {
  const absl::StatusOr<storage::v1::StoredRecord> plain =
      unseal_(subject.stored);
  if (HasReason(plain.status(), Reason::kDiskFailed)) return plain.status();
  if (!plain.ok()) {
    subject.Find(v1::FINDING_KIND_UNREADABLE, plain.status());
    return absl::OkStatus();
  }
  v1::Envelope envelope;
  envelope.ParseFromString(subject.stored.envelope());
  const auto& sent = envelope.part_digests();
  const size_t before = subject.verdict.findings.size();
  for (int i = 0; i < plain->parts_size(); ++i) {
    const std::string digest =
        crypto::ToBytes(evidence::PartDigest(plain->parts(i).content()));
    if (i < sent.size() && sent.Get(i) == digest) continue;
    const bool other = absl::c_linear_search(sent, digest);
    subject.Find(other ? v1::FINDING_KIND_SWAPPED : v1::FINDING_KIND_CHANGED,
                 other ? "another part of the message was sealed here"
                       : "what was sealed is not what the sender signed",
                 absl::StrCat("parts[", i, "]"));
  }
  if (subject.verdict.findings.size() != before) return absl::OkStatus();
  OpenedRecord opened;
  opened.head = subject.head;
  opened.digest = subject.digest;
  absl::StatusOr<evidence::OpenedMessage> message =
      evidence::OpenDelivered(SignedMessageOf(*plain));
  if (!message.ok()) {
    subject.Find(v1::FINDING_KIND_UNREADABLE, message.status());
  } else if (!opened.effects.ParseFromString(plain->effects())) {
    subject.Find(v1::FINDING_KIND_UNREADABLE, "the effects cannot be read",
                 "effects");
  } else if (message->withheld() != 0) {
    subject.Find(v1::FINDING_KIND_MISSING, "parts of the message are not there",
                 "parts");
  } else {
    opened.message = *std::move(message);
    subject.verdict.opened = std::move(opened);
  }
  return absl::OkStatus();
}

}  // namespace referral::router
