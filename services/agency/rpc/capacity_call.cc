#include "services/agency/rpc/capacity_call.h"

#include <memory>

#include "common/base/errors.h"
#include "common/rpc/answer.h"
#include "common/rpc/status.h"
#include "grpcpp/grpcpp.h"

namespace referral::agency {
namespace {

absl::Status VerdictOf(const grpc::Status& status) {
  const absl::Status verdict = rpc::FromGrpc(status);
  if (absl::IsUnavailable(verdict) && ReasonCode(verdict).empty()) {
    return MakeError(Reason::kUnavailable,
                     "the router is away; nothing was published");
  }
  return verdict;
}

}  // namespace

grpc::ServerUnaryReactor* ForwardCapacity(
    const DeskGate& gate, const RouterLink& router, metrics::Refusals& refusals,
    grpc::CallbackServerContext* context,
    const v1::PublishCapacityRequest* request,
    v1::PublishCapacityResponse* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  if (const absl::Status allowed = gate.CheckCall(*context); !allowed.ok()) {
    rpc::Answer(reactor, allowed, refusals);
    return reactor;
  }
  const std::shared_ptr<grpc::ClientContext> call = router.ContextFor(*context);
  router.stub().async()->PublishCapacity(
      call.get(), request, response,
      [call, reactor, &refusals](const grpc::Status& status) {
        rpc::Answer(reactor, VerdictOf(status), refusals);
      });
  return reactor;
}

}  // namespace referral::agency
