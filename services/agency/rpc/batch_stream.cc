#include "services/agency/rpc/batch_stream.h"

#include <utility>

#include "common/base/errors.h"
#include "common/rpc/status.h"
#include "google/protobuf/util/message_differencer.h"

namespace referral::agency {
namespace {

using google::protobuf::util::MessageDifferencer;

absl::Status Stopped() {
  return MakeError(Reason::kShuttingDown, "the service stops");
}

}  // namespace

BatchStream* BatchStream::Start(const Parts& parts,
                                grpc::CallbackServerContext& call,
                                const std::string& system,
                                std::shared_ptr<BatchRun> run) {
  auto* stream = new BatchStream(parts, call, system, std::move(run));
  if (!parts.list.Join(stream)) stream->End(Stopped());
  parts.slow_peers.Add(stream);
  stream->run_->Start([stream] { stream->GoOn(); });
  stream->GoOn();
  return stream;
}

BatchStream::BatchStream(const Parts& parts, grpc::CallbackServerContext& call,
                         const std::string& system,
                         std::shared_ptr<BatchRun> run)
    : parts_(parts), call_(call), system_(system), run_(std::move(run)) {}

void BatchStream::OnStop() {
  End(Stopped());
  GoOn();
}

absl::Status BatchStream::CutIfWaitingSince(absl::Duration limit) {
  {
    MutexLock lock(mutex_);
    if (!writing_ || cut_ || writing_since_ > limit) return {};
    cut_ = true;
  }
  const absl::Status reason =
      MakeError(Reason::kSlowReader, "progress was not taken in time", system_);
  End(reason);
  // The end would wait for the write that is stuck.
  call_.TryCancel();
  return reason;
}

void BatchStream::OnWriteDone(bool ok) {
  {
    MutexLock lock(mutex_);
    writing_ = false;
  }
  if (!ok) End(absl::CancelledError());
  GoOn();
}

void BatchStream::OnCancel() {
  End(absl::CancelledError());
  GoOn();
}

void BatchStream::OnDone() {
  run_->Unwatch();
  parts_.list.Leave(this);
  parts_.slow_peers.Remove(this);
  delete this;
}

// The first reason counts.
void BatchStream::End(const absl::Status& status) {
  MutexLock lock(mutex_);
  EndLocked(status);
}

void BatchStream::EndLocked(const absl::Status& status) {
  if (end_.has_value()) return;
  end_ = status;
  if (!status.ok() && !absl::IsCancelled(status)) {
    parts_.refusals.OnRefused("stream", status);
  }
}

// What is to be done now; it is this caller's to do.
BatchStream::Step BatchStream::NextStep() {
  MutexLock lock(mutex_);
  // Looked at under the lock: of two threads, the one that looked first must
  // not tell last.
  const BatchRun::Standing standing = run_->standing();
  if (!standing.status.ok()) EndLocked(standing.status);
  if (writing_ || finished_) return Step::kNone;
  if (!end_.has_value() && frame_.done()) end_ = absl::OkStatus();
  if (end_.has_value()) {
    finished_ = true;
    return Step::kFinish;
  }
  const bool looked =
      standing.progress.referrals() > 0 || standing.progress.done();
  const bool news = !MessageDifferencer::Equals(frame_, standing.progress);
  if (!looked || (began_ && !news)) return Step::kNone;
  frame_ = standing.progress;
  began_ = true;
  writing_ = true;
  writing_since_ = parts_.slow_peers.Now();
  return Step::kWrite;
}

// Without a lock: gRPC may call back at once. Nothing of this is touched after
// the step, which may be the last.
void BatchStream::GoOn() {
  switch (NextStep()) {
    case Step::kNone:
      return;
    case Step::kWrite: {
      const v1::BatchProgress* frame = nullptr;
      {
        MutexLock lock(mutex_);
        frame = &frame_;
      }
      return StartWrite(frame);
    }
    case Step::kFinish:
      // OnDone waits for whoever tells progress, which may be this thread.
      return parts_.pool.Run([this] { Finish(rpc::ToGrpc(Result())); });
  }
}

absl::Status BatchStream::Result() {
  MutexLock lock(mutex_);
  return *end_;
}

}  // namespace referral::agency
