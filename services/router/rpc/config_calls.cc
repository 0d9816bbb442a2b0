#include "services/router/rpc/config_calls.h"

#include <functional>
#include <string>
#include <utility>

#include "common/base/errors.h"
#include "common/rpc/answer.h"
#include "services/router/rpc/parked_call.h"
#include "services/router/rpc/unary_call.h"

namespace referral::router {
namespace {

// Lets an operator with a reason in and does `work` on the pool: it reads
// files, checks texts, and answers through `reactor` some time.
grpc::ServerUnaryReactor* Start(
    RouterContext& context, grpc::CallbackServerContext* call,
    const std::string& reason,
    std::function<void(grpc::ServerUnaryReactor*, const Caller&)> work) {
  grpc::ServerUnaryReactor* reactor = call->DefaultReactor();
  const absl::StatusOr<Caller> caller =
      LetCallIn(*call, CallKind::kOperate, context);
  absl::Status status = caller.status();
  status.Update(CheckReason(reason));
  if (status.ok() &&
      !context.pool.Post([reactor, caller = *caller, work = std::move(work)] {
        work(reactor, caller);
      })) {
    status = MakeError(Reason::kShuttingDown, "the router stops");
  }
  if (!status.ok()) rpc::Answer(reactor, status, context.refusals);
  return reactor;
}

}  // namespace

grpc::ServerUnaryReactor* StartReload(RouterContext& context,
                                      grpc::CallbackServerContext* call,
                                      const v1::ReloadRequest& request,
                                      v1::ReloadResponse* response) {
  const auto work = [&context, &request, response](
                        grpc::ServerUnaryReactor* reactor,
                        const Caller& caller) {
    context.config.Reload(
        {caller.id, request.reason()},
        [&context, reactor, response](absl::StatusOr<ConfigReport> report) {
          if (report.ok()) {
            response->mutable_configs()->Add(report->configs.begin(),
                                             report->configs.end());
          }
          rpc::Answer(reactor, report.status(), context.refusals);
        });
  };
  return Start(context, call, request.reason(), work);
}

grpc::ServerUnaryReactor* StartLoadConfigFile(
    RouterContext& context, grpc::CallbackServerContext* call,
    const v1::LoadConfigFileRequest& request,
    v1::LoadConfigFileResponse* response) {
  const auto work = [&context, &request, response](
                        grpc::ServerUnaryReactor* reactor,
                        const Caller& caller) {
    context.config.Load(
        request, caller.id,
        [&context, reactor,
         response](absl::StatusOr<v1::LoadConfigFileResponse> loaded) {
          if (loaded.ok()) *response = *std::move(loaded);
          rpc::Answer(reactor, loaded.status(), context.refusals);
        });
  };
  return Start(context, call, request.reason(), work);
}

}  // namespace referral::router
