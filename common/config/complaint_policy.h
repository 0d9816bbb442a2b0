// Who answers complaints, and how soon. Pure, thread-safe.
#ifndef REFERRAL_COMMON_CONFIG_COMPLAINT_POLICY_H_
#define REFERRAL_COMMON_CONFIG_COMPLAINT_POLICY_H_

#include "absl/status/status.h"
#include "common/config/place.h"
#include "proto/referral/config/v1/deployment.pb.h"
#include "proto/referral/config/v1/programme.pb.h"

namespace referral::config {

// Addressees are providers or oversight of `deployment`, and there is a time to
// answer. A programme without the policy leaves complaints to the lead.
// Errors: CONFIG_INVALID  at path:line
absl::Status CheckComplaintPolicy(
    const Place& top, const ::referral::config::v1::Programme& programme,
    const ::referral::config::v1::Deployment& deployment);

}  // namespace referral::config

#endif  // REFERRAL_COMMON_CONFIG_COMPLAINT_POLICY_H_
