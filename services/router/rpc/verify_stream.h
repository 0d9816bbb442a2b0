#ifndef REFERRAL_SERVICES_ROUTER_RPC_VERIFY_STREAM_H_
#define REFERRAL_SERVICES_ROUTER_RPC_VERIFY_STREAM_H_

#include <grpcpp/grpcpp.h>

#include "proto/referral/v1/ops_service.pb.h"
#include "services/router/rpc/router_context.h"

namespace referral::router {

// VerifyCases: one case or all of them and the router's own log, with progress
// as it goes; the last frame says `done`. What does not verify is a finding,
// not an error. Errors: those of CallerOf, INVALID_CASE_ID, CASE_NOT_FOUND,
// TOO_MANY_STREAMS, SHUTTING_DOWN, DISK_FAILED; SLOW_READER, by force.
grpc::ServerWriteReactor<v1::VerifyCasesResponse>* StartVerifyCases(
    RouterContext& context, grpc::CallbackServerContext* call,
    const v1::VerifyCasesRequest& request);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_VERIFY_STREAM_H_
