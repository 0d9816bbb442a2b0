#include "services/router/rpc/router_services.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/service_type.h>

#include "services/router/rpc/ops_service.h"
#include "services/router/rpc/router_service.h"

namespace referral::router {

RouterServices::RouterServices(RouterContext& context)
    : router_(MakeRouterService(context)), ops_(MakeOpsService(context)) {}

RouterServices::~RouterServices() = default;

std::vector<grpc::Service*> RouterServices::all() const {
  return {router_.get(), ops_.get()};
}

}  // namespace referral::router
