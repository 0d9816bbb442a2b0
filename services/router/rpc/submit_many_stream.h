#ifndef REFERRAL_SERVICES_ROUTER_RPC_SUBMIT_MANY_STREAM_H_
#define REFERRAL_SERVICES_ROUTER_RPC_SUBMIT_MANY_STREAM_H_

#include <grpcpp/grpcpp.h>

#include "proto/referral/v1/router_service.pb.h"
#include "services/router/rpc/router_context.h"

namespace referral::router {

// SubmitMany: the main road for messages. The stream itself ends with the
// errors of CallerOf, TOO_MANY_STREAMS, SHUTTING_DOWN, QUEUE_FULL (too many
// messages that the client does not send again), INVALID_FIELD (a frame
// without messages or with too many) or, by force, SLOW_READER; everything else
// is a result.
grpc::ServerBidiReactor<v1::SubmitManyRequest, v1::SubmitManyResponse>*
StartSubmitMany(RouterContext& context, grpc::CallbackServerContext* call);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_SUBMIT_MANY_STREAM_H_
