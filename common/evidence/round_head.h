// Round heads: one for each synced write of the router. A round's head binds
// the digests of its records and the head of the round before, so that nothing
// can be taken out of the log, put in or reordered. Pure functions.
#ifndef REFERRAL_COMMON_EVIDENCE_ROUND_HEAD_H_
#define REFERRAL_COMMON_EVIDENCE_ROUND_HEAD_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/crypto/digest.h"
#include "common/evidence/hash_tree.h"
#include "proto/referral/v1/record.pb.h"

namespace referral::evidence {

using crypto::Digest;

// Everything a round's head says.
struct RoundHeadSpec {
  std::string home;  // home code of the router
  uint64_t first_position = 0;
  uint64_t last_position = 0;
  Digest root = crypto::kZeroDigest;             // over the record digests
  Digest previous_digest = crypto::kZeroDigest;  // zero for the first round
  absl::Time recorded_time;
};

// The head in the form that is kept and sent; key id and signature are empty.
// Digest of a head: RoundDigest(signed.head()).
v1::SignedRoundHead MakeRoundHead(const RoundHeadSpec& spec);

// The head in checked form. Errors: MALFORMED_MESSAGE, INVALID_FIELD,
// DIGEST_MISMATCH.
absl::StatusOr<RoundHeadSpec> ParseRoundHead(const v1::SignedRoundHead& head);

// What the next round is checked against. The default stands before the first.
struct RoundLink {
  std::string home;  // empty: any home
  uint64_t last_position = 0;
  absl::Time recorded_time = absl::InfinitePast();
  Digest digest = crypto::kZeroDigest;
};

// The link that `head` makes after `previous`, its records having the digests
// `record_digests`, in order of position.
// Errors: STORE_CORRUPT when positions have a gap, the time goes backwards, or
//         root, previous digest or home differ; those of ParseRoundHead.
absl::StatusOr<RoundLink> VerifyRound(const v1::SignedRoundHead& head,
                                      absl::Span<const Digest> record_digests,
                                      const RoundLink& previous);

// Shows that the record at `index` of the round (from 0) stands in it. `tree`
// is over the round's record digests.
v1::RoundProof MakeRoundProof(const HashTree& tree, size_t index,
                              const v1::SignedRoundHead& head);

// OK when `proof` shows that the record of this position and digest stands in
// its round. Errors: DIGEST_MISMATCH; those of ParseRoundHead.
absl::Status VerifyRoundProof(const v1::RoundProof& proof, uint64_t position,
                              const Digest& record_digest);

}  // namespace referral::evidence

#endif  // REFERRAL_COMMON_EVIDENCE_ROUND_HEAD_H_
