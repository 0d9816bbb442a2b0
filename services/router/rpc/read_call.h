#ifndef REFERRAL_SERVICES_ROUTER_RPC_READ_CALL_H_
#define REFERRAL_SERVICES_ROUTER_RPC_READ_CALL_H_

#include <grpcpp/grpcpp.h>

#include <functional>

#include "absl/status/status.h"
#include "services/router/rpc/caller.h"
#include "services/router/rpc/router_context.h"

namespace referral::router {

// A unary call that only reads: lets the caller in, does `read` on the pool
// and answers with its status. What `read` refers to must live until then.
// Errors: those of CallerOf and of `read`; SHUTTING_DOWN.
grpc::ServerUnaryReactor* StartReadCall(
    RouterContext& context, grpc::CallbackServerContext* call, CallKind kind,
    std::function<absl::Status(const Caller&)> read);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_READ_CALL_H_
