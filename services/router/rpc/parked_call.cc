#include "services/router/rpc/parked_call.h"

#include <utility>

#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "common/base/utf8.h"
#include "common/rpc/answer.h"
#include "services/router/rpc/unary_call.h"

namespace referral::router {
namespace {

// Bytes of an operator's reason; of ASCII as many characters.
constexpr std::size_t kMaxReasonBytes = 256;

absl::StatusOr<ParkedCommand> Parse(const RouterContext& context,
                                    const grpc::CallbackServerContext& call,
                                    const v1::ParkedRequest& request) {
  ASSIGN_OR_RETURN(const Caller caller,
                   LetCallIn(call, CallKind::kOperate, context));
  if (context.sequencer.policy().directory->Find(request.agency()) == nullptr) {
    return MakeError(Reason::kUnknownAgency,
                     "the deployment does not list the agency",
                     request.agency());
  }
  if (request.case_id() != RouterLogId(context.home)) {
    RETURN_IF_ERROR(CheckCaseId(request.case_id()));
  }
  RETURN_IF_ERROR(CheckReason(request.reason()));
  return ParkedCommand{request.agency(), request.case_id(), caller.id,
                       request.reason(), nullptr};
}

grpc::ServerUnaryReactor* Start(RouterContext& context,
                                grpc::CallbackServerContext* call,
                                const v1::ParkedRequest& request,
                                v1::ParkedResponse* response,
                                void (InboxHub::*act)(ParkedCommand)) {
  grpc::ServerUnaryReactor* reactor = call->DefaultReactor();
  absl::StatusOr<ParkedCommand> command = Parse(context, *call, request);
  if (!command.ok()) {
    rpc::Answer(reactor, command.status(), context.refusals);
    return reactor;
  }
  command->done = [&context, reactor,
                   response](const absl::StatusOr<v1::Receipt>& receipt) {
    if (receipt.ok()) response->set_router_log_sequence(receipt->sequence());
    rpc::Answer(reactor, receipt.status(), context.refusals);
  };
  (context.inboxes.*act)(*std::move(command));
  return reactor;
}

}  // namespace

absl::Status CheckReason(const std::string& reason) {
  if (!reason.empty() && reason.size() <= kMaxReasonBytes &&
      IsValidUtf8(reason) && !HasControlCharacters(reason)) {
    return absl::OkStatus();
  }
  return MakeError(Reason::kReasonRequired,
                   "a reason has 1 to 256 characters on one line", "reason");
}

grpc::ServerUnaryReactor* StartReplayParked(RouterContext& context,
                                            grpc::CallbackServerContext* call,
                                            const v1::ParkedRequest& request,
                                            v1::ParkedResponse* response) {
  return Start(context, call, request, response, &InboxHub::Replay);
}

grpc::ServerUnaryReactor* StartDropParked(RouterContext& context,
                                          grpc::CallbackServerContext* call,
                                          const v1::ParkedRequest& request,
                                          v1::ParkedResponse* response) {
  return Start(context, call, request, response, &InboxHub::Drop);
}

}  // namespace referral::router
