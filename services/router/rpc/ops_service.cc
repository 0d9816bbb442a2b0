#include "services/router/rpc/ops_service.h"

#include <grpcpp/grpcpp.h>

#include <utility>

#include "common/base/status_macros.h"
#include "proto/referral/v1/ops_service.grpc.pb.h"
#include "services/router/rpc/clock_call.h"
#include "services/router/rpc/config_calls.h"
#include "services/router/rpc/erase_call.h"
#include "services/router/rpc/move_stream.h"
#include "services/router/rpc/parked_call.h"
#include "services/router/rpc/rotate_stream.h"
#include "services/router/rpc/status_calls.h"
#include "services/router/rpc/unary_call.h"
#include "services/router/rpc/verify_stream.h"

namespace referral::router {
namespace {

using Call = grpc::CallbackServerContext;
using Unary = grpc::ServerUnaryReactor;

class OpsServiceImpl final : public v1::OpsService::CallbackService {
 public:
  explicit OpsServiceImpl(RouterContext& context) : context_(context) {}

  Unary* GetStatus(Call* call, const v1::GetStatusRequest*,
                   v1::RouterStatus* response) override {
    return Read(call, response, [this] { return router::GetStatus(context_); });
  }

  Unary* ListAgencies(Call* call, const v1::ListAgenciesRequest*,
                      v1::ListAgenciesResponse* response) override {
    return Read(call, response,
                [this] { return router::ListAgencies(context_); });
  }

  Unary* ListInboxes(Call* call, const v1::ListInboxesRequest*,
                     v1::ListInboxesResponse* response) override {
    return Read(call, response,
                [this] { return router::ListInboxes(context_); });
  }

  Unary* ListParked(Call* call, const v1::ListParkedRequest* request,
                    v1::ListParkedResponse* response) override {
    return Read(call, response, [this, request] {
      return router::ListParked(context_, *request);
    });
  }

  Unary* ReplayParked(Call* call, const v1::ParkedRequest* request,
                      v1::ParkedResponse* response) override {
    return StartReplayParked(context_, call, *request, response);
  }

  Unary* DropParked(Call* call, const v1::ParkedRequest* request,
                    v1::ParkedResponse* response) override {
    return StartDropParked(context_, call, *request, response);
  }

  grpc::ServerWriteReactor<v1::VerifyCasesResponse>* VerifyCases(
      Call* call, const v1::VerifyCasesRequest* request) override {
    return StartVerifyCases(context_, call, *request);
  }

  Unary* ConfirmClock(Call* call, const v1::ConfirmClockRequest* request,
                      v1::ConfirmClockResponse* response) override {
    return StartConfirmClock(context_, call, *request, response);
  }

  Unary* Reload(Call* call, const v1::ReloadRequest* request,
                v1::ReloadResponse* response) override {
    return StartReload(context_, call, *request, response);
  }

  Unary* GetConfigFile(Call* call, const v1::GetConfigFileRequest* request,
                       v1::ConfigFile* response) override {
    return Read(call, response, [this, request] {
      return context_.config.Read(request->id(), request->version());
    });
  }

  Unary* LoadConfigFile(Call* call, const v1::LoadConfigFileRequest* request,
                        v1::LoadConfigFileResponse* response) override {
    return StartLoadConfigFile(context_, call, *request, response);
  }

  grpc::ServerWriteReactor<v1::MoveCasesResponse>* MoveCases(
      Call* call, const v1::MoveCasesRequest* request) override {
    return StartMoveCases(context_, call, *request);
  }

  Unary* EraseCase(Call* call, const v1::EraseCaseRequest* request,
                   v1::EraseCaseResponse* response) override {
    return StartEraseCase(context_, call, *request, response);
  }

  grpc::ServerWriteReactor<v1::RotateMasterKeyResponse>* RotateMasterKey(
      Call* call, const v1::RotateMasterKeyRequest* request) override {
    return StartRotateMasterKey(context_, call, *request);
  }

 private:
  // Answers with what `read` returns.
  template <typename Response, typename ReadFn>
  Unary* Read(Call* call, Response* response, ReadFn read) {
    return StartReadCall(context_, call, CallKind::kOperate,
                         [response, read = std::move(read)](const Caller&) {
                           ASSIGN_OR_RETURN(*response, read());
                           return absl::OkStatus();
                         });
  }

  RouterContext& context_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOpsService(RouterContext& context) {
  return std::make_unique<OpsServiceImpl>(context);
}

}  // namespace referral::router
