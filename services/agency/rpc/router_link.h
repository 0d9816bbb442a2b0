// How an agency service reaches its router.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_ROUTER_LINK_H_
#define REFERRAL_SERVICES_AGENCY_RPC_ROUTER_LINK_H_

#include <memory>
#include <utility>

#include "common/rpc/peer.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/server_context.h"
#include "proto/referral/v1/router_service.grpc.pb.h"

namespace referral::agency {

// Thread-safe.
class RouterLink {
 public:
  // `self` is the agency, for a router that takes callers at their word.
  // The channel is for one stream at a time, or for calls: see draining().
  RouterLink(std::shared_ptr<grpc::Channel> channel, rpc::Peer self)
      : channel_(std::move(channel)),
        stub_(v1::RouterService::NewStub(channel_)),
        self_(std::move(self)) {}

  v1::RouterService::Stub& stub() const { return *stub_; }

  // For a stream that waits for as long as the router is away and opens when
  // it is back.
  std::unique_ptr<grpc::ClientContext> NewContext() const {
    auto context = std::make_unique<grpc::ClientContext>();
    context->set_wait_for_ready(true);
    rpc::AddIdentity(self_, *context);
    return context;
  }

  // For a call that goes on to the router: it ends when `caller` is cancelled
  // or its deadline passes, and at once if the router is away.
  std::unique_ptr<grpc::ClientContext> ContextFor(
      const grpc::CallbackServerContext& caller) const {
    auto context = grpc::ClientContext::FromCallbackServerContext(caller);
    rpc::AddIdentity(self_, *context);
    return context;
  }

  // The router has said that it closes the connection soon, as it does with
  // every one that is old (rpc/server.h). The stream that is open may go on
  // for a while; the next one goes over a new connection. Means nothing in the
  // first moments of a stream, and if none is open.
  bool draining() const {
    return channel_->GetState(/*try_to_connect=*/false) == GRPC_CHANNEL_IDLE;
  }

 private:
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<v1::RouterService::Stub> stub_;
  const rpc::Peer self_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_ROUTER_LINK_H_
