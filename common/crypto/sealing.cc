#include "common/crypto/sealing.h"

#include <sodium.h>

#include <cstdlib>

namespace referral::crypto {
namespace {

constexpr size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

static_assert(kSealKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(kSealOverheadBytes == kNonceBytes + kTagBytes);

const unsigned char* Unsigned(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* Unsigned(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

}  // namespace

std::string Seal(absl::Span<const uint8_t> key, absl::string_view context,
                 absl::string_view plain) {
  if (key.size() != kSealKeyBytes) std::abort();
  std::string sealed(plain.size() + kSealOverheadBytes, '\0');
  unsigned char* const nonce = Unsigned(sealed);
  randombytes_buf(nonce, kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      nonce + kNonceBytes, nullptr, Unsigned(plain), plain.size(),
      Unsigned(context), context.size(), nullptr, nonce, key.data());
  return sealed;
}

bool OpenInto(absl::Span<const uint8_t> key, absl::string_view context,
              absl::string_view sealed, absl::Span<uint8_t> plain) {
  if (key.size() != kSealKeyBytes) std::abort();
  if (sealed.size() != plain.size() + kSealOverheadBytes) return false;
  const absl::string_view ciphertext = sealed.substr(kNonceBytes);
  const bool opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
                          plain.data(), nullptr, nullptr, Unsigned(ciphertext),
                          ciphertext.size(), Unsigned(context), context.size(),
                          Unsigned(sealed), key.data()) == 0;
  if (!opened) sodium_memzero(plain.data(), plain.size());
  return opened;
}

absl::optional<std::string> Open(absl::Span<const uint8_t> key,
                                 absl::string_view context,
                                 absl::string_view sealed) {
  if (sealed.size() < kSealOverheadBytes) return absl::nullopt;
  std::string plain(sealed.size() - kSealOverheadBytes, '\0');
  if (!OpenInto(key, context, sealed, {Unsigned(plain), plain.size()})) {
    return absl::nullopt;
  }
  return plain;
}

}  // namespace referral::crypto
