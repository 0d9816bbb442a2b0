#include "common/rpc/deadline.h"

#include <grpcpp/server_context.h>

#include <chrono>

#include "common/base/errors.h"

namespace referral::rpc {

absl::StatusOr<absl::Duration> RemainingDeadline(
    const grpc::ServerContextBase& context) {
  using SystemClock = std::chrono::system_clock;
  const SystemClock::time_point deadline = context.deadline();
  if (deadline == SystemClock::time_point::max()) {
    return MakeError(Reason::kDeadlineRequired, "the call has no deadline");
  }
  // gRPC's deadline is on this machine's own clock already.
  const absl::Duration left = absl::FromChrono(deadline - SystemClock::now());
  if (left <= absl::ZeroDuration()) {
    return absl::DeadlineExceededError("the deadline has passed");
  }
  return left;
}

}  // namespace referral::rpc
