// Shapes of single values in a configuration file. Every function returns OK or
// CONFIG_INVALID at the place it is given. Pure, thread-safe.
#ifndef REFERRAL_COMMON_CONFIG_CHECKS_H_
#define REFERRAL_COMMON_CONFIG_CHECKS_H_

#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/config/place.h"
#include "proto/referral/v1/types.pb.h"

namespace referral::config {

// [a-z][a-z0-9 and `also`]*, at most 63 characters. `what` names it in the
// error, for example "service code".
absl::Status CheckCode(const Place& place, absl::string_view what,
                       absl::string_view code, absl::string_view also);

// A text for people: not empty, no control characters, at most
// 512 bytes.
absl::Status CheckTitle(const Place& place, absl::string_view what,
                        absl::string_view title);

// ISO 3166-1 alpha-2, ISO 4217 and ISO 639-1 codes, by shape.
absl::Status CheckCountry(const Place& place, absl::string_view code);
absl::Status CheckCurrency(const Place& place, absl::string_view code);
absl::Status CheckLanguage(const Place& place, absl::string_view code);

// A day that exists, 1900 to 2200.
absl::Status CheckDate(const Place& place, const ::referral::v1::Date& date);

// Adds `value` to `seen`; refuses what is there already as "duplicate <what>".
absl::Status CheckNew(const Place& place, absl::string_view what,
                      const std::string& value, std::set<std::string>& seen);

// `known` holds `value`; if not, "unknown <what>".
absl::Status CheckKnown(const Place& place, absl::string_view what,
                        const std::string& value,
                        const std::set<std::string>& known);

// A list that must have an element has one.
absl::Status CheckNotEmpty(const Place& place, absl::string_view what,
                           int size);

}  // namespace referral::config

#endif  // REFERRAL_COMMON_CONFIG_CHECKS_H_
