// How long a caller is willing to wait.
#ifndef REFERRAL_COMMON_RPC_DEADLINE_H_
#define REFERRAL_COMMON_RPC_DEADLINE_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace grpc {
class ServerContextBase;
}  // namespace grpc

namespace referral::rpc {

// Time left of a call that needs a deadline, as every unary call does: whoever
// waits without end holds what others need. Always positive.
// Errors: DEADLINE_REQUIRED                the caller set none
//         kDeadlineExceeded, no reason     it has passed
absl::StatusOr<absl::Duration> RemainingDeadline(
    const grpc::ServerContextBase& context);

}  // namespace referral::rpc

#endif  // REFERRAL_COMMON_RPC_DEADLINE_H_
