// What returning states give, read from a programme file [28]. No connection.
#ifndef REFERRAL_SERVICES_REFERRALCTL_PACKAGE_COMMANDS_H_
#define REFERRAL_SERVICES_REFERRALCTL_PACKAGE_COMMANDS_H_

#include <string>

#include "absl/status/statusor.h"
#include "services/referralctl/table.h"

namespace referral::referralctl {

struct PackageQuestion {
  std::string programme;   // file
  std::string deployment;  // file that the programme is checked against
  // Words: "voluntary"; "DE"; "adult" or "minor". Kind and country stand
  // together; without them every package is listed.
  std::string return_kind;
  std::string country;
  std::string age;
};

// The packages as a table, or as JSON with one object each.
// Errors: INVALID_ARGUMENT_FILE, CONFIG_INVALID, INVALID_FLAG.
absl::StatusOr<std::string> PackagesText(const PackageQuestion& question,
                                         bool json, const Style& style);

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_PACKAGE_COMMANDS_H_
