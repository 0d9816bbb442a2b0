#ifndef REFERRAL_COMMON_EVIDENCE_KEY_BOOK_H_
#define REFERRAL_COMMON_EVIDENCE_KEY_BOOK_H_

#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/crypto/signing.h"
#include "proto/referral/config/v1/deployment.pb.h"

namespace referral::evidence {

// A public key as the deployment registers it. It is valid from the first
// moment of `valid_from` to the last of `valid_until`, in UTC.
struct RegisteredKey {
  crypto::PublicKey key = {};
  absl::Time begin = absl::InfinitePast();
  absl::Time end = absl::InfiniteFuture();  // exclusive
  bool revoked = false;

  bool IsValidAt(absl::Time time) const { return begin <= time && time < end; }
};

// The public keys of agencies and router, by key id. Reading is thread-safe.
class KeyBook {
 public:
  KeyBook() = default;
  // `deployment` must have passed common/config's validation.
  explicit KeyBook(const config::v1::Deployment& deployment) {
    Add(deployment);
  }

  // Adds the keys of another version, which wins where both list a key id: for
  // checking what was recorded under earlier ones.
  void Add(const config::v1::Deployment& deployment);

  // nullptr if unknown.
  const RegisteredKey* OfAgency(absl::string_view agency,
                                absl::string_view key_id) const;
  const RegisteredKey* OfRouter(absl::string_view key_id) const;

  // The id under which `key` is registered, not revoked and valid at `now`;
  // empty if there is none.
  std::string IdOfAgencyKey(absl::string_view agency,
                            const crypto::PublicKey& key, absl::Time now) const;
  std::string IdOfRouterKey(const crypto::PublicKey& key, absl::Time now) const;

 private:
  using Keys = absl::flat_hash_map<std::string, RegisteredKey>;

  absl::flat_hash_map<std::string, Keys> agencies_;
  Keys router_;
};

}  // namespace referral::evidence

#endif  // REFERRAL_COMMON_EVIDENCE_KEY_BOOK_H_
