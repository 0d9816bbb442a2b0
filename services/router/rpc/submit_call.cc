#include "services/router/rpc/submit_call.h"

#include <utility>
#include <vector>

#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/rpc/answer.h"
#include "services/router/core/admit.h"
#include "services/router/rpc/unary_call.h"

namespace referral::router {
namespace {

absl::StatusOr<Admitted> Open(const RouterContext& context,
                              const Caller& caller,
                              const v1::SubmitRequest& request) {
  RETURN_IF_ERROR(caller.allowance->OnMessage(request.signed_message().size(),
                                              context.clock.Monotonic()));
  const Policy policy = context.sequencer.policy();
  ASSIGN_OR_RETURN(Admitted admitted,
                   Admit(request.signed_message(), caller.id,
                         GateRulesOf(context, policy), context.ledger.vault()));
  admitted.expected_sequence = request.expected_sequence();
  // Last: from here on there is an answer, which ends it.
  RETURN_IF_ERROR(caller.allowance->TryBegin());
  return admitted;
}

}  // namespace

grpc::ServerUnaryReactor* StartSubmit(RouterContext& context,
                                      grpc::CallbackServerContext* call,
                                      const v1::SubmitRequest& request,
                                      v1::Receipt* receipt) {
  grpc::ServerUnaryReactor* reactor = call->DefaultReactor();
  const absl::StatusOr<Caller> caller =
      LetCallIn(*call, CallKind::kSubmit, context);
  absl::StatusOr<Admitted> admitted =
      caller.ok() ? Open(context, *caller, request) : caller.status();
  if (!admitted.ok()) {
    context.metrics.OnAnswer(admitted.status());
    rpc::Answer(reactor, admitted.status(), context.refusals);
    return reactor;
  }
  admitted->done = [&context, reactor, receipt, allowance = caller->allowance](
                       absl::StatusOr<v1::Receipt> result) {
    allowance->End();
    context.metrics.OnAnswer(result.status());
    if (result.ok()) *receipt = *std::move(result);
    rpc::Answer(reactor, result.status(), context.refusals);
  };
  Frame frame;
  frame.messages.push_back(*std::move(admitted));
  context.sequencer.Submit(std::move(frame));
  return reactor;
}

}  // namespace referral::router
