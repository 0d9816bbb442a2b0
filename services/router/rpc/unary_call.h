#ifndef REFERRAL_SERVICES_ROUTER_RPC_UNARY_CALL_H_
#define REFERRAL_SERVICES_ROUTER_RPC_UNARY_CALL_H_

#include <grpcpp/grpcpp.h>

#include <functional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/referral/v1/record.pb.h"
#include "services/router/core/sequencer.h"
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

// A unary call that adds an act to the router's own log: lets the caller in,
// has `make` say which, hands `then` what became of it and answers. `then` is
// called once for each act that `make` gave, on the sequencer's thread; what
// it refers to must live until then.
// Errors: those of LetCallIn, of `make` and of the record.
grpc::ServerUnaryReactor* StartRecordCall(
    RouterContext& context, grpc::CallbackServerContext* call, CallKind kind,
    const std::function<absl::StatusOr<RouterAct>(const Caller&)>& make,
    std::function<void(const Caller&, const absl::StatusOr<v1::Receipt>&)>
        then);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_UNARY_CALL_H_
