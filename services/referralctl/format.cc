#include "services/referralctl/format.h"

#include <array>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/model/timestamps.h"

namespace referral::referralctl {

std::string OrAbsent(const std::string& text) {
  return text.empty() ? std::string(kAbsent) : text;
}

std::string Words(absl::string_view enum_name, absl::string_view prefix) {
  enum_name = absl::StripPrefix(enum_name, prefix);
  if (enum_name.empty() || enum_name == "UNSPECIFIED") {
    return std::string(kAbsent);
  }
  return absl::StrReplaceAll(absl::AsciiStrToLower(enum_name), {{"_", " "}});
}

std::string ToText(v1::CaseStatus status) {
  return Words(v1::CaseStatus_Name(status), "CASE_STATUS_");
}
std::string ToText(v1::ReferralStatus status) {
  return Words(v1::ReferralStatus_Name(status), "REFERRAL_STATUS_");
}
std::string ToText(v1::BusinessStatus status) {
  return Words(v1::BusinessStatus_Name(status), "BUSINESS_STATUS_");
}
std::string ToText(v1::AgencyRole role) {
  return Words(v1::AgencyRole_Name(role), "AGENCY_ROLE_");
}
std::string ToText(v1::VulnerabilityLevel level) {
  return Words(v1::VulnerabilityLevel_Name(level), "VULNERABILITY_LEVEL_");
}
std::string ToText(v1::RejectionReason reason) {
  return Words(v1::RejectionReason_Name(reason), "REJECTION_REASON_");
}

std::string Count(std::uint64_t number) {
  std::string digits = absl::StrCat(number);
  for (size_t i = digits.size(); i > 3;) {
    i -= 3;
    digits.insert(i, 1, ',');
  }
  return digits;
}

std::string Bytes(std::uint64_t bytes) {
  constexpr std::array<const char*, 5> kUnits = {"B", "KiB", "MiB", "GiB",
                                                 "TiB"};
  if (bytes < 1024) return absl::StrCat(bytes, " B");
  auto value = static_cast<double>(bytes);
  size_t unit = 0;
  while (value >= 1024 && unit + 1 < kUnits.size()) {
    value /= 1024;
    ++unit;
  }
  return absl::StrFormat("%.1f %s", value, kUnits[unit]);
}

std::string ToText(const v1::Date& date) {
  if (date.year() == 0) return std::string(kAbsent);
  return absl::StrFormat("%04d-%02d-%02d", date.year(), date.month(),
                         date.day());
}

std::string ToText(const v1::Money& money) {
  if (money.currency_code().empty()) return std::string(kAbsent);
  const auto minor =
      static_cast<std::uint64_t>(std::llabs(money.minor_units()));
  return absl::StrFormat("%s %s%s.%02d", money.currency_code(),
                         money.minor_units() < 0 ? "-" : "", Count(minor / 100),
                         minor % 100);
}

std::string Length(absl::Duration duration) {
  if (duration < absl::ZeroDuration()) duration = absl::ZeroDuration();
  if (duration < absl::Minutes(2)) {
    return absl::StrCat(absl::ToInt64Seconds(duration), " s");
  }
  if (duration < absl::Hours(2)) {
    return absl::StrCat(absl::ToInt64Minutes(duration), " min");
  }
  const int64_t hours = absl::ToInt64Hours(duration);
  if (hours < 48) return absl::StrCat(hours, " h");
  return absl::StrCat(hours / 24, " d");
}

std::string Moment(const google::protobuf::Timestamp& timestamp) {
  if (timestamp.seconds() == 0) return std::string(kAbsent);
  return absl::FormatTime("%Y-%m-%d %H:%M:%SZ", model::ToTime(timestamp),
                          absl::UTCTimeZone());
}

}  // namespace referral::referralctl
