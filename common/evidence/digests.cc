#include "common/evidence/digests.h"

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"

namespace referral::evidence {

Digest EnvelopeDigest(absl::string_view envelope) {
  return crypto::Blake2b256("referral.v1.envelope", envelope);
}

Digest PartDigest(absl::string_view disclosure) {
  return crypto::Blake2b256("referral.v1.part", disclosure);
}

Digest StoredPartDigest(absl::string_view content) {
  return crypto::Blake2b256("referral.v1.stored_part", content);
}

Digest StoredEffectsDigest(absl::string_view effects) {
  return crypto::Blake2b256("referral.v1.stored_effects", effects);
}

Digest RecordDigest(absl::string_view head) {
  return crypto::Blake2b256("referral.v1.record", head);
}

Digest RoundDigest(absl::string_view head) {
  return crypto::Blake2b256("referral.v1.round", head);
}

absl::StatusOr<Digest> ParseDigest(absl::string_view bytes,
                                   absl::string_view where) {
  const absl::optional<Digest> digest = crypto::FromBytes(bytes);
  if (!digest.has_value()) {
    return MakeError(
        Reason::kDigestMismatch,
        absl::StrCat("a digest has 32 bytes, this one ", bytes.size()), where);
  }
  return *digest;
}

}  // namespace referral::evidence
