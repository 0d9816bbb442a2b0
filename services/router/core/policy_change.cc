#include "services/router/core/policy_change.h"

#include <memory>
#include <utility>

#include "common/base/status_macros.h"
#include "common/model/capacity.h"

namespace referral::router {
namespace {

bool LoadsConfiguration(const v1::Act& act) {
  return act.has_deployment_loaded() || act.has_programme_loaded();
}

}  // namespace

void NumberVersion(const storage::v1::RouterFile& file,
                   v1::ProgrammeLoaded& act) {
  const storage::v1::LoadedFile* newest =
      NewestProgramme(file, act.programme_id());
  act.set_version(newest == nullptr ? 1 : newest->version() + 1);
}

absl::Status PolicyChange::Apply(const OpenedRecord& record,
                                 storage::v1::RouterFile& file) {
  const v1::Act& act = record.message.acts.front().act;
  if (LoadsConfiguration(act)) {
    // Dropped again if what was loaded is no configuration.
    storage::v1::RouterFile after = file;
    ApplyRecord(record, after);
    ASSIGN_OR_RETURN(loaded_, BuildPolicy(after));
    file = std::move(after);
    return absl::OkStatus();
  }
  ApplyRecord(record, file);
  capacity_changed_ |= act.has_capacity_published();
  return absl::OkStatus();
}

std::optional<Policy> PolicyChange::Result(
    const Policy& so_far, const storage::v1::RouterFile& file) const {
  if (!capacity_changed_) return loaded_;
  Policy policy = loaded_.value_or(so_far);
  policy.capacity =
      std::make_shared<const model::CapacityBook>(file.capacities());
  return policy;
}

}  // namespace referral::router
