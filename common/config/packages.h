// What returning states give, as programme data [28]. Pure, thread-safe.
#ifndef REFERRAL_COMMON_CONFIG_PACKAGES_H_
#define REFERRAL_COMMON_CONFIG_PACKAGES_H_

#include "absl/status/status.h"
#include "common/config/place.h"
#include "proto/referral/config/v1/programme.pb.h"

namespace referral::config {

// Checks the packages of `programme`: codes are unique, each is for kinds of
// return and countries that the programme covers, and has a form and an amount
// in a currency of its own.
// Errors: CONFIG_INVALID  at path:line
absl::Status CheckPackages(const Place& top,
                           const ::referral::config::v1::Programme& programme);

}  // namespace referral::config

#endif  // REFERRAL_COMMON_CONFIG_PACKAGES_H_
