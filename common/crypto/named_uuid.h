#ifndef REFERRAL_COMMON_CRYPTO_NAMED_UUID_H_
#define REFERRAL_COMMON_CRYPTO_NAMED_UUID_H_

#include <string>

#include "absl/strings/string_view.h"

namespace referral::crypto {

// A UUID of version 8 (RFC 9562, section 5.8) from the first 16 bytes of
// BLAKE2b-256 of tag "referral.v1.uuid" and `name`: the same name, the same
// UUID. Thread-safe after Init().
std::string NamedUuid(absl::string_view name);

}  // namespace referral::crypto

#endif  // REFERRAL_COMMON_CRYPTO_NAMED_UUID_H_
