// Cases, moved to another version of their programme.
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "proto/referral/v1/ops_service.grpc.pb.h"
#include "services/referralctl/call.h"
#include "services/referralctl/format.h"
#include "services/referralctl/move_view.h"
#include "services/referralctl/policy_commands.h"
#include "services/referralctl/progress_line.h"
#include "services/referralctl/server_stream.h"

namespace referral::referralctl {
namespace {

absl::StatusOr<v1::MoveCasesRequest> RequestOf(const MoveOrder& order) {
  v1::MoveCasesRequest request;
  request.set_programme_id(order.programme);
  request.set_to_version(order.to);
  request.set_from_version(order.from);
  if (!order.case_id.empty()) {
    ASSIGN_OR_RETURN(*request.mutable_case_id(), CaseIdArgument(order.case_id));
  }
  request.set_dry_run(order.dry_run);
  request.set_reason(order.reason);
  return request;
}

}  // namespace

absl::StatusOr<bool> MoveCases(const Session& session, const MoveOrder& order) {
  ASSIGN_OR_RETURN(const v1::MoveCasesRequest request, RequestOf(order));
  v1::OpsService::Stub stub(session.channel());
  v1::MoveCasesResponse result;
  {
    const ProgressLine progress;
    RETURN_IF_ERROR(ReadStream<v1::MoveCasesResponse>(
        session,
        [&](grpc::ClientContext* context, grpc::CompletionQueue* queue) {
          return stub.PrepareAsyncMoveCases(context, request, queue);
        },
        [&](const v1::MoveCasesResponse& frame) {
          result.mutable_moves()->MergeFrom(frame.moves());
          result.set_cases_looked_at(frame.cases_looked_at());
          result.set_cases_total(frame.cases_total());
          result.set_done(frame.done());
          progress.Show(absl::StrCat(Count(frame.cases_looked_at()), " of ",
                                     Count(frame.cases_total()), " cases"));
          return true;
        }));
  }
  if (session.settings().json) {
    PrintJson(result);
  } else {
    Print(MovesText(result, order, session.style()));
  }
  return CountLeft(result) == 0;
}

}  // namespace referral::referralctl
