#ifndef REFERRAL_SERVICES_ROUTER_RPC_MOVE_STREAM_H_
#define REFERRAL_SERVICES_ROUTER_RPC_MOVE_STREAM_H_

#include <grpcpp/grpcpp.h>

#include "proto/referral/v1/ops_service.pb.h"
#include "services/router/rpc/router_context.h"

namespace referral::router {

// MoveCases: moves cases to another version of their programme [14], a batch
// after the other, while messages go on; a case that cannot follow is listed
// with the reason and stays. With `dry_run` it only lists. The last frame says
// `done`. Ended before, what was moved stays moved, and the next call goes on:
// a case that is under the version already is passed over.
// Errors: those of CallerOf; REASON_REQUIRED, UNKNOWN_PROGRAMME, NOT_FOUND (no
// such version is loaded), INVALID_CASE_ID, CASE_NOT_FOUND, INVALID_FIELD (the
// case is of another programme), TOO_MANY_STREAMS, SHUTTING_DOWN,
// STORE_CORRUPT, DISK_FAILED.
grpc::ServerWriteReactor<v1::MoveCasesResponse>* StartMoveCases(
    RouterContext& context, grpc::CallbackServerContext* call,
    const v1::MoveCasesRequest& request);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_MOVE_STREAM_H_
