#ifndef REFERRAL_SERVICES_ROUTER_RPC_CLOCK_CALL_H_
#define REFERRAL_SERVICES_ROUTER_RPC_CLOCK_CALL_H_

#include <grpcpp/grpcpp.h>

#include "proto/referral/v1/ops_service.pb.h"
#include "services/router/rpc/router_context.h"

namespace referral::router {

// ConfirmClock: an act in the router's own log; clocks run again when it is on
// disk, synced.
// Errors: those of LetCallIn; REASON_REQUIRED, CLOCK_NOT_STOPPED,
// SHUTTING_DOWN.
grpc::ServerUnaryReactor* StartConfirmClock(
    RouterContext& context, grpc::CallbackServerContext* call,
    const v1::ConfirmClockRequest& request, v1::ConfirmClockResponse* response);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_CLOCK_CALL_H_
