#ifndef REFERRAL_COMMON_CRYPTO_KEYED_DIGEST_H_
#define REFERRAL_COMMON_CRYPTO_KEYED_DIGEST_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/crypto/digest.h"

namespace referral::crypto {

// BLAKE2b-256 under `key` of 32 bytes over (length of `tag`, one byte || `tag`
// || `data`): whoever lacks the key can neither make nor check one, so that
// guessing what it is of is of no use. `tag` has 1 to 255 bytes; anything else
// is a programming error and ends the process. Thread-safe after Init().
Digest KeyedBlake2b256(absl::Span<const uint8_t> key, absl::string_view tag,
                       absl::string_view data);

}  // namespace referral::crypto

#endif  // REFERRAL_COMMON_CRYPTO_KEYED_DIGEST_H_
