#include "common/model/directory.h"

#include <utility>

namespace referral::model {

Directory::Directory(config::v1::Deployment deployment)
    : deployment_(std::move(deployment)) {
  for (int i = 0; i < deployment_.agencies_size(); ++i) {
    index_.emplace(deployment_.agencies(i).id(), i);
  }
}

const config::v1::Agency* Directory::Find(absl::string_view agency) const {
  const auto found = index_.find(agency);
  return found == index_.end() ? nullptr : &deployment_.agencies(found->second);
}

v1::AgencyRole Directory::RoleOf(absl::string_view agency) const {
  const config::v1::Agency* found = Find(agency);
  return found == nullptr ? v1::AGENCY_ROLE_UNSPECIFIED : found->role();
}

}  // namespace referral::model
