#include "common/crypto/signing.h"

#include <sodium.h>

#include <algorithm>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"

namespace referral::crypto {
namespace {

static_assert(kPublicKeyBytes == crypto_sign_PUBLICKEYBYTES);
static_assert(kSignatureBytes == crypto_sign_BYTES);
static_assert(kSeedBytes == crypto_sign_SEEDBYTES);

const unsigned char* Unsigned(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

absl::optional<PublicKey> PublicKeyFromHex(absl::string_view hex) {
  PublicKey key;
  if (hex.size() != 2 * key.size() ||
      !std::all_of(hex.begin(), hex.end(), [](char c) {
        return absl::ascii_isxdigit(static_cast<unsigned char>(c));
      })) {
    return absl::nullopt;
  }
  const std::string bytes = absl::HexStringToBytes(hex);
  std::copy(bytes.begin(), bytes.end(), key.begin());
  return key;
}

std::string ToHex(const PublicKey& key) {
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(key.data()), key.size()));
}

SigningKey SigningKey::FromSeed(absl::Span<const uint8_t> seed) {
  if (seed.size() != kSeedBytes) std::abort();
  SigningKey key;
  key.secret_ = LockedBytes(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(key.public_key_.data(), key.secret_.data(),
                           seed.data());
  return key;
}

SigningKey SigningKey::Generate() {
  LockedBytes seed(kSeedBytes);
  randombytes_buf(seed.data(), seed.size());
  return FromSeed(seed.span());
}

std::string SigningKey::Sign(absl::string_view message) const {
  std::string signature(kSignatureBytes, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()),
                       nullptr, Unsigned(message), message.size(),
                       secret_.data());
  return signature;
}

bool VerifySignature(const PublicKey& key, absl::string_view message,
                     absl::string_view signature) {
  return signature.size() == kSignatureBytes &&
         crypto_sign_verify_detached(Unsigned(signature), Unsigned(message),
                                     message.size(), key.data()) == 0;
}

}  // namespace referral::crypto
