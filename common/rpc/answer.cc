#include "common/rpc/answer.h"

#include <grpcpp/support/server_callback.h>

#include "common/rpc/status.h"

namespace referral::rpc {

void Answer(grpc::ServerUnaryReactor* reactor, const absl::Status& status,
            metrics::Refusals& refusals) {
  // Before the caller knows: who is refused finds it counted.
  refusals.OnRefused("call", status);
  reactor->Finish(ToGrpc(status));
}

}  // namespace referral::rpc
