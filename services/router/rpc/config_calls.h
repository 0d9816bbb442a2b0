#ifndef REFERRAL_SERVICES_ROUTER_RPC_CONFIG_CALLS_H_
#define REFERRAL_SERVICES_ROUTER_RPC_CONFIG_CALLS_H_

#include <grpcpp/grpcpp.h>

#include "proto/referral/v1/ops_service.pb.h"
#include "services/router/rpc/router_context.h"

namespace referral::router {

// Reload and LoadConfigFile: configuration comes into force by acts in the
// router's own log, answered when they are on disk, synced.
// Errors of both: those of LetCallIn; REASON_REQUIRED, SHUTTING_DOWN; those of
// ConfigLoader::Reload and ConfigLoader::Load.
grpc::ServerUnaryReactor* StartReload(RouterContext& context,
                                      grpc::CallbackServerContext* call,
                                      const v1::ReloadRequest& request,
                                      v1::ReloadResponse* response);
grpc::ServerUnaryReactor* StartLoadConfigFile(
    RouterContext& context, grpc::CallbackServerContext* call,
    const v1::LoadConfigFileRequest& request,
    v1::LoadConfigFileResponse* response);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_CONFIG_CALLS_H_
