#ifndef REFERRAL_SERVICES_ROUTER_RPC_ROUTER_SERVICES_H_
#define REFERRAL_SERVICES_ROUTER_RPC_ROUTER_SERVICES_H_

#include <memory>
#include <vector>

#include "services/router/rpc/router_context.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace referral::router {

// Every service of the router, for rpc::Server::Start. Thread-safe.
class RouterServices {
 public:
  // `context` must outlive it.
  explicit RouterServices(RouterContext& context);
  ~RouterServices();
  RouterServices(const RouterServices&) = delete;
  RouterServices& operator=(const RouterServices&) = delete;

  // Live as long as this does.
  std::vector<grpc::Service*> all() const;

 private:
  std::unique_ptr<grpc::Service> router_;
  std::unique_ptr<grpc::Service> ops_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_ROUTER_SERVICES_H_
