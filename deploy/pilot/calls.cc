#include "deploy/pilot/calls.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/rpc/status.h"
#include "common/rpc/status_proto.h"

namespace referral::pilot {
namespace {

// A service answers within 2 s; one that hangs is asked again.
constexpr absl::Duration kCallTimeout = absl::Seconds(20);

// Between two tries of a call that failed although the service is there.
constexpr absl::Duration kFirstPause = absl::Milliseconds(10);
constexpr absl::Duration kLongestPause = absl::Milliseconds(500);

}  // namespace

bool IsWorthRepeating(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return true;
    // A server that ends cuts its calls; the catalogue has no such error.
    case absl::StatusCode::kCancelled:
      return ReasonCode(status).empty();
    default:
      return false;
  }
}

absl::Status Calls::Repeat(
    const std::string& agency,
    const std::function<grpc::Status(grpc::ClientContext*)>& call) {
  absl::Status status = absl::DeadlineExceededError("not tried");
  for (absl::Duration pause = kFirstPause;;
       pause = std::min(pause * 2, kLongestPause)) {
    const absl::Duration left = stop_.Left();
    if (left <= absl::ZeroDuration()) {
      return absl::DeadlineExceededError(
          absl::StrCat("the time for the replay is over; last answer of ",
                       agency, ": ", Describe(status)));
    }
    grpc::ClientContext context;
    agencies_.Prepare(agency, std::min(left, kCallTimeout), context);
    status = rpc::FromGrpc(call(&context));
    if (status.ok() || !IsWorthRepeating(status)) return status;
    if (!stop_.Pause(std::min(pause, left))) {
      return absl::CancelledError("the replay has stopped");
    }
  }
}

// The stream first tells how the submission stands, then every change.
absl::Status Calls::Follow(const std::string& agency,
                           v1::Submission& submission) {
  v1::WatchSubmissionsRequest request;
  request.add_message_ids(submission.message_id());
  return Repeat(agency, [&](grpc::ClientContext* context) {
    const auto stream =
        agencies_.desk(agency).WatchSubmissions(context, request);
    v1::Submission change;
    while (stream->Read(&change)) {
      if (change.message_id() != submission.message_id()) continue;
      submission = change;
      if (submission.state() == v1::Submission::STATE_QUEUED) continue;
      context->TryCancel();
      stream->Finish();
      return grpc::Status::OK;
    }
    const grpc::Status end = stream->Finish();
    // A stream that ends well without an answer is opened again.
    return end.ok() ? grpc::Status(grpc::StatusCode::UNAVAILABLE,
                                   "the stream of submissions has ended")
                    : end;
  });
}

absl::StatusOr<v1::Submission> Calls::Submit(
    const std::string& agency,
    const std::function<grpc::Status(grpc::ClientContext*, v1::Submission*)>&
        send) {
  v1::Submission submission;
  RETURN_IF_ERROR(Repeat(agency, [&](grpc::ClientContext* context) {
    submission.Clear();
    return send(context, &submission);
  }));
  if (submission.state() == v1::Submission::STATE_QUEUED) {
    RETURN_IF_ERROR(Follow(agency, submission));
  }
  if (submission.state() != v1::Submission::STATE_RECORDED) {
    return rpc::FromProto(submission.refusal());
  }
  ++recorded_;
  return submission;
}

}  // namespace referral::pilot
