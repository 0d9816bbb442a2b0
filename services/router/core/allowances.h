#ifndef REFERRAL_SERVICES_ROUTER_CORE_ALLOWANCES_H_
#define REFERRAL_SERVICES_ROUTER_CORE_ALLOWANCES_H_

#include <memory>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "common/model/directory.h"
#include "services/router/core/allowance.h"

namespace referral::router {

// The allowance of every agency. Thread-safe.
class Allowances {
 public:
  // That of `agency`, under the limits `directory` gives it now. Agencies that
  // the directory does not list share one. Never null.
  std::shared_ptr<Allowance> Of(absl::string_view agency,
                                const model::Directory& directory);

 private:
  Mutex mutex_;
  absl::flat_hash_map<std::string, std::shared_ptr<Allowance>> of_agency_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_ALLOWANCES_H_
