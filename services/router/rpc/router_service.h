#ifndef REFERRAL_SERVICES_ROUTER_RPC_ROUTER_SERVICE_H_
#define REFERRAL_SERVICES_ROUTER_RPC_ROUTER_SERVICE_H_

#include <memory>

#include "services/router/rpc/router_context.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace referral::router {

// RouterService. `context` must outlive it. It only hands over: no call waits
// on a thread of gRPC's.
std::unique_ptr<grpc::Service> MakeRouterService(RouterContext& context);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_ROUTER_SERVICE_H_
