#include <string>

#include "common/model/lifecycle_text.h"
#include "services/referralctl/call.h"
#include "services/referralctl/commands.h"

namespace referral::referralctl {

absl::Status ShowLifecycle(Lifecycle which, bool dot) {
  if (which == Lifecycle::kCase) {
    Print(dot ? model::CaseLifecycleDot() : model::CaseLifecycleText());
  } else {
    Print(dot ? model::ReferralLifecycleDot() : model::ReferralLifecycleText());
  }
  return absl::OkStatus();
}

}  // namespace referral::referralctl
