#ifndef REFERRAL_SERVICES_ROUTER_RPC_ROTATE_STREAM_H_
#define REFERRAL_SERVICES_ROUTER_RPC_ROTATE_STREAM_H_

#include <grpcpp/grpcpp.h>

#include "proto/referral/v1/ops_service.pb.h"
#include "services/router/rpc/router_context.h"

namespace referral::router {

// RotateMasterKey: takes the master key file as it is now into use and wraps
// the key of every case with its first key, a batch a round, while messages go
// on. The last frame comes when no key is wrapped otherwise and the router's
// own log says so. Ended before, what was wrapped stays wrapped, and the next
// call goes on. Errors: those of CallerOf, REASON_REQUIRED, INSECURE_REFUSED
// (nothing is sealed), KEY_FILE_INVALID, KEY_MISSING (the file lacks a key that
// is in use; nothing was changed), TOO_MANY_STREAMS, SHUTTING_DOWN,
// STORE_CORRUPT, DISK_FAILED.
grpc::ServerWriteReactor<v1::RotateMasterKeyResponse>* StartRotateMasterKey(
    RouterContext& context, grpc::CallbackServerContext* call,
    const v1::RotateMasterKeyRequest& request);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_ROTATE_STREAM_H_
