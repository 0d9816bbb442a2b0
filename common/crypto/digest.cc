#include "common/crypto/digest.h"

#include <sodium.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "absl/strings/escaping.h"
#include "common/base/errors.h"

namespace referral::crypto {
namespace {

static_assert(kDigestBytes == crypto_generichash_BYTES);

const unsigned char* Unsigned(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

absl::Status Init() {
  if (sodium_init() < 0) {
    return MakeError(Reason::kInternal, "libsodium cannot be initialised");
  }
  return absl::OkStatus();
}

Digest Blake2b256(absl::string_view tag,
                  std::initializer_list<absl::string_view> data) {
  if (tag.empty() || tag.size() > 255) std::abort();
  const unsigned char tag_bytes = static_cast<unsigned char>(tag.size());
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, kDigestBytes);
  crypto_generichash_update(&state, &tag_bytes, 1);
  crypto_generichash_update(&state, Unsigned(tag), tag.size());
  for (absl::string_view piece : data) {
    crypto_generichash_update(&state, Unsigned(piece), piece.size());
  }
  Digest digest;
  crypto_generichash_final(&state, digest.data(), digest.size());
  return digest;
}

Digest Blake2b256(absl::string_view tag, absl::string_view data) {
  return Blake2b256(tag, {data});
}

absl::string_view AsBytes(const Digest& digest) {
  return absl::string_view(reinterpret_cast<const char*>(digest.data()),
                           digest.size());
}

std::string ToBytes(const Digest& digest) {
  return std::string(AsBytes(digest));
}

absl::optional<Digest> FromBytes(absl::string_view bytes) {
  Digest digest;
  if (bytes.size() != digest.size()) return absl::nullopt;
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

std::string ToHex(const Digest& digest) {
  return absl::BytesToHexString(AsBytes(digest));
}

void FillRandom(absl::Span<uint8_t> out) {
  randombytes_buf(out.data(), out.size());
}

std::string RandomBytes(size_t count) {
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

}  // namespace referral::crypto
