#ifndef REFERRAL_SERVICES_ROUTER_CORE_POLICY_CHANGE_H_
#define REFERRAL_SERVICES_ROUTER_CORE_POLICY_CHANGE_H_

#include <optional>

#include "absl/status/status.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/v1/act.pb.h"
#include "services/router/core/opened_record.h"
#include "services/router/core/policy.h"

namespace referral::router {

// Each load of a programme is a new version [14]: numbers `act`, which is to
// be recorded next.
void NumberVersion(const storage::v1::RouterFile& file,
                   v1::ProgrammeLoaded& act);

// What the acts of a round change of the configuration in force. Not
// thread-safe.
class PolicyChange {
 public:
  // Applies the next record of the router's own log to `file`.
  // Errors: CONFIG_INVALID  what it loads cannot be parsed; `file` is as before
  absl::Status Apply(const OpenedRecord& record, storage::v1::RouterFile& file);

  // What is in force with it: `file` over what was in force so far. Not set if
  // nothing changed. Capacity alone costs no parsing.
  std::optional<Policy> Result(const Policy& so_far,
                               const storage::v1::RouterFile& file) const;

 private:
  std::optional<Policy> loaded_;
  bool capacity_changed_ = false;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_POLICY_CHANGE_H_
