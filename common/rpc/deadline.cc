#include "common/rpc/deadline.h"

#include <grpcpp/server_context.h>

#include <algorithm>
#include <chrono>

#include "common/base/errors.h"

namespace referral::rpc {

absl::StatusOr<absl::Duration> RemainingDeadline(
    const grpc::ServerContextBase& context, DeadlineRule rule) {
  using SystemClock = std::chrono::system_clock;
  const SystemClock::time_point deadline = context.deadline();
  if (deadline == SystemClock::time_point::max()) {
    if (rule == DeadlineRule::kRequired) {
      return MakeError(Reason::kDeadlineRequired, "the call has no deadline");
    }
    return absl::InfiniteDuration();
  }
  // gRPC's deadline is on this machine's own clock already.
  return std::max(absl::FromChrono(deadline - SystemClock::now()),
                  absl::ZeroDuration());
}

}  // namespace referral::rpc
