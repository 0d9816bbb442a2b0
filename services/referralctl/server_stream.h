// A stream of answers, read for as long as it takes.
#ifndef REFERRAL_SERVICES_REFERRALCTL_SERVER_STREAM_H_
#define REFERRAL_SERVICES_REFERRALCTL_SERVER_STREAM_H_

#include <chrono>
#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/rpc/status.h"
#include "grpcpp/grpcpp.h"
#include "services/referralctl/session.h"

namespace referral::referralctl {

// Calls `prepare` for a stream and `on_frame` with each of its answers, until
// the server ends it or `on_frame` returns false. The session's timeout bounds
// the silence between two answers, not the whole.
// Errors: the server's; UNAVAILABLE after too long a silence.
template <typename Response>
absl::Status ReadStream(
    const Session& session,
    const std::function<std::unique_ptr<grpc::ClientAsyncReader<Response>>(
        grpc::ClientContext*, grpc::CompletionQueue*)>& prepare,
    const std::function<bool(const Response&)>& on_frame) {
  const int timeout = session.settings().timeout_seconds;
  grpc::ClientContext context;
  session.PrepareStream(context);
  grpc::CompletionQueue queue;
  const auto reader = prepare(&context, &queue);
  void* const step = &context;  // one at a time, so any tag does
  bool silent = false;
  // Whether the step under way succeeded.
  const auto wait = [&] {
    void* tag = nullptr;
    bool ok = false;
    const auto deadline =
        std::chrono::system_clock::now() + std::chrono::seconds(timeout);
    if (queue.AsyncNext(&tag, &ok, deadline) ==
        grpc::CompletionQueue::TIMEOUT) {
      silent = true;
      context.TryCancel();
      queue.Next(&tag, &ok);
    }
    return ok;
  };
  reader->StartCall(step);
  bool goes_on = wait();
  bool enough = false;
  Response frame;
  while (goes_on) {
    reader->Read(&frame, step);
    goes_on = wait();
    if (!goes_on || on_frame(frame)) continue;
    enough = true;
    goes_on = false;
    context.TryCancel();
  }
  grpc::Status status;
  reader->Finish(&status, step);
  wait();
  queue.Shutdown();
  void* tag = nullptr;
  bool ok = false;
  while (queue.Next(&tag, &ok)) continue;
  if (enough) return absl::OkStatus();
  if (silent) {
    return MakeError(Reason::kUnavailable,
                     absl::StrCat("the server said nothing for ", timeout,
                                  " s, the --timeout"));
  }
  return status.ok() ? absl::OkStatus() : rpc::FromGrpc(status);
}

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_SERVER_STREAM_H_
