#include "services/router/core/round_prover.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/evidence/digests.h"
#include "common/evidence/receipt.h"
#include "common/evidence/record.h"

namespace referral::router {
namespace {

// One for every agency that reads at its own pace, and a few more.
constexpr size_t kKeptRounds = 16;

}  // namespace

absl::StatusOr<std::shared_ptr<const ProvenRound>> ProvenRound::Make(
    const storage::v1::StoredRound& round) {
  ASSIGN_OR_RETURN(const evidence::RoundHeadSpec spec,
                   evidence::ParseRoundHead(round.head()));
  const std::uint64_t count = spec.last_position - spec.first_position + 1;
  if (static_cast<std::uint64_t>(round.entries_size()) != count) {
    return MakeError(Reason::kStoreCorrupt,
                     absl::StrCat("the round has ", round.entries_size(),
                                  " entries for ", count, " positions"),
                     absl::StrCat("position ", spec.first_position));
  }
  std::vector<crypto::Digest> digests;
  digests.reserve(count);
  for (const storage::v1::RoundEntry& entry : round.entries()) {
    ASSIGN_OR_RETURN(
        const crypto::Digest digest,
        evidence::ParseDigest(entry.record_digest(), "record_digest"));
    digests.push_back(digest);
  }
  return std::shared_ptr<const ProvenRound>(
      new ProvenRound(round.head(), spec, digests));
}

ProvenRound::ProvenRound(v1::SignedRoundHead head,
                         const evidence::RoundHeadSpec& spec,
                         absl::Span<const crypto::Digest> digests)
    : head_(std::move(head)),
      first_position_(spec.first_position),
      last_position_(spec.last_position),
      tree_(digests) {}

bool ProvenRound::Holds(std::uint64_t position) const {
  return first_position_ <= position && position <= last_position_;
}

v1::RoundProof ProvenRound::Prove(std::uint64_t position) const {
  return evidence::MakeRoundProof(tree_, position - first_position_, head_);
}

RoundProver::RoundProver(const Ledger& ledger) : ledger_(ledger) {}

absl::StatusOr<v1::RoundProof> RoundProver::Prove(
    std::uint64_t position) const {
  if (const auto kept = FindKept(position); kept != nullptr) {
    return kept->Prove(position);
  }
  ASSIGN_OR_RETURN(const storage::v1::StoredRound stored,
                   ledger_.ReadRound(position));
  ASSIGN_OR_RETURN(std::shared_ptr<const ProvenRound> round,
                   ProvenRound::Make(stored));
  if (!round->Holds(position)) {
    return MakeError(Reason::kStoreCorrupt, "no round holds the position",
                     absl::StrCat("position ", position));
  }
  v1::RoundProof proof = round->Prove(position);
  Keep(std::move(round));
  return proof;
}

absl::StatusOr<v1::Receipt> RoundProver::ReadReceipt(
    absl::string_view case_id, std::uint64_t sequence) const {
  ASSIGN_OR_RETURN(const storage::v1::StoredRecord stored,
                   ledger_.ReadRecord(case_id, sequence));
  ASSIGN_OR_RETURN(const evidence::RecordHeadSpec head,
                   evidence::ParseRecordHead(stored.head()));
  v1::Envelope envelope;
  if (!envelope.ParseFromString(stored.envelope())) {
    return MakeError(Reason::kStoreCorrupt, "an envelope cannot be read",
                     case_id);
  }
  ASSIGN_OR_RETURN(v1::RoundProof proof, Prove(head.position));
  const crypto::Digest digest = evidence::RecordDigest(stored.head());
  if (!evidence::VerifyRoundProof(proof, head.position, digest).ok()) {
    return MakeError(Reason::kStoreCorrupt,
                     "the record is not the one its round holds",
                     absl::StrCat(case_id, " sequence ", sequence));
  }
  return evidence::MakeReceipt(head, digest, envelope.message_id(),
                               std::move(proof));
}

std::shared_ptr<const ProvenRound> RoundProver::FindKept(
    std::uint64_t position) const {
  MutexLock lock(mutex_);
  for (const auto& round : kept_) {
    if (round->Holds(position)) return round;
  }
  return nullptr;
}

void RoundProver::Keep(std::shared_ptr<const ProvenRound> round) const {
  MutexLock lock(mutex_);
  kept_.push_front(std::move(round));
  if (kept_.size() > kKeptRounds) kept_.pop_back();
}

}  // namespace referral::router
