#include "services/router/rpc/submit_call.h"

#include <utility>
#include <vector>

#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/rpc/deadline.h"
#include "common/rpc/status.h"
#include "services/router/core/admit.h"
#include "services/router/rpc/caller.h"

namespace referral::router {
namespace {

absl::StatusOr<Admitted> Open(const RouterContext& context,
                              const grpc::CallbackServerContext& call,
                              const v1::SubmitRequest& request) {
  ASSIGN_OR_RETURN(const Caller caller,
                   CallerOf(call, CallKind::kSubmit, context));
  ASSIGN_OR_RETURN(const absl::Duration left,
                   rpc::RemainingDeadline(call, rpc::DeadlineRule::kOptional));
  if (left <= absl::ZeroDuration()) {
    return absl::DeadlineExceededError("the deadline has passed");
  }
  const Policy policy = context.sequencer.policy();
  ASSIGN_OR_RETURN(Admitted admitted,
                   Admit(request.signed_message(), caller.id,
                         GateRulesOf(context, policy), context.ledger.vault()));
  admitted.expected_sequence = request.expected_sequence();
  return admitted;
}

}  // namespace

grpc::ServerUnaryReactor* StartSubmit(RouterContext& context,
                                      grpc::CallbackServerContext* call,
                                      const v1::SubmitRequest& request,
                                      v1::Receipt* receipt) {
  grpc::ServerUnaryReactor* reactor = call->DefaultReactor();
  absl::StatusOr<Admitted> admitted = Open(context, *call, request);
  if (!admitted.ok()) {
    context.metrics.OnAnswer(admitted.status());
    reactor->Finish(rpc::ToGrpc(admitted.status()));
    return reactor;
  }
  admitted->done = [&context, reactor,
                    receipt](absl::StatusOr<v1::Receipt> result) {
    context.metrics.OnAnswer(result.status());
    if (result.ok()) *receipt = *std::move(result);
    reactor->Finish(rpc::ToGrpc(result.status()));
  };
  std::vector<Admitted> frame;
  frame.push_back(*std::move(admitted));
  context.sequencer.Submit(std::move(frame));
  return reactor;
}

}  // namespace referral::router
