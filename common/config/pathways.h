// The graph of referral pathways: needs, the services that meet them, and the
// needs that may follow [26]. Pure, thread-safe.
#ifndef REFERRAL_COMMON_CONFIG_PATHWAYS_H_
#define REFERRAL_COMMON_CONFIG_PATHWAYS_H_

#include <set>
#include <string>

#include "absl/status/status.h"
#include "common/config/place.h"
#include "proto/referral/config/v1/programme.pb.h"

namespace referral::config {

// Checks the pathways of `programme`: need codes are unique, each need leads to
// a service of `services`, what follows is a need of another pathway, no need
// follows itself by way of others, and each reaches a follow-up, its own or
// that of a need that may follow.
// Errors: CONFIG_INVALID  at path:line; a cycle is spelled out
absl::Status CheckPathways(const Place& top,
                           const ::referral::config::v1::Programme& programme,
                           const std::set<std::string>& services);

}  // namespace referral::config

#endif  // REFERRAL_COMMON_CONFIG_PATHWAYS_H_
