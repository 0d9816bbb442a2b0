#include "common/config/checks.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/limits.h"
#include "common/base/utf8.h"

namespace referral::config {
namespace {

// A code may be as long as a DNS label.
constexpr size_t kMaxCodeBytes = 63;
// A line on a screen in any script.
constexpr size_t kMaxTitleBytes = 512;
constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2200;

bool AllUpper(absl::string_view code, size_t size) {
  return code.size() == size &&
         std::all_of(code.begin(), code.end(),
                     [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

absl::Status CheckCode(const Place& place, absl::string_view what,
                       absl::string_view code, absl::string_view also) {
  if (code.empty()) return place.Error(absl::StrCat(what, " is missing"));
  const bool good = code.size() <= kMaxCodeBytes &&
                    absl::ascii_islower(code[0]) &&
                    std::all_of(code.begin(), code.end(), [&](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                             also.find(c) != absl::string_view::npos;
                    });
  if (good) return absl::OkStatus();
  return place.Error(
      absl::StrCat(what, " \"", absl::CHexEscape(code.substr(0, kMaxCodeBytes)),
                   "\" is not a lower-case letter followed by at most ",
                   kMaxCodeBytes - 1, " of [a-z0-9", also, "]"));
}

absl::Status CheckTitle(const Place& place, absl::string_view what,
                        absl::string_view title) {
  if (title.empty()) return place.Error(absl::StrCat(what, " is missing"));
  if (title.size() > kMaxTitleBytes) {
    return place.Error(
        absl::StrCat(what, " is longer than ", kMaxTitleBytes, " bytes"));
  }
  if (!IsValidUtf8(title) || HasControlCharacters(title)) {
    return place.Error(absl::StrCat(what, " has characters that do not print"));
  }
  return absl::OkStatus();
}

absl::Status CheckCountry(const Place& place, absl::string_view code) {
  if (AllUpper(code, 2)) return absl::OkStatus();
  return place.Error(absl::StrCat("bad country \"", absl::CHexEscape(code),
                                  "\": ISO 3166-1 has two upper-case letters"));
}

absl::Status CheckCurrency(const Place& place, absl::string_view code) {
  if (AllUpper(code, 3)) return absl::OkStatus();
  return place.Error(absl::StrCat("bad currency \"", absl::CHexEscape(code),
                                  "\": ISO 4217 has three upper-case letters"));
}

absl::Status CheckLanguage(const Place& place, absl::string_view code) {
  if (code.size() == 2 && absl::ascii_islower(code[0]) &&
      absl::ascii_islower(code[1])) {
    return absl::OkStatus();
  }
  return place.Error(absl::StrCat("bad language \"", absl::CHexEscape(code),
                                  "\": ISO 639-1 has two lower-case letters"));
}

absl::Status CheckDate(const Place& place, const ::referral::v1::Date& date) {
  const absl::CivilDay day(date.year(), date.month(), date.day());
  if (date.year() >= kFirstYear && date.year() <= kLastYear &&
      day.month() == date.month() && day.day() == date.day()) {
    return absl::OkStatus();
  }
  return place.Error(absl::StrCat("there is no day ", date.year(), "-",
                                  date.month(), "-", date.day()));
}

absl::Status CheckNew(const Place& place, absl::string_view what,
                      const std::string& value, std::set<std::string>& seen) {
  if (seen.insert(value).second) return absl::OkStatus();
  return place.Error(absl::StrCat("duplicate ", what, " \"", value, "\""));
}

absl::Status CheckKnown(const Place& place, absl::string_view what,
                        const std::string& value,
                        const std::set<std::string>& known) {
  if (known.count(value) != 0) return absl::OkStatus();
  return place.Error(
      absl::StrCat("unknown ", what, " \"", absl::CHexEscape(value), "\""));
}

absl::Status CheckNotEmpty(const Place& place, absl::string_view what,
                           int size) {
  if (size > 0) return absl::OkStatus();
  return place.Error(absl::StrCat("no ", what, " given; at least one needed"));
}

}  // namespace referral::config
