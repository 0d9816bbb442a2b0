#ifndef REFERRAL_SERVICES_ROUTER_RPC_UNARY_CALL_H_
#define REFERRAL_SERVICES_ROUTER_RPC_UNARY_CALL_H_

#include <grpcpp/grpcpp.h>

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/router/rpc/caller.h"
#include "services/router/rpc/router_context.h"

namespace referral::router {

// Lets a unary call in. Every one of them begins here. Errors: those of
// CallerOf and of rpc::RemainingDeadline.
absl::StatusOr<Caller> LetCallIn(const grpc::CallbackServerContext& call,
                                 CallKind kind, const RouterContext& context);

// A unary call that only reads: lets the caller in, does `read` on the pool
// and answers with its status. What `read` refers to must live until then.
// Errors: those of LetCallIn and of `read`; SHUTTING_DOWN.
grpc::ServerUnaryReactor* StartReadCall(
    RouterContext& context, grpc::CallbackServerContext* call, CallKind kind,
    std::function<absl::Status(const Caller&)> read);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_UNARY_CALL_H_
