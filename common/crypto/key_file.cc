#include "common/crypto/key_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"

namespace referral::crypto {
namespace {

// Some dozens of keys, or one with an attribute or two.
constexpr size_t kMaxFileBytes = 8192;

absl::Status Invalid(absl::string_view what, const std::string& path) {
  return MakeError(Reason::kKeyFileInvalid, what, path);
}

bool IsCredential(const std::string& path) {
  const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
  return directory != nullptr && *directory != '\0' &&
         absl::StartsWith(path, absl::StrCat(directory, "/"));
}

// The whole file, in locked memory: `size` of its bytes are the file's.
struct Secret {
  LockedBytes bytes;
  size_t size = 0;

  absl::string_view text() const {
    return {reinterpret_cast<const char*>(bytes.data()), size};
  }
};

absl::StatusOr<Secret> ReadSecret(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return Invalid(
        absl::StrCat("the file cannot be read: ", std::strerror(errno)), path);
  }
  const absl::Cleanup closer = [fd] { close(fd); };
  struct stat info {};
  if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
    return Invalid("it is no file", path);
  }
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0 && !IsCredential(path)) {
    return Invalid("the file is open to group or others", path);
  }
  Secret secret{LockedBytes(kMaxFileBytes), 0};
  while (secret.size < kMaxFileBytes) {
    const ssize_t got = read(fd, secret.bytes.data() + secret.size,
                             kMaxFileBytes - secret.size);
    if (got < 0) return Invalid(std::strerror(errno), path);
    if (got == 0) return secret;
    secret.size += static_cast<size_t>(got);
  }
  return Invalid(absl::StrCat("the file has ", kMaxFileBytes, " bytes or more"),
                 path);
}

// The text between the lines BEGIN and END; empty if there is none.
absl::string_view PemBody(absl::string_view text) {
  constexpr absl::string_view kBegin = "-----BEGIN PRIVATE KEY-----";
  constexpr absl::string_view kEnd = "-----END PRIVATE KEY-----";
  const size_t begin = text.find(kBegin);
  if (begin == absl::string_view::npos) return "";
  text.remove_prefix(begin + kBegin.size());
  const size_t end = text.find(kEnd);
  return end == absl::string_view::npos ? "" : text.substr(0, end);
}

// What precedes the seed in the DER of an Ed25519 key without attributes
// (RFC 8410, section 7).
constexpr uint8_t kPkcs8Prefix[] = {0x30, 0x2e, 0x02, 0x01, 0x00, 0x30,
                                    0x05, 0x06, 0x03, 0x2b, 0x65, 0x70,
                                    0x04, 0x22, 0x04, 0x20};

}  // namespace

absl::StatusOr<SigningKey> ReadSigningKeyFile(const std::string& path) {
  ASSIGN_OR_RETURN(const Secret secret, ReadSecret(path));
  const absl::string_view body = PemBody(secret.text());
  LockedBytes der(sizeof(kPkcs8Prefix) + kSeedBytes);
  size_t size = 0;
  if (sodium_base642bin(der.data(), der.size(), body.data(), body.size(),
                        " \r\n\t", &size, nullptr,
                        sodium_base64_VARIANT_ORIGINAL) != 0 ||
      size != der.size() ||
      !std::equal(std::begin(kPkcs8Prefix), std::end(kPkcs8Prefix),
                  der.data())) {
    return Invalid("it is no Ed25519 private key in PEM (PKCS #8)", path);
  }
  return SigningKey::FromSeed(der.span().subspan(sizeof(kPkcs8Prefix)));
}

absl::StatusOr<MasterKeys> ReadMasterKeyFile(const std::string& path) {
  ASSIGN_OR_RETURN(const Secret secret, ReadSecret(path));
  MasterKeys keys;
  absl::string_view rest = secret.text();
  for (int line = 1; !rest.empty(); ++line) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    absl::string_view text = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (absl::EndsWith(text, "\r")) text.remove_suffix(1);
    if (text.empty() || text.front() == '#') continue;
    LockedBytes key(kSealKeyBytes);
    size_t size = 0;
    if (text.size() != 2 * key.size() ||
        sodium_hex2bin(key.data(), key.size(), text.data(), text.size(),
                       nullptr, &size, nullptr) != 0 ||
        size != key.size()) {
      return Invalid("a master key has 64 hexadecimal digits",
                     absl::StrCat(path, ":", line));
    }
    if (!keys.Add(std::move(key))) {
      return Invalid("the key stands there twice",
                     absl::StrCat(path, ":", line));
    }
  }
  if (keys.empty()) return Invalid("there is no key in it", path);
  return keys;
}

}  // namespace referral::crypto
