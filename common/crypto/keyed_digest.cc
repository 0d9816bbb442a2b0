#include "common/crypto/keyed_digest.h"

#include <sodium.h>

#include <cstdlib>

namespace referral::crypto {
namespace {

static_assert(crypto_generichash_KEYBYTES == kDigestBytes);

const unsigned char* Unsigned(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

Digest KeyedBlake2b256(absl::Span<const uint8_t> key, absl::string_view tag,
                       absl::string_view data) {
  if (key.size() != crypto_generichash_KEYBYTES || tag.empty() ||
      tag.size() > 255) {
    std::abort();
  }
  const auto tag_bytes = static_cast<unsigned char>(tag.size());
  crypto_generichash_state state;
  crypto_generichash_init(&state, key.data(), key.size(), kDigestBytes);
  crypto_generichash_update(&state, &tag_bytes, 1);
  crypto_generichash_update(&state, Unsigned(tag), tag.size());
  crypto_generichash_update(&state, Unsigned(data), data.size());
  Digest digest;
  crypto_generichash_final(&state, digest.data(), digest.size());
  return digest;
}

}  // namespace referral::crypto
