// How long a caller is willing to wait.
#ifndef REFERRAL_COMMON_RPC_DEADLINE_H_
#define REFERRAL_COMMON_RPC_DEADLINE_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace grpc {
class ServerContextBase;
}  // namespace grpc

namespace referral::rpc {

// Whether a call may come without a deadline.
enum class DeadlineRule { kOptional, kRequired };

// Time left of the call, never negative; infinite when the caller set no
// deadline.
// Errors: DEADLINE_REQUIRED  none set, and the rule requires one.
absl::StatusOr<absl::Duration> RemainingDeadline(
    const grpc::ServerContextBase& context, DeadlineRule rule);

}  // namespace referral::rpc

#endif  // REFERRAL_COMMON_RPC_DEADLINE_H_
