// Ed25519 signatures. Thread-safe after Init().
#ifndef REFERRAL_COMMON_CRYPTO_SIGNING_H_
#define REFERRAL_COMMON_CRYPTO_SIGNING_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "common/crypto/locked_bytes.h"

namespace referral::crypto {

inline constexpr size_t kPublicKeyBytes = 32;
inline constexpr size_t kSignatureBytes = 64;
inline constexpr size_t kSeedBytes = 32;

// A type of its own, so that it is no digest.
struct PublicKey : std::array<uint8_t, kPublicKeyBytes> {};

// From 64 hexadecimal digits of either case; nullopt for anything else.
absl::optional<PublicKey> PublicKeyFromHex(absl::string_view hex);
// 64 lower-case hexadecimal digits.
std::string ToHex(const PublicKey& key);

// A key pair; its secret half lies in locked memory. Immutable.
class SigningKey {
 public:
  // The pair that belongs to `seed`, which has kSeedBytes; anything else ends
  // the process. The caller wipes the seed.
  static SigningKey FromSeed(absl::Span<const uint8_t> seed);
  // A new pair.
  static SigningKey Generate();

  const PublicKey& public_key() const { return public_key_; }

  // The signature of `message`, kSignatureBytes: always the same.
  std::string Sign(absl::string_view message) const;

 private:
  SigningKey() = default;

  PublicKey public_key_ = {};
  LockedBytes secret_;
};

// Whether `signature` is that of `message` by the holder of `key`.
bool VerifySignature(const PublicKey& key, absl::string_view message,
                     absl::string_view signature);

}  // namespace referral::crypto

#endif  // REFERRAL_COMMON_CRYPTO_SIGNING_H_
