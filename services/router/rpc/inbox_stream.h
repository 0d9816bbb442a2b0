#ifndef REFERRAL_SERVICES_ROUTER_RPC_INBOX_STREAM_H_
#define REFERRAL_SERVICES_ROUTER_RPC_INBOX_STREAM_H_

#include <grpcpp/grpcpp.h>

#include "proto/referral/v1/router_service.pb.h"
#include "services/router/rpc/router_context.h"

namespace referral::router {

// OpenInbox. The stream ends with the errors of CallerOf; INVALID_FIELD for a
// frame that says something impossible; TAKEN_OVER; TOO_MANY_STREAMS;
// SHUTTING_DOWN; STORE_CORRUPT; SLOW_SENDER if the hello does not come in time,
// SLOW_READER, by force, if a frame is not taken. A receipt beyond the router's
// head: if it proves itself, ROUTER_BEHIND_RECEIPT, and the router stops
// serving; else what is wrong with it.
grpc::ServerBidiReactor<v1::OpenInboxRequest, v1::OpenInboxResponse>*
StartOpenInbox(RouterContext& context, grpc::CallbackServerContext* call);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_INBOX_STREAM_H_
