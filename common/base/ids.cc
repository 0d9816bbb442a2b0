#include "common/base/ids.h"

#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"

namespace referral {
namespace {

constexpr absl::string_view kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr absl::string_view kRouterLogSuffix = "-ROUTER";
constexpr size_t kBodyChars = 10;
constexpr size_t kGroupChars = 5;
constexpr size_t kMinHomeChars = 2;
constexpr size_t kMaxHomeChars = 8;

bool IsUpper(char c) { return 'A' <= c && c <= 'Z'; }
bool IsLower(char c) { return 'a' <= c && c <= 'z'; }
bool IsDigit(char c) { return '0' <= c && c <= '9'; }

// Value of a digit or upper-case letter in ISO 7064's alphabet of 36.
int AlphanumericValue(char c) { return IsDigit(c) ? c - '0' : c - 'A' + 10; }

// ISO 7064 MOD 37,36 over digits and upper-case letters.
char CheckCharacter(absl::string_view home, absl::string_view body) {
  int product = 36;
  for (absl::string_view part : {home, body}) {
    for (char c : part) {
      int sum = (product + AlphanumericValue(c)) % 36;
      if (sum == 0) sum = 36;
      product = (sum * 2) % 37;
    }
  }
  const int value = (37 - product) % 36;
  return static_cast<char>(value < 10 ? '0' + value : 'A' + value - 10);
}

std::string Assemble(absl::string_view home, absl::string_view body) {
  const std::string check(1, CheckCharacter(home, body));
  return absl::StrCat(home, "-", body.substr(0, kGroupChars), "-",
                      body.substr(kGroupChars), "-", check);
}

absl::Status Invalid(absl::string_view what, absl::string_view id) {
  // What was typed is shown, but never more of it than an id has.
  return MakeError(Reason::kInvalidCaseId, what,
                   absl::CHexEscape(id.substr(0, kMaxIdBytes)));
}

// 'O' is read as '0', 'I' and 'L' as '1', as Crockford's alphabet intends.
char Unconfuse(char c) {
  if (c == 'O') return '0';
  if (c == 'I' || c == 'L') return '1';
  return c;
}

template <typename Allowed>
bool Matches(absl::string_view text, size_t max_chars, Allowed allowed) {
  if (text.empty() || text.size() > max_chars) return false;
  for (char c : text) {
    if (!allowed(c)) return false;
  }
  return true;
}

}  // namespace

std::string MintCaseId(absl::string_view home,
                       absl::Span<const uint8_t> random) {
  if (!IsHomeCode(home) || random.size() < kCaseIdRandomBytes) std::abort();
  uint64_t bits = 0;
  for (size_t i = 0; i < kCaseIdRandomBytes; ++i) {
    bits = (bits << 8) | random[i];
  }
  std::string body;
  for (size_t i = 0; i < kBodyChars; ++i) {
    body.push_back(kCrockford[bits & 31]);
    bits >>= 5;
  }
  return Assemble(home, body);
}

absl::Status CheckCaseId(absl::string_view id) {
  absl::StatusOr<std::string> parsed = ParseTypedCaseId(id);
  if (!parsed.ok()) return parsed.status();
  if (*parsed != id) {
    return Invalid("the case id is not in its written form", id);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ParseTypedCaseId(absl::string_view typed) {
  std::string chars;
  for (char c : typed.substr(0, kMaxIdBytes)) {
    if (c == '-' || c == ' ') continue;
    chars.push_back(absl::ascii_toupper(static_cast<unsigned char>(c)));
  }
  if (typed.size() > kMaxIdBytes ||
      chars.size() < kMinHomeChars + kBodyChars + 1 ||
      chars.size() > kMaxHomeChars + kBodyChars + 1) {
    return Invalid("the case id has not the right length", typed);
  }
  const size_t home_chars = chars.size() - kBodyChars - 1;
  const std::string home = chars.substr(0, home_chars);
  if (!IsHomeCode(home)) {
    return Invalid("the case id does not begin with a home code", typed);
  }
  std::string body = chars.substr(home_chars, kBodyChars);
  for (char& c : body) {
    c = Unconfuse(c);
    if (!absl::StrContains(kCrockford, c)) {
      return Invalid("the case id has a character that no case id has", typed);
    }
  }
  if (Unconfuse(chars.back()) != Unconfuse(CheckCharacter(home, body))) {
    return Invalid("the check character of the case id does not fit", typed);
  }
  return Assemble(home, body);
}

std::string HomeOf(absl::string_view id) {
  const size_t dash = id.find('-');
  if (dash == absl::string_view::npos) return "";
  return std::string(id.substr(0, dash));
}

bool IsHomeCode(absl::string_view home) {
  return home.size() >= kMinHomeChars && Matches(home, kMaxHomeChars, IsUpper);
}

std::string RouterLogId(absl::string_view home) {
  return absl::StrCat(home, kRouterLogSuffix);
}

bool IsRouterLogId(absl::string_view id) {
  return absl::ConsumeSuffix(&id, kRouterLogSuffix) && IsHomeCode(id);
}

bool IsUuid(absl::string_view text) {
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    if (dash ? c != '-' : !(IsDigit(c) || ('a' <= c && c <= 'f'))) {
      return false;
    }
  }
  return true;
}

namespace {

std::string MakeUuid(absl::Span<const uint8_t> from, char version) {
  if (from.size() < 16) std::abort();
  std::string bytes(from.begin(), from.begin() + 16);
  bytes[6] = static_cast<char>((bytes[6] & 0x0f) | (version << 4));
  bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
  const std::string hex = absl::BytesToHexString(bytes);
  return absl::StrCat(hex.substr(0, 8), "-", hex.substr(8, 4), "-",
                      hex.substr(12, 4), "-", hex.substr(16, 4), "-",
                      hex.substr(20));
}

}  // namespace

std::string UuidV4(absl::Span<const uint8_t> random) {
  return MakeUuid(random, 4);
}

std::string UuidV8(absl::Span<const uint8_t> digest) {
  return MakeUuid(digest, static_cast<char>(8));
}

bool IsAgencyId(absl::string_view text) {
  return Matches(text, 63,
                 [](char c) { return IsLower(c) || IsDigit(c) || c == '-'; }) &&
         IsLower(text.front());
}

bool IsCode(absl::string_view text) {
  return Matches(text, 63,
                 [](char c) {
                   return IsLower(c) || IsDigit(c) || c == '-' || c == '_';
                 }) &&
         IsLower(text.front());
}

bool IsOfficer(absl::string_view text) {
  return Matches(text, kMaxOfficerBytes,
                 [](char c) { return '!' <= c && c <= '~'; });
}

bool IsReferralId(absl::string_view text) { return IsUuid(text); }

bool IsPersonId(absl::string_view text) {
  return Matches(text, 32,
                 [](char c) { return IsLower(c) || IsDigit(c) || c == '-'; });
}

}  // namespace referral
