#ifndef REFERRAL_SERVICES_ROUTER_RPC_ROUTER_SERVICE_H_
#define REFERRAL_SERVICES_ROUTER_RPC_ROUTER_SERVICE_H_

#include <memory>

#include "services/router/rpc/router_context.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace referral::router {

// RouterService and OpsService, for rpc::Server::Start. `context` must outlive
// them. They only hand over: no call waits on a thread of gRPC's.
std::unique_ptr<grpc::Service> MakeRouterService(RouterContext& context);
std::unique_ptr<grpc::Service> MakeOpsService(RouterContext& context);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_ROUTER_SERVICE_H_
