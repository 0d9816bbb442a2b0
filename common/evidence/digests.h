// The digest of each kind of thing that is signed or chained, as defined in
// proto/referral/v1/message.proto and record.proto. Every kind has a tag of its
// own, so that bytes of one kind never pass for another. Pure functions.
#ifndef REFERRAL_COMMON_EVIDENCE_DIGESTS_H_
#define REFERRAL_COMMON_EVIDENCE_DIGESTS_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/crypto/digest.h"

namespace referral::evidence {

using crypto::Digest;

// Of a serialised Envelope, exactly as received.
Digest EnvelopeDigest(absl::string_view envelope);

// Of a serialised Disclosure: what stands in Envelope.part_digests.
Digest PartDigest(absl::string_view disclosure);

// Of a part and of the effects as they lie on the disk.
Digest StoredPartDigest(absl::string_view content);
Digest StoredEffectsDigest(absl::string_view effects);

// Of a serialised RecordHead and a serialised RoundHead.
Digest RecordDigest(absl::string_view head);
Digest RoundDigest(absl::string_view head);

// A digest from a bytes field. Errors: DIGEST_MISMATCH when it has not 32
// bytes; `where` names the field.
absl::StatusOr<Digest> ParseDigest(absl::string_view bytes,
                                   absl::string_view where);

}  // namespace referral::evidence

#endif  // REFERRAL_COMMON_EVIDENCE_DIGESTS_H_
