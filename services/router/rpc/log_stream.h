#ifndef REFERRAL_SERVICES_ROUTER_RPC_LOG_STREAM_H_
#define REFERRAL_SERVICES_ROUTER_RPC_LOG_STREAM_H_

#include <grpcpp/grpcpp.h>

#include "proto/referral/v1/router_service.pb.h"
#include "services/router/rpc/router_context.h"

namespace referral::router {

// ReadCaseLog: the records of a case that the caller may see, one in memory at
// a time; with `follow` it waits for those to come. Operators may name the
// router's own log. Errors: those of CallerOf, INVALID_CASE_ID,
// CASE_NOT_FOUND, TOO_MANY_STREAMS, SHUTTING_DOWN, STORE_CORRUPT; SLOW_READER,
// by force.
grpc::ServerWriteReactor<v1::ReadCaseLogResponse>* StartReadCaseLog(
    RouterContext& context, grpc::CallbackServerContext* call,
    const v1::ReadCaseLogRequest& request);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_LOG_STREAM_H_
