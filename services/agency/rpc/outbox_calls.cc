#include "services/agency/rpc/outbox_calls.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/mutex.h"
#include "common/rpc/answer.h"
#include "common/rpc/deadline.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/server_callback.h"
#include "services/agency/store/person_index.h"

namespace referral::agency {
namespace {

// Kept back from the caller's deadline, for the answer's way.
constexpr absl::Duration kAnswerTime = absl::Milliseconds(100);

// How long the caller waits for the verdict.
absl::Duration WaitOf(const grpc::CallbackServerContext& context,
                      absl::Duration longest) {
  const absl::StatusOr<absl::Duration> left = rpc::RemainingDeadline(context);
  if (!left.ok()) return absl::ZeroDuration();
  return std::min(longest, *left - std::min(kAnswerTime, *left / 4));
}

// A call that waits for its verdict, or for its time to be over.
class PendingCall : public std::enable_shared_from_this<PendingCall> {
 public:
  PendingCall(grpc::ServerUnaryReactor* reactor, v1::Submission* response,
              Verdicts& verdicts, Timer& timer, metrics::Refusals& refusals)
      : reactor_(reactor),
        response_(response),
        verdicts_(verdicts),
        timer_(timer),
        refusals_(refusals) {}

  // Answers at once, or when the router has spoken, or after `wait`.
  void Start(const v1::Submission& submission, absl::Duration wait) {
    const bool queued = submission.state() == v1::Submission::STATE_QUEUED;
    if (!queued || wait <= absl::ZeroDuration()) return Answer(submission);
    auto self = shared_from_this();
    const Verdicts::Ticket verdict = verdicts_.Wait(
        submission.message_id(),
        [self](const v1::Submission& settled) { self->OnVerdict(settled); });
    {
      MutexLock lock(mutex_);
      verdict_ = verdict;
    }
    const Timer::Ticket deadline = timer_.After(
        wait, [self, submission] { self->OnDeadline(submission); });
    MutexLock lock(mutex_);
    deadline_ = deadline;
  }

  void Fail(const absl::Status& status) {
    rpc::Answer(reactor_, status, refusals_);
  }

 private:
  void OnVerdict(const v1::Submission& submission) {
    Timer::Ticket deadline;
    {
      MutexLock lock(mutex_);
      if (std::exchange(answered_, true)) return;
      deadline = deadline_;
    }
    timer_.Cancel(deadline);
    Answer(submission);
  }

  void OnDeadline(const v1::Submission& submission) {
    Verdicts::Ticket verdict;
    {
      MutexLock lock(mutex_);
      if (std::exchange(answered_, true)) return;
      verdict = verdict_;
    }
    verdicts_.Cancel(verdict);
    Answer(submission);
  }

  void Answer(const v1::Submission& submission) {
    *response_ = submission;
    rpc::Answer(reactor_, absl::OkStatus(), refusals_);
  }

  grpc::ServerUnaryReactor* const reactor_;
  v1::Submission* const response_;
  Verdicts& verdicts_;
  Timer& timer_;
  metrics::Refusals& refusals_;
  Mutex mutex_;
  bool answered_ ABSL_GUARDED_BY(mutex_) = false;
  // Until Start has set them they stand for nothing that could be cancelled.
  Verdicts::Ticket verdict_ ABSL_GUARDED_BY(mutex_);
  Timer::Ticket deadline_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace

grpc::ServerUnaryReactor* OutboxCalls::Serve(
    grpc::CallbackServerContext* context, absl::StatusOr<Draft> draft,
    v1::Submission* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const auto call = std::make_shared<PendingCall>(reactor, response, verdicts_,
                                                  timer_, refusals_);
  if (const absl::Status status = gate_.CheckCall(*context); !status.ok()) {
    call->Fail(status);
    return reactor;
  }
  if (!draft.ok()) {
    call->Fail(draft.status());
    return reactor;
  }
  const absl::Duration wait = WaitOf(*context, longest_wait_);
  outbox_.Accept(*std::move(draft),
                 [call, wait](absl::StatusOr<v1::Submission> submission) {
                   if (!submission.ok()) return call->Fail(submission.status());
                   call->Start(*submission, wait);
                 });
  return reactor;
}

grpc::ServerUnaryReactor* OutboxCalls::FindEarlierCases(
    grpc::CallbackServerContext* context, const v1::IdentitySection& identity,
    google::protobuf::RepeatedPtrField<std::string>* case_ids) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  if (const absl::Status status = gate_.CheckCall(*context); !status.ok()) {
    rpc::Answer(reactor, status, refusals_);
    return reactor;
  }
  pool_.Run([this, reactor, identity, case_ids] {
    absl::StatusOr<std::vector<std::string>> found = CasesOf(identity, store_);
    if (found.ok()) case_ids->Assign(found->begin(), found->end());
    rpc::Answer(reactor, found.status(), refusals_);
  });
  return reactor;
}

}  // namespace referral::agency
