#ifndef REFERRAL_SERVICES_ROUTER_RPC_WRITE_STREAM_H_
#define REFERRAL_SERVICES_ROUTER_RPC_WRITE_STREAM_H_

#include <grpcpp/grpcpp.h>

#include "services/router/rpc/open_stream.h"

namespace referral::router {

// A stream of answers to one request.
template <typename Response>
using WriteStream = OpenStream<grpc::ServerWriteReactor<Response>, Response>;

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_WRITE_STREAM_H_
