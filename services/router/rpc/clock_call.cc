#include "services/router/rpc/clock_call.h"

#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "services/router/rpc/parked_call.h"
#include "services/router/rpc/unary_call.h"

namespace referral::router {
namespace {

absl::StatusOr<RouterAct> Parse(const RouterContext& context,
                                const Caller& caller,
                                const v1::ConfirmClockRequest& request) {
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
  return StartRecordCall(
      context, call, CallKind::kOperate,
      [&](const Caller& caller) { return Parse(context, caller, request); },
      [&context, response](const Caller&,
                           const absl::StatusOr<v1::Receipt>& receipt) {
        if (!receipt.ok()) return;
        context.deadlines.ConfirmClock();
        response->set_router_log_sequence(receipt->sequence());
      });
}

}  // namespace referral::router
