#ifndef REFERRAL_SERVICES_ROUTER_RPC_PARKED_CALL_H_
#define REFERRAL_SERVICES_ROUTER_RPC_PARKED_CALL_H_

#include <grpcpp/grpcpp.h>

#include "proto/referral/v1/ops_service.pb.h"
#include "services/router/rpc/router_context.h"

namespace referral::router {

// ReplayParked and DropParked: acts in the router's own log, answered when they
// are on disk, synced.
// Errors: those of LetCallIn; UNKNOWN_AGENCY, INVALID_CASE_ID,
// REASON_REQUIRED, NOT_PARKED, SHUTTING_DOWN.
grpc::ServerUnaryReactor* StartReplayParked(RouterContext& context,
                                            grpc::CallbackServerContext* call,
                                            const v1::ParkedRequest& request,
                                            v1::ParkedResponse* response);
grpc::ServerUnaryReactor* StartDropParked(RouterContext& context,
                                          grpc::CallbackServerContext* call,
                                          const v1::ParkedRequest& request,
                                          v1::ParkedResponse* response);

// An operator's reason: 1 to 256 characters, no control characters.
// Errors: REASON_REQUIRED.
absl::Status CheckReason(const std::string& reason);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_PARKED_CALL_H_
