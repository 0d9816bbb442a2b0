#ifndef REFERRAL_SERVICES_ROUTER_RPC_ERASE_CALL_H_
#define REFERRAL_SERVICES_ROUTER_RPC_ERASE_CALL_H_

#include <grpcpp/grpcpp.h>

#include "proto/referral/v1/ops_service.pb.h"
#include "services/router/rpc/router_context.h"

namespace referral::router {

// Has the case erased; answers once its key is gone.
// Errors: APPROVER_REQUIRED  none, or the operator alone
//         INSECURE_REFUSED   nothing is sealed
//         REASON_REQUIRED, INVALID_CASE_ID, WRONG_HOME, CASE_NOT_FOUND,
//         CASE_NOT_ARCHIVED, CASE_ERASED
grpc::ServerUnaryReactor* StartEraseCase(RouterContext& context,
                                         grpc::CallbackServerContext* call,
                                         const v1::EraseCaseRequest& request,
                                         v1::EraseCaseResponse* response);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_ERASE_CALL_H_
