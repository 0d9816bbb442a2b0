#include "tests/bench/case_ids.h"

#include <array>
#include <cstddef>

#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "common/base/ids.h"

namespace referral::bench {
namespace {

constexpr absl::string_view kReferralPrefix = "7c9e6679-7425-40de-944b-";

}  // namespace

std::string CaseIdOf(std::uint64_t number) {
  const std::uint64_t mixed = number * 0x9e3779b97f4a7c15u;
  std::array<std::uint8_t, kCaseIdRandomBytes> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(mixed >> (8 * (7 - i)));
  }
  return MintCaseId("AZ", bytes);
}

std::string ReferralIdOf(std::uint64_t number) {
  return absl::StrFormat("%s%012x", kReferralPrefix, number);
}

std::optional<std::uint64_t> ReferralNumberOf(absl::string_view referral_id) {
  std::uint64_t number = 0;
  if (!absl::ConsumePrefix(&referral_id, kReferralPrefix) ||
      !absl::SimpleHexAtoi(referral_id, &number)) {
    return std::nullopt;
  }
  return number;
}

}  // namespace referral::bench
