#ifndef REFERRAL_COMMON_MODEL_DIRECTORY_H_
#define REFERRAL_COMMON_MODEL_DIRECTORY_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "proto/referral/config/v1/deployment.pb.h"

namespace referral::model {

// Who takes part, by agency id. Immutable.
class Directory {
 public:
  // `deployment` must have passed common/config's validation.
  explicit Directory(config::v1::Deployment deployment);

  const config::v1::Deployment& deployment() const { return deployment_; }
  // nullptr if unknown.
  const config::v1::Agency* Find(absl::string_view agency) const;
  // AGENCY_ROLE_UNSPECIFIED if unknown.
  v1::AgencyRole RoleOf(absl::string_view agency) const;
  // Whether it has named a successor: nobody is referred to it any more [18].
  bool HasLeft(absl::string_view agency) const;
  // Who looks after what `agency` had to follow up: itself, or the last of its
  // successors if it has left. Empty if unknown.
  std::string SuccessorOf(absl::string_view agency) const;
  // The agencies that have left and whose last successor `agency` is, sorted.
  std::vector<std::string> PredecessorsOf(absl::string_view agency) const;

 private:
  config::v1::Deployment deployment_;
  absl::flat_hash_map<std::string, int> index_;
};

}  // namespace referral::model

#endif  // REFERRAL_COMMON_MODEL_DIRECTORY_H_
