#include "services/router/core/allowances.h"

namespace referral::router {

std::shared_ptr<Allowance> Allowances::Of(absl::string_view agency,
                                          const model::Directory& directory) {
  const config::v1::Agency* listed = directory.Find(agency);
  std::shared_ptr<Allowance> allowance;
  {
    MutexLock lock(mutex_);
    std::shared_ptr<Allowance>& known =
        of_agency_[listed == nullptr ? absl::string_view() : agency];
    if (known == nullptr) known = std::make_shared<Allowance>();
    allowance = known;
  }
  if (listed != nullptr) allowance->SetLimits(LimitsOf(listed->limits()));
  return allowance;
}

}  // namespace referral::router
