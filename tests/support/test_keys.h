// Keys for tests: always the same, worth nothing.
#ifndef REFERRAL_TESTS_SUPPORT_TEST_KEYS_H_
#define REFERRAL_TESTS_SUPPORT_TEST_KEYS_H_

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/digest.h"
#include "common/crypto/master_keys.h"
#include "common/crypto/signing.h"

namespace referral::testing {

// The seed of the signing key that belongs to `owner`.
inline crypto::Digest TestSeed(absl::string_view owner) {
  return crypto::Blake2b256("test.signing_key", owner);
}

inline crypto::SigningKey TestSigningKey(absl::string_view owner) {
  return crypto::SigningKey::FromSeed(TestSeed(owner));
}

// The lines by which a deployment lists that key, as `field`.
inline std::string TestKeyText(absl::string_view field,
                               absl::string_view owner) {
  return absl::StrCat(field, " { key_id: \"", owner, "-1\" public_key_hex: \"",
                      crypto::ToHex(TestSigningKey(owner).public_key()),
                      "\" valid_from { year: 2000 month: 1 day: 1 } }\n");
}

inline std::string TestKeyId(absl::string_view owner) {
  return absl::StrCat(owner, "-1");
}

inline std::string TestMasterKeyHex(char digit) {
  return std::string(64, digit);
}

inline std::shared_ptr<const crypto::MasterKeys> TestMasterKeys(
    std::string digits = "a") {
  auto keys = std::make_shared<crypto::MasterKeys>();
  for (const char digit : digits) {
    crypto::LockedBytes key(crypto::kSealKeyBytes);
    const std::string bytes = absl::HexStringToBytes(TestMasterKeyHex(digit));
    std::copy(bytes.begin(), bytes.end(), key.span().begin());
    keys->Add(std::move(key));
  }
  return keys;
}

inline void WriteSecret(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::trunc) << text;
  chmod(path.c_str(), S_IRUSR | S_IWUSR);
}

// As `openssl genpkey -algorithm ed25519` would have written it.
inline void WriteSigningKey(const std::string& path, absl::string_view owner) {
  const crypto::Digest seed = TestSeed(owner);
  const std::string der =
      absl::StrCat(absl::HexStringToBytes("302e020100300506032b657004220420"),
                   crypto::AsBytes(seed));
  WriteSecret(path, absl::StrCat("-----BEGIN PRIVATE KEY-----\n",
                                 absl::Base64Escape(der),
                                 "\n-----END PRIVATE KEY-----\n"));
}

inline void WriteMasterKeys(const std::string& path,
                            const std::string& digits = "a") {
  std::string text;
  for (const char digit : digits) {
    absl::StrAppend(&text, TestMasterKeyHex(digit), "\n");
  }
  WriteSecret(path, text);
}

}  // namespace referral::testing

#endif  // REFERRAL_TESTS_SUPPORT_TEST_KEYS_H_
