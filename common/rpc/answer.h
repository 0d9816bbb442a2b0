// How every unary call ends.
#ifndef REFERRAL_COMMON_RPC_ANSWER_H_
#define REFERRAL_COMMON_RPC_ANSWER_H_

#include "absl/status/status.h"
#include "common/metrics/refusals.h"

namespace grpc {
class ServerUnaryReactor;
}  // namespace grpc

namespace referral::rpc {

// Finishes the call with `status`; an error is counted as a refused call.
// Thread-safe; nothing of the call may be touched afterwards.
void Answer(grpc::ServerUnaryReactor* reactor, const absl::Status& status,
            metrics::Refusals& refusals);

}  // namespace referral::rpc

#endif  // REFERRAL_COMMON_RPC_ANSWER_H_
