#include "common/config/packages.h"

#include <set>
#include <string>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/config/checks.h"

namespace referral::config {
namespace {

using ::referral::config::v1::Eligibility;
using ::referral::config::v1::Package;
using ::referral::config::v1::Programme;

// No state gives a person more.
constexpr int64_t kMaxAmountMinorUnits = 1'000'000'000'000;

absl::Status CheckReturnKinds(const Place& place, const Package& package,
                              const Eligibility& rules) {
  RETURN_IF_ERROR(CheckNotEmpty(place.At("return_kinds"), "kind of return",
                                package.return_kinds_size()));
  std::set<std::string> seen;
  for (int i = 0; i < package.return_kinds_size(); ++i) {
    const Place at = place.At("return_kinds", i);
    const int kind = package.return_kinds(i);
    if (!absl::c_linear_search(rules.return_kinds(), kind)) {
      return at.Error("a kind of return that the programme does not cover");
    }
    RETURN_IF_ERROR(CheckNew(at, "kind of return", absl::StrCat(kind), seen));
  }
  return absl::OkStatus();
}

absl::Status CheckCountries(const Place& place, const Package& package,
                            const Eligibility& rules) {
  const std::set<std::string> covered(rules.return_country_codes().begin(),
                                      rules.return_country_codes().end());
  std::set<std::string> seen;
  for (int i = 0; i < package.return_country_codes_size(); ++i) {
    const Place at = place.At("return_country_codes", i);
    const std::string& code = package.return_country_codes(i);
    RETURN_IF_ERROR(CheckKnown(at, "country of return", code, covered));
    RETURN_IF_ERROR(CheckNew(at, "country of return", code, seen));
  }
  return absl::OkStatus();
}

absl::Status CheckAmount(const Place& place, const Package& package) {
  const int64_t amount = package.amount().minor_units();
  if (amount <= 0 || amount > kMaxAmountMinorUnits) {
    return place.Error(absl::StrCat("the amount must be 1 to ",
                                    kMaxAmountMinorUnits, " minor units"));
  }
  return CheckCurrency(place, package.amount().currency_code());
}

absl::Status CheckPackage(const Place& place, const Package& package,
                          const Eligibility& rules) {
  RETURN_IF_ERROR(
      CheckTitle(place.At("title"), "the package's title", package.title()));
  RETURN_IF_ERROR(CheckReturnKinds(place, package, rules));
  RETURN_IF_ERROR(CheckCountries(place, package, rules));
  if (!::referral::v1::AgeGroup_IsValid(package.age_group())) {
    return place.At("age_group").Error("unknown age group");
  }
  if (package.form() == ::referral::v1::SUPPORT_FORM_UNSPECIFIED ||
      !::referral::v1::SupportForm_IsValid(package.form())) {
    return place.At("form").Error("it must be given in kind or in cash");
  }
  return CheckAmount(place.At("amount"), package);
}

}  // namespace

absl::Status CheckPackages(const Place& top, const Programme& programme) {
  std::set<std::string> codes;
  for (int i = 0; i < programme.packages_size(); ++i) {
    const Place place = top.At("packages", i);
    const Package& package = programme.packages(i);
    RETURN_IF_ERROR(
        CheckCode(place.At("code"), "package code", package.code(), "-"));
    RETURN_IF_ERROR(
        CheckNew(place.At("code"), "package", package.code(), codes));
    RETURN_IF_ERROR(CheckPackage(place, package, programme.eligibility()));
  }
  return absl::OkStatus();
}

}  // namespace referral::config
