// Signatures of senders over the messages they committed at once, and of the
// router over its rounds.
#ifndef REFERRAL_COMMON_EVIDENCE_SIGNATURE_H_
#define REFERRAL_COMMON_EVIDENCE_SIGNATURE_H_

#include <cstddef>
#include <deque>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/mutex.h"
#include "common/crypto/digest.h"
#include "common/crypto/signing.h"
#include "common/evidence/key_book.h"
#include "proto/referral/v1/message.pb.h"
#include "proto/referral/v1/record.pb.h"

namespace referral::evidence {

using crypto::Digest;

// Verifies signatures over digests and remembers those that were good: the
// messages of one commit, and the records of one round, share one.
// Thread-safe.
class SignatureCheck {
 public:
  // Good signatures remembered: a few thousand commits, 32 bytes each.
  static constexpr size_t kRemembered = 8192;

  explicit SignatureCheck(size_t remembered = kRemembered)
      : max_remembered_(remembered) {}

  bool IsGood(const crypto::PublicKey& key, const Digest& digest,
              absl::string_view signature) const;

 private:
  bool Remembers(const Digest& what) const;
  void Remember(const Digest& what) const;

  const size_t max_remembered_;
  mutable Mutex mutex_;
  mutable absl::flat_hash_set<std::string> good_ ABSL_GUARDED_BY(mutex_);
  mutable std::deque<std::string> order_ ABSL_GUARDED_BY(mutex_);
};

// Signs the envelopes with these digests (at least one) together. The proof of
// each, in order.
std::vector<v1::Proof> SignEnvelopes(absl::Span<const Digest> envelope_digests,
                                     const crypto::SigningKey& key,
                                     absl::string_view key_id);

// Whether `proof` is the sender's signature of the envelope with this digest,
// by a key that `book` lists for it, whenever that was or is valid.
// Errors: SIGNATURE_REQUIRED  there is no proof
//         SIGNATURE_INVALID   it is none, or by a key that is not listed.
absl::Status VerifyProof(absl::string_view sender,
                         const Digest& envelope_digest, const v1::Proof& proof,
                         const KeyBook& book, const SignatureCheck& check);

// The same for a message that arrives now: besides, the key must not be
// revoked, and must be valid at `sent_time` or now. The second is for what is
// signed anew after its key was lost: no younger key was valid back then.
// Errors: those of VerifyProof, but
//         RESIGN  the key is not listed, not valid or revoked.
absl::Status VerifyArriving(absl::string_view sender, absl::Time sent_time,
                            const Digest& envelope_digest,
                            const v1::Proof& proof, absl::Time now,
                            const KeyBook& book, const SignatureCheck& check);

// Signs a round's head.
void SignRoundHead(const crypto::SigningKey& key, absl::string_view key_id,
                   v1::SignedRoundHead& head);

// What a signature by a router key that has since been revoked is worth.
// Whoever stole it could have signed anything: by itself nothing, but in the
// log, under rounds that a later key has signed, it is what it was.
enum class RevokedKey { kRefused, kAccepted };

// Whether the head has a signature by a router key that `book` lists.
// Errors: SIGNATURE_REQUIRED, SIGNATURE_INVALID.
absl::Status VerifyRoundSignature(const v1::SignedRoundHead& head,
                                  const KeyBook& book,
                                  const SignatureCheck& check,
                                  RevokedKey revoked);

}  // namespace referral::evidence

#endif  // REFERRAL_COMMON_EVIDENCE_SIGNATURE_H_
