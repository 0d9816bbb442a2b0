#include "services/router/rpc/clock_call.h"

#include <utility>

#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/rpc/answer.h"
#include "services/router/rpc/parked_call.h"
#include "services/router/rpc/unary_call.h"

namespace referral::router {
namespace {

absl::StatusOr<RouterAct> Parse(const RouterContext& context,
                                const grpc::CallbackServerContext& call,
                                const v1::ConfirmClockRequest& request) {
  ASSIGN_OR_RETURN(const Caller caller,
                   LetCallIn(call, CallKind::kOperate, context));
  RETURN_IF_ERROR(CheckReason(request.reason()));
  if (!context.deadlines.state().leap.has_value()) {
    return MakeError(Reason::kClockNotStopped, "no clock stands still");
  }
  RouterAct act;
  v1::ClockConfirmed& confirmed = *act.act.mutable_clock_confirmed();
  confirmed.set_operator_id(caller.id);
  confirmed.set_reason(request.reason());
  return act;
}

}  // namespace

grpc::ServerUnaryReactor* StartConfirmClock(
    RouterContext& context, grpc::CallbackServerContext* call,
    const v1::ConfirmClockRequest& request,
    v1::ConfirmClockResponse* response) {
  grpc::ServerUnaryReactor* reactor = call->DefaultReactor();
  absl::StatusOr<RouterAct> act = Parse(context, *call, request);
  if (!act.ok()) {
    rpc::Answer(reactor, act.status(), context.refusals);
    return reactor;
  }
  act->done = [&context, reactor,
               response](const absl::StatusOr<v1::Receipt>& receipt) {
    if (receipt.ok()) {
      context.deadlines.ConfirmClock();
      response->set_router_log_sequence(receipt->sequence());
    }
    rpc::Answer(reactor, receipt.status(), context.refusals);
  };
  context.sequencer.Record(*std::move(act));
  return reactor;
}

}  // namespace referral::router
