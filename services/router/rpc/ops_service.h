#ifndef REFERRAL_SERVICES_ROUTER_RPC_OPS_SERVICE_H_
#define REFERRAL_SERVICES_ROUTER_RPC_OPS_SERVICE_H_

#include <memory>

#include "services/router/rpc/router_context.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace referral::router {

// OpsService, for operators alone. `context` must outlive it. It only hands
// over: no call waits on a thread of gRPC's.
std::unique_ptr<grpc::Service> MakeOpsService(RouterContext& context);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_OPS_SERVICE_H_
