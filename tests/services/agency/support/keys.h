// Keys of the sample deployment: always the same, so that several processes of
// a test share them; and files that hold keys.
#ifndef REFERRAL_TESTS_SERVICES_AGENCY_SUPPORT_KEYS_H_
#define REFERRAL_TESTS_SERVICES_AGENCY_SUPPORT_KEYS_H_

#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <initializer_list>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/crypto/digest.h"
#include "common/crypto/signing.h"
#include "proto/referral/config/v1/deployment.pb.h"

namespace referral::agency {

// Id of everybody's key.
inline constexpr char kKeyId[] = "k1";

// The nth seed of `owner`: an agency id, or "router".
inline crypto::Digest SeedOf(absl::string_view owner, int n = 1) {
  return crypto::Blake2b256("referral.test.seed", absl::StrCat(owner, " ", n));
}
inline crypto::SigningKey SigningKeyOf(absl::string_view owner, int n = 1) {
  if (!crypto::Init().ok()) std::abort();
  return crypto::SigningKey::FromSeed(SeedOf(owner, n));
}

// Lists the key as `key_id`, valid from the year of the pilot on.
inline void ListKey(const crypto::SigningKey& key, const std::string& key_id,
                    config::v1::SigningKey& listed) {
  listed.set_key_id(key_id);
  listed.set_public_key_hex(crypto::ToHex(key.public_key()));
  listed.mutable_valid_from()->set_year(2019);
  listed.mutable_valid_from()->set_month(1);
  listed.mutable_valid_from()->set_day(1);
}

// A file that its owner alone can read, as a whole or not at all.
inline void WriteSecret(const std::string& path, const std::string& text) {
  const std::string fresh = path + ".new";
  std::ofstream(fresh) << text;
  chmod(fresh.c_str(), 0600);
  std::rename(fresh.c_str(), path.c_str());
}

// The PEM (RFC 8410) of the nth signing key of `owner`.
inline void WriteSigningKey(const std::string& path, absl::string_view owner,
                            int n = 1) {
  const std::string der =
      absl::HexStringToBytes("302e020100300506032b657004220420") +
      crypto::ToBytes(SeedOf(owner, n));
  WriteSecret(path, absl::StrCat("-----BEGIN PRIVATE KEY-----\n",
                                 absl::Base64Escape(der),
                                 "\n-----END PRIVATE KEY-----\n"));
}

// A master key file with the keys of these numbers, the first in use.
inline void WriteMasterKeys(const std::string& path,
                            std::initializer_list<int> numbers) {
  std::string text = "# master keys of a test\n";
  for (const int n : numbers) {
    absl::StrAppend(&text, crypto::ToHex(SeedOf("master", n)), "\n");
  }
  WriteSecret(path, text);
}

}  // namespace referral::agency

#endif  // REFERRAL_TESTS_SERVICES_AGENCY_SUPPORT_KEYS_H_
