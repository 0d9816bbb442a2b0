#ifndef REFERRAL_SERVICES_AGENCY_RPC_CAPACITY_CALL_H_
#define REFERRAL_SERVICES_AGENCY_RPC_CAPACITY_CALL_H_

#include "common/metrics/refusals.h"
#include "proto/referral/v1/router_service.pb.h"
#include "services/agency/rpc/desk_gate.h"
#include "services/agency/rpc/router_link.h"

namespace grpc {
class CallbackServerContext;
class ServerUnaryReactor;
}  // namespace grpc

namespace referral::agency {

// PublishCapacity at the desk [33]: goes on to the router, within the caller's
// deadline, and never into the outbox: places of an hour ago help nobody. What
// is referred to outlives the call. Blocks no thread.
// Errors: those of DeskGate::CheckCall; UNAVAILABLE  the router is away; the
// router's own.
grpc::ServerUnaryReactor* ForwardCapacity(
    const DeskGate& gate, const RouterLink& router, metrics::Refusals& refusals,
    grpc::CallbackServerContext* context,
    const v1::PublishCapacityRequest* request,
    v1::PublishCapacityResponse* response);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_CAPACITY_CALL_H_
