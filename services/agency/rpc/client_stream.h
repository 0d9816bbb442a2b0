// A bidirectional stream to the router as its owner's thread sees it: frames
// that came, room for the next one to go, and an end.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_CLIENT_STREAM_H_
#define REFERRAL_SERVICES_AGENCY_RPC_CLIENT_STREAM_H_

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "common/base/mutex.h"
#include "common/rpc/status.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/client_callback.h"
#include "services/agency/rpc/wakeup.h"

namespace referral::agency {

// Used by one thread, its owner's, whom it wakes whenever something happened.
// End() must have returned before it is destroyed.
template <typename Out, typename In>
class ClientStream final : private grpc::ClientBidiReactor<Out, In> {
 public:
  // `wakeup` outlives it. `open` starts the call, for example
  //   [&](grpc::ClientContext* context, auto* reactor) {
  //     stub.async()->SubmitMany(context, reactor);
  //   }
  template <typename Open>
  ClientStream(std::unique_ptr<grpc::ClientContext> context, Wakeup& wakeup,
               Open open)
      : context_(std::move(context)), wakeup_(wakeup) {
    open(context_.get(), static_cast<grpc::ClientBidiReactor<Out, In>*>(this));
    // Keeps the call from being done while the owner may still write.
    this->AddHold();
    this->StartRead(&incoming_);
    this->StartCall();
  }

  // Nothing is being written.
  bool CanWrite() const {
    MutexLock lock(mutex_);
    return !writing_ && !broken_;
  }

  // Only if CanWrite().
  void Write(Out frame) {
    outgoing_ = std::move(frame);
    {
      MutexLock lock(mutex_);
      writing_ = true;
    }
    this->StartWrite(&outgoing_);
  }

  // Nothing more will be written; the router ends the call once it has answered
  // what came before. Only if CanWrite(), which is false from now on.
  void Finish() {
    {
      MutexLock lock(mutex_);
      writing_ = true;
    }
    this->StartWritesDone();
  }

  // What has come since the last call.
  std::vector<In> TakeFrames() {
    MutexLock lock(mutex_);
    return std::exchange(frames_, {});
  }

  // Nothing more will come.
  bool broken() const {
    MutexLock lock(mutex_);
    return broken_;
  }

  // Ends the call if it has not ended, waits for that, and returns how.
  absl::Status End() {
    if (!broken()) context_->TryCancel();
    this->RemoveHold();
    MutexLock lock(mutex_);
    while (!result_.has_value()) done_.Wait(mutex_);
    return *result_;
  }

 private:
  void OnReadDone(bool ok) override {
    {
      MutexLock lock(mutex_);
      if (ok) {
        frames_.push_back(std::move(incoming_));
        incoming_ = In();
      } else {
        broken_ = true;
      }
    }
    // Woken before the next read: after a failed one the owner may end it all.
    if (ok) this->StartRead(&incoming_);
    wakeup_.Wake();
  }

  void OnWriteDone(bool ok) override {
    {
      MutexLock lock(mutex_);
      writing_ = false;
      if (!ok) broken_ = true;
    }
    wakeup_.Wake();
  }

  void OnDone(const grpc::Status& status) override {
    MutexLock lock(mutex_);
    result_ = rpc::FromGrpc(status);
    broken_ = true;
    done_.Signal();
  }

  const std::unique_ptr<grpc::ClientContext> context_;
  Wakeup& wakeup_;
  In incoming_;
  Out outgoing_;

  mutable Mutex mutex_;
  CondVar done_;
  std::vector<In> frames_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> result_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_CLIENT_STREAM_H_
