#include "services/router/rpc/read_call.h"

#include <utility>

#include "common/base/errors.h"
#include "common/rpc/status.h"

namespace referral::router {

grpc::ServerUnaryReactor* StartReadCall(
    RouterContext& context, grpc::CallbackServerContext* call, CallKind kind,
    std::function<absl::Status(const Caller&)> read) {
  grpc::ServerUnaryReactor* reactor = call->DefaultReactor();
  absl::StatusOr<Caller> caller = CallerOf(*call, kind, context);
  if (!caller.ok()) {
    reactor->Finish(rpc::ToGrpc(caller.status()));
    return reactor;
  }
  const bool posted = context.pool.Post(
      [reactor, caller = *std::move(caller), read = std::move(read)] {
        reactor->Finish(rpc::ToGrpc(read(caller)));
      });
  if (!posted) {
    reactor->Finish(
        rpc::ToGrpc(MakeError(Reason::kShuttingDown, "the router stops")));
  }
  return reactor;
}

}  // namespace referral::router
