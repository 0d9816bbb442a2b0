#include "services/router/rpc/router_service.h"

#include <grpcpp/grpcpp.h>

#include <utility>

#include "common/base/status_macros.h"
#include "proto/referral/v1/router_service.grpc.pb.h"
#include "services/router/rpc/capacity_call.h"
#include "services/router/rpc/case_calls.h"
#include "services/router/rpc/inbox_stream.h"
#include "services/router/rpc/log_stream.h"
#include "services/router/rpc/oversight_calls.h"
#include "services/router/rpc/submit_call.h"
#include "services/router/rpc/submit_many_stream.h"
#include "services/router/rpc/unary_call.h"

namespace referral::router {
namespace {

using Call = grpc::CallbackServerContext;
using Unary = grpc::ServerUnaryReactor;

class RouterServiceImpl final : public v1::RouterService::CallbackService {
 public:
  explicit RouterServiceImpl(RouterContext& context) : context_(context) {}

  Unary* Submit(Call* call, const v1::SubmitRequest* request,
                v1::Receipt* receipt) override {
    return StartSubmit(context_, call, *request, receipt);
  }

  grpc::ServerBidiReactor<v1::SubmitManyRequest, v1::SubmitManyResponse>*
  SubmitMany(Call* call) override {
    return StartSubmitMany(context_, call);
  }

  grpc::ServerBidiReactor<v1::OpenInboxRequest, v1::OpenInboxResponse>*
  OpenInbox(Call* call) override {
    return StartOpenInbox(context_, call);
  }

  grpc::ServerWriteReactor<v1::ReadCaseLogResponse>* ReadCaseLog(
      Call* call, const v1::ReadCaseLogRequest* request) override {
    return StartReadCaseLog(context_, call, *request);
  }

  Unary* GetCase(Call* call, const v1::GetCaseRequest* request,
                 v1::Case* response) override {
    return Read(call, CallKind::kReadCase, response,
                [this, request](const Caller& caller) {
                  return router::GetCase(context_, caller.reader, *request);
                });
  }

  Unary* ListCases(Call* call, const v1::ListCasesRequest* request,
                   v1::ListCasesResponse* response) override {
    return Read(call, CallKind::kReadCase, response,
                [this, request](const Caller& caller) {
                  return router::ListCases(context_, caller.reader, *request);
                });
  }

  Unary* ListReferrals(Call* call, const v1::ListReferralsRequest* request,
                       v1::ListReferralsResponse* response) override {
    return Read(call, CallKind::kReadCase, response,
                [this, request](const Caller& caller) {
                  return router::ListReferrals(context_, caller.reader,
                                               *request);
                });
  }

  Unary* GetCaseTimeline(Call* call, const v1::GetCaseTimelineRequest* request,
                         v1::CaseTimeline* response) override {
    return Read(call, CallKind::kReadCase, response,
                [this, request](const Caller& caller) {
                  return context_.reader.ReadTimeline(request->case_id(),
                                                      caller.reader);
                });
  }

  Unary* LookUpServices(Call* call, const v1::LookUpServicesRequest* request,
                        v1::LookUpServicesResponse* response) override {
    return Read(call, CallKind::kReadCase, response,
                [this, request](const Caller&) {
                  return router::LookUpServices(context_, *request);
                });
  }

  Unary* PublishCapacity(Call* call, const v1::PublishCapacityRequest* request,
                         v1::PublishCapacityResponse* response) override {
    return StartPublishCapacity(context_, call, *request, response);
  }

  Unary* ListEmergencies(Call* call, const v1::ListEmergenciesRequest* request,
                         v1::ListEmergenciesResponse* response) override {
    return Read(call, CallKind::kReadCase, response,
                [this, request](const Caller& caller) {
                  return router::ListEmergencies(context_, caller.reader,
                                                 *request);
                });
  }

  Unary* ListComplaints(Call* call, const v1::ListComplaintsRequest* request,
                        v1::ListComplaintsResponse* response) override {
    return Read(call, CallKind::kReadCase, response,
                [this, request](const Caller& caller) {
                  return router::ListComplaints(context_, caller.reader,
                                                *request);
                });
  }

  Unary* GetReport(Call* call, const v1::GetReportRequest* request,
                   v1::Report* response) override {
    return Read(call, CallKind::kReport, response,
                [this, request](const Caller&) {
                  return router::GetReport(context_, *request);
                });
  }

  Unary* ExportNeeds(Call* call, const v1::ExportNeedsRequest* request,
                     v1::NeedsExport* response) override {
    return Read(call, CallKind::kExport, response,
                [this, request](const Caller&) {
                  return router::ExportNeeds(context_, *request);
                });
  }

 private:
  // Answers with what `read` returns.
  template <typename Response, typename ReadFn>
  Unary* Read(Call* call, CallKind kind, Response* response, ReadFn read) {
    return StartReadCall(
        context_, call, kind,
        [response, read = std::move(read)](const Caller& caller) {
          ASSIGN_OR_RETURN(*response, read(caller));
          return absl::OkStatus();
        });
  }

  RouterContext& context_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeRouterService(RouterContext& context) {
  return std::make_unique<RouterServiceImpl>(context);
}

}  // namespace referral::router
