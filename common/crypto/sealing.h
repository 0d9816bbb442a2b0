// Sealing: XChaCha20-Poly1305 with a random nonce. What was sealed opens only
// with the same key and the same context, so that it cannot be put in another
// place. Thread-safe after Init().
#ifndef REFERRAL_COMMON_CRYPTO_SEALING_H_
#define REFERRAL_COMMON_CRYPTO_SEALING_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"

namespace referral::crypto {

inline constexpr size_t kSealKeyBytes = 32;
// What sealing adds: the nonce before, the tag behind.
inline constexpr size_t kSealOverheadBytes = 24 + 16;

// `key` has kSealKeyBytes; anything else ends the process. `context` says what
// the bytes are and where they belong; it is needed again to open them.
std::string Seal(absl::Span<const uint8_t> key, absl::string_view context,
                 absl::string_view plain);

// nullopt when `sealed` was not made by Seal with this key and context, or has
// been changed.
absl::optional<std::string> Open(absl::Span<const uint8_t> key,
                                 absl::string_view context,
                                 absl::string_view sealed);

// The same for a secret: writes to `plain`, which must have exactly the size of
// what was sealed. False, and `plain` zeroed, where Open gives nullopt.
bool OpenInto(absl::Span<const uint8_t> key, absl::string_view context,
              absl::string_view sealed, absl::Span<uint8_t> plain);

}  // namespace referral::crypto

#endif  // REFERRAL_COMMON_CRYPTO_SEALING_H_
