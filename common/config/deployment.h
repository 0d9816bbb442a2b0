// deployment.textproto: who takes part. Pure but for LoadDeployment;
// thread-safe.
#ifndef REFERRAL_COMMON_CONFIG_DEPLOYMENT_H_
#define REFERRAL_COMMON_CONFIG_DEPLOYMENT_H_

#include <string>

#include "absl/status/statusor.h"
#include "proto/referral/config/v1/deployment.pb.h"

namespace referral::config {

// A deployment that has passed every check.
struct LoadedDeployment {
  ::referral::config::v1::Deployment deployment;
  std::string path;       // as given; for messages to people
  std::string text;       // the file as it was read
  std::string canonical;  // CanonicalText(deployment)
};

// Reads and checks the file; it is taken whole or not at all.
// Errors: INVALID_ARGUMENT_FILE  the file cannot be read
//         CONFIG_INVALID         at path:line, with the reason
absl::StatusOr<LoadedDeployment> LoadDeployment(const std::string& path);

// The same for a text that was read, or recorded, before.
absl::StatusOr<LoadedDeployment> ParseDeployment(const std::string& path,
                                                 const std::string& text);

}  // namespace referral::config

#endif  // REFERRAL_COMMON_CONFIG_DEPLOYMENT_H_
