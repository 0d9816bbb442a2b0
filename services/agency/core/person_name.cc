#include "services/agency/core/person_name.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/agency/core/field_check.h"

namespace referral::agency {
namespace {

constexpr UChar32 kDotlessI = 0x131;
constexpr UChar32 kDotAbove = 0x307;  // what folding leaves of the dot of İ

// Folded, composed text; empty if ICU lacks its data, which Debian links in.
icu::UnicodeString Folded(absl::string_view name) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* fold =
      icu::Normalizer2::getNFKCCasefoldInstance(error);
  if (U_FAILURE(error)) return {};
  const auto text = icu::UnicodeString::fromUTF8(
      icu::StringPiece(name.data(), static_cast<int32_t>(name.size())));
  icu::UnicodeString folded = fold->normalize(text, error);
  return U_FAILURE(error) ? icu::UnicodeString() : folded;
}

}  // namespace

std::string NormaliseName(absl::string_view name) {
  const icu::UnicodeString folded = Folded(name);
  icu::UnicodeString plain;
  bool blank = false;  // between words
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 letter = folded.char32At(i);
    if (u_isUWhiteSpace(letter)) {
      blank = !plain.isEmpty();
      continue;
    }
    if (letter == kDotAbove && !plain.isEmpty() && !blank &&
        plain[plain.length() - 1] == 'i') {
      continue;
    }
    if (blank) plain.append(static_cast<UChar32>(' '));
    blank = false;
    plain.append(letter == kDotlessI ? static_cast<UChar32>('i') : letter);
  }
  std::string text;
  plain.toUTF8String(text);
  return text;
}

std::optional<std::string> IdentityText(const v1::IdentitySection& identity) {
  const std::string given = NormaliseName(identity.given_name());
  const std::string family = NormaliseName(identity.family_name());
  const v1::Date& birth = identity.birth_date();
  if (given.empty() || family.empty() || !identity.has_birth_date() ||
      !CheckDate(birth, "birth_date").ok()) {
    return std::nullopt;
  }
  // With their lengths, so that no name runs into the next.
  return absl::StrCat(given.size(), ":", given, family.size(), ":", family,
                      absl::StrFormat("%04d-%02d-%02d", birth.year(),
                                      birth.month(), birth.day()));
}

}  // namespace referral::agency
