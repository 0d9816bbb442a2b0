#ifndef REFERRAL_SERVICES_ROUTER_RPC_SUBMIT_CALL_H_
#define REFERRAL_SERVICES_ROUTER_RPC_SUBMIT_CALL_H_

#include <grpcpp/grpcpp.h>

#include "proto/referral/v1/router_service.pb.h"
#include "services/router/rpc/router_context.h"

namespace referral::router {

// Submit: one message, answered when it is on disk, synced.
// Errors: those of LetCallIn, of Allowance, of the gate and of the sequencer.
grpc::ServerUnaryReactor* StartSubmit(RouterContext& context,
                                      grpc::CallbackServerContext* call,
                                      const v1::SubmitRequest& request,
                                      v1::Receipt* receipt);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_SUBMIT_CALL_H_
