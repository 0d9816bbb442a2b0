#include "services/router/rpc/erase_call.h"

#include <string>
#include "common/base/errors.h"
#include "common/base/ids.h"
#include "common/base/status_macros.h"
#include "services/router/rpc/caller.h"
#include "services/router/rpc/parked_call.h"
#include "services/router/rpc/unary_call.h"

namespace referral::router {
namespace {

absl::Status CheckRequest(const RouterContext& context,
                          const v1::EraseCaseRequest& request,
                          const std::string& operator_id) {
  RETURN_IF_ERROR(CheckReason(request.reason()));
  RETURN_IF_ERROR(CheckCaseId(request.case_id()));
  if (HomeOf(request.case_id()) != context.home) {
    return MakeError(Reason::kWrongHome, "another router keeps this case",
                     "case_id");
  }
  if (!IsOfficer(request.approver()) || request.approver() == operator_id) {
    return MakeError(Reason::kApproverRequired,
                     "another operator has to approve of it", "approver");
  }
  if (context.ledger.vault().keys() == nullptr) {
    return MakeError(Reason::kInsecureRefused,
                     "an insecure store seals nothing: it has no key to erase");
  }
  return absl::OkStatus();
}

absl::StatusOr<RouterAct> Parse(const RouterContext& context,
                                const Caller& caller,
                                const v1::EraseCaseRequest& request) {
  RETURN_IF_ERROR(CheckRequest(context, request, caller.id));
  RouterAct act;
  // The round fills in where the case's log ends, and who is told.
  v1::CaseErased& erased = *act.act.mutable_case_erased();
  erased.set_case_id(request.case_id());
  erased.set_operator_id(caller.id);
  erased.set_approver(request.approver());
  erased.set_reason(request.reason());
  return act;
}

}  // namespace

grpc::ServerUnaryReactor* StartEraseCase(RouterContext& context,
                                         grpc::CallbackServerContext* call,
                                         const v1::EraseCaseRequest& request,
                                         v1::EraseCaseResponse* response) {
  return StartRecordCall(
      context, call, CallKind::kOperate,
      [&](const Caller& caller) { return Parse(context, caller, request); },
      [response](const Caller&, const absl::StatusOr<v1::Receipt>& receipt) {
        if (receipt.ok()) {
          response->set_router_log_sequence(receipt->sequence());
        }
      });
}

}  // namespace referral::router
