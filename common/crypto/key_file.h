// Secret keys from files that only their owner can read.
#ifndef REFERRAL_COMMON_CRYPTO_KEY_FILE_H_
#define REFERRAL_COMMON_CRYPTO_KEY_FILE_H_

#include <string>

#include "absl/status/statusor.h"
#include "common/crypto/master_keys.h"
#include "common/crypto/signing.h"

namespace referral::crypto {

// Both refuse a file that group or others may touch, unless it lies below
// $CREDENTIALS_DIRECTORY, where systemd guards it.

// An Ed25519 key as `openssl genpkey -algorithm ed25519` writes it (PEM,
// PKCS #8, RFC 8410). Errors: KEY_FILE_INVALID.
absl::StatusOr<SigningKey> ReadSigningKeyFile(const std::string& path);

// Master keys, one a line as 64 hexadecimal digits, the one in use first;
// blank lines and lines that begin with # are skipped.
// Errors: KEY_FILE_INVALID.
absl::StatusOr<MasterKeys> ReadMasterKeyFile(const std::string& path);

}  // namespace referral::crypto

#endif  // REFERRAL_COMMON_CRYPTO_KEY_FILE_H_
