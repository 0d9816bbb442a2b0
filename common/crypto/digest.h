// BLAKE2b-256 digests with domain separation, and the system's random numbers.
// Thread-safe after Init().
#ifndef REFERRAL_COMMON_CRYPTO_DIGEST_H_
#define REFERRAL_COMMON_CRYPTO_DIGEST_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"

namespace referral::crypto {

inline constexpr size_t kDigestBytes = 32;

// The 32 bytes of a BLAKE2b-256. All zero stands for "none before this one" in
// a chain. Not secret: compared in ordinary time.
using Digest = std::array<uint8_t, kDigestBytes>;

inline constexpr Digest kZeroDigest = {};

// Prepares libsodium; every main calls it once, before anything else of this
// room. May be called again. Errors: INTERNAL when the system has no source of
// random numbers.
absl::Status Init();

// BLAKE2b-256 over (length of `tag`, one byte || `tag` || every one of `data`
// in turn). The tag says what the bytes are, so that a digest of one kind is
// never one of another. `tag` has 1 to 255 bytes; anything else is a
// programming error and ends the process. The boundaries between the data are
// not part of the digest: only the last may be of varying length.
Digest Blake2b256(absl::string_view tag,
                  std::initializer_list<absl::string_view> data);
Digest Blake2b256(absl::string_view tag, absl::string_view data);

// The bytes of `digest`, valid as long as it is.
absl::string_view AsBytes(const Digest& digest);

// A copy of the 32 bytes, for a bytes field of a message.
std::string ToBytes(const Digest& digest);

// nullopt when `bytes` has not exactly 32 bytes.
absl::optional<Digest> FromBytes(absl::string_view bytes);

// 64 lower-case hexadecimal characters.
std::string ToHex(const Digest& digest);

// Fills `out` from the system's generator, fit for keys, salts and ids.
void FillRandom(absl::Span<uint8_t> out);

// `count` such bytes, for a bytes field of a message.
std::string RandomBytes(size_t count);

}  // namespace referral::crypto

#endif  // REFERRAL_COMMON_CRYPTO_DIGEST_H_
