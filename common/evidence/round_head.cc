#include "common/evidence/round_head.h"

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/evidence/digests.h"
#include "common/evidence/timestamp.h"

namespace referral::evidence {
namespace {

absl::Status BrokenChain(absl::string_view what, const RoundHeadSpec& head) {
  return MakeError(Reason::kStoreCorrupt, what,
                   absl::StrCat("round of position ", head.first_position));
}

}  // namespace

v1::SignedRoundHead MakeRoundHead(const RoundHeadSpec& spec) {
  v1::RoundHead head;
  head.set_home(spec.home);
  head.set_first_position(spec.first_position);
  head.set_last_position(spec.last_position);
  head.set_root(crypto::ToBytes(spec.root));
  head.set_previous_digest(crypto::ToBytes(spec.previous_digest));
  *head.mutable_recorded_time() = ToTimestamp(spec.recorded_time);
  v1::SignedRoundHead signed_head;
  signed_head.set_head(head.SerializeAsString());
  return signed_head;
}

absl::StatusOr<RoundHeadSpec> ParseRoundHead(const v1::SignedRoundHead& head) {
  v1::RoundHead parsed;
  if (!parsed.ParseFromString(head.head())) {
    return MakeError(Reason::kMalformedMessage,
                     "the bytes are not a round head", "round_head");
  }
  if (!IsHomeCode(parsed.home()) || parsed.first_position() == 0 ||
      parsed.last_position() < parsed.first_position()) {
    return MakeError(Reason::kInvalidField,
                     "a round has a home and at least one position",
                     "round_head");
  }
  RoundHeadSpec spec;
  spec.home = parsed.home();
  spec.first_position = parsed.first_position();
  spec.last_position = parsed.last_position();
  ASSIGN_OR_RETURN(spec.root, ParseDigest(parsed.root(), "round_head.root"));
  ASSIGN_OR_RETURN(
      spec.previous_digest,
      ParseDigest(parsed.previous_digest(), "round_head.previous_digest"));
  ASSIGN_OR_RETURN(
      spec.recorded_time,
      FromTimestamp(parsed.recorded_time(), "round_head.recorded_time"));
  return spec;
}

absl::StatusOr<RoundLink> VerifyRound(const v1::SignedRoundHead& head,
                                      absl::Span<const Digest> record_digests,
                                      const RoundLink& previous) {
  ASSIGN_OR_RETURN(const RoundHeadSpec spec, ParseRoundHead(head));
  if (!previous.home.empty() && spec.home != previous.home) {
    return BrokenChain("the round is of another router", spec);
  }
  if (spec.first_position != previous.last_position + 1) {
    return BrokenChain(absl::StrCat("the round before ends at position ",
                                    previous.last_position),
                       spec);
  }
  if (spec.previous_digest != previous.digest) {
    return BrokenChain("the round before has another digest", spec);
  }
  if (spec.recorded_time < previous.recorded_time) {
    return BrokenChain("the recorded time goes backwards", spec);
  }
  if (record_digests.size() != spec.last_position - spec.first_position + 1) {
    return BrokenChain(
        absl::StrCat("the round has ", record_digests.size(), " records"),
        spec);
  }
  if (HashTree(record_digests).root() != spec.root) {
    return BrokenChain("the records are not those of the round", spec);
  }
  return RoundLink{spec.home, spec.last_position, spec.recorded_time,
                   RoundDigest(head.head())};
}

v1::RoundProof MakeRoundProof(const HashTree& tree, size_t index,
                              const v1::SignedRoundHead& head) {
  v1::RoundProof proof;
  *proof.mutable_path() = tree.Path(index);
  *proof.mutable_round_head() = head;
  return proof;
}

absl::Status VerifyRoundProof(const v1::RoundProof& proof, uint64_t position,
                              const Digest& record_digest) {
  ASSIGN_OR_RETURN(const RoundHeadSpec round,
                   ParseRoundHead(proof.round_head()));
  const uint64_t count = round.last_position - round.first_position + 1;
  if (proof.path().leaf_count() != count ||
      position != round.first_position + proof.path().leaf_index()) {
    return MakeError(Reason::kDigestMismatch,
                     "the position is not where the path leads", "proof.path");
  }
  return VerifyPath(record_digest, proof.path(), round.root);
}

}  // namespace referral::evidence
