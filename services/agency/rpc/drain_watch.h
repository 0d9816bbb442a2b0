// Notices in time that the connection under a stream is being closed.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_DRAIN_WATCH_H_
#define REFERRAL_SERVICES_AGENCY_RPC_DRAIN_WATCH_H_

#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/limits.h"
#include "services/agency/rpc/router_link.h"

namespace referral::agency {

// Made with the stream, used by its owner's thread.
class DrainWatch {
 public:
  // Both outlive it.
  DrainWatch(const RouterLink& link, const Clock& clock)
      : link_(link), clock_(clock) {}

  // Whether the stream should end and another one be opened. Looks every
  // kDrainLook, first when the stream is so old.
  bool Look() {
    if (draining_ || clock_.Monotonic() < next_look_) return draining_;
    next_look_ = clock_.Monotonic() + kDrainLook;
    draining_ = link_.draining();
    return draining_;
  }

  // How long until there is something to see; infinite once it has been seen.
  absl::Duration Wait() const {
    if (draining_) return absl::InfiniteDuration();
    return next_look_ - clock_.Monotonic();
  }

 private:
  const RouterLink& link_;
  const Clock& clock_;
  absl::Duration next_look_ = clock_.Monotonic() + kDrainLook;
  bool draining_ = false;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_DRAIN_WATCH_H_
