#ifndef REFERRAL_SERVICES_ROUTER_RPC_CAPACITY_CALL_H_
#define REFERRAL_SERVICES_ROUTER_RPC_CAPACITY_CALL_H_

#include <grpcpp/grpcpp.h>

#include "proto/referral/v1/router_service.pb.h"
#include "services/router/rpc/router_context.h"

namespace referral::router {

// PublishCapacity [33]: acts in the router's own log, one message, answered
// when it is on disk, synced, and in force. The agency is that of the
// certificate. `request` and `response` live until then.
// Errors: those of LetCallIn, ROLE_NOT_ALLOWED (only providers have places),
// those of model::CheckCapacities and model::CheckRoomForCapacities;
// RATE_LIMITED, TOO_MANY_IN_FLIGHT, SHUTTING_DOWN.
grpc::ServerUnaryReactor* StartPublishCapacity(
    RouterContext& context, grpc::CallbackServerContext* call,
    const v1::PublishCapacityRequest& request,
    v1::PublishCapacityResponse* response);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_CAPACITY_CALL_H_
