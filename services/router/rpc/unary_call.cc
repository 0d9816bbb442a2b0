#include "services/router/rpc/unary_call.h"

#include <utility>

#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/rpc/answer.h"
#include "common/rpc/deadline.h"

namespace referral::router {

absl::StatusOr<Caller> LetCallIn(const grpc::CallbackServerContext& call,
                                 CallKind kind, const RouterContext& context) {
  ASSIGN_OR_RETURN(Caller caller, CallerOf(call, kind, context));
  RETURN_IF_ERROR(rpc::RemainingDeadline(call).status());
  return caller;
}

grpc::ServerUnaryReactor* StartReadCall(
    RouterContext& context, grpc::CallbackServerContext* call, CallKind kind,
    std::function<absl::Status(const Caller&)> read) {
  grpc::ServerUnaryReactor* reactor = call->DefaultReactor();
  absl::StatusOr<Caller> caller = LetCallIn(*call, kind, context);
  if (!caller.ok()) {
    rpc::Answer(reactor, caller.status(), context.refusals);
    return reactor;
  }
  const bool posted = context.pool.Post(
      [&context, reactor, caller = *std::move(caller), read = std::move(read)] {
        rpc::Answer(reactor, read(caller), context.refusals);
      });
  if (!posted) {
    rpc::Answer(reactor, MakeError(Reason::kShuttingDown, "the router stops"),
                context.refusals);
  }
  return reactor;
}

grpc::ServerUnaryReactor* StartRecordCall(
    RouterContext& context, grpc::CallbackServerContext* call, CallKind kind,
    const std::function<absl::StatusOr<RouterAct>(const Caller&)>& make,
    std::function<void(const Caller&, const absl::StatusOr<v1::Receipt>&)>
        then) {
  grpc::ServerUnaryReactor* reactor = call->DefaultReactor();
  absl::StatusOr<Caller> caller = LetCallIn(*call, kind, context);
  absl::StatusOr<RouterAct> act = caller.ok() ? make(*caller) : caller.status();
  if (!act.ok()) {
    rpc::Answer(reactor, act.status(), context.refusals);
    return reactor;
  }
  act->done =
      [&context, reactor, caller = *std::move(caller),
       then = std::move(then)](const absl::StatusOr<v1::Receipt>& receipt) {
        then(caller, receipt);
        rpc::Answer(reactor, receipt.status(), context.refusals);
      };
  context.sequencer.Record(*std::move(act));
  return reactor;
}

}  // namespace referral::router
