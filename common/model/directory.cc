#include "common/model/directory.h"

#include <algorithm>
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

bool Directory::HasLeft(absl::string_view agency) const {
  const config::v1::Agency* found = Find(agency);
  return found != nullptr && !found->successor().empty();
}

std::string Directory::SuccessorOf(absl::string_view agency) const {
  const config::v1::Agency* found = Find(agency);
  // A chain is never longer than the list: it has no loop, and ends here even
  // if it had one.
  for (int i = 0; i < deployment_.agencies_size() && found != nullptr; ++i) {
    if (found->successor().empty()) return found->id();
    found = Find(found->successor());
  }
  return "";
}

std::vector<std::string> Directory::PredecessorsOf(
    absl::string_view agency) const {
  std::vector<std::string> predecessors;
  for (const config::v1::Agency& other : deployment_.agencies()) {
    if (!other.successor().empty() && SuccessorOf(other.id()) == agency) {
      predecessors.push_back(other.id());
    }
  }
  std::sort(predecessors.begin(), predecessors.end());
  return predecessors;
}

}  // namespace referral::model
