#ifndef REFERRAL_SERVICES_ROUTER_RPC_OPEN_STREAM_H_
#define REFERRAL_SERVICES_ROUTER_RPC_OPEN_STREAM_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "common/base/errors.h"
#include "common/base/mutex.h"
#include "common/rpc/slow_peers.h"
#include "common/rpc/status.h"
#include "services/router/rpc/caller.h"
#include "services/router/rpc/router_context.h"

namespace referral::router {

// What every stream of the router is: let in, counted, written one frame at a
// time, and ended once, after the write under way. A peer that does not take a
// write, or does not send what it is waited for, is cut off. Lives until gRPC
// has done with it and nobody holds a pointer. Thread-safe; no hook runs under
// its lock. `Reactor` is gRPC's, for a stream of `Response`s.
template <typename Reactor, typename Response>
class OpenStream
    : public Reactor,
      public rpc::SlowPeers::Stream,
      public std::enable_shared_from_this<OpenStream<Reactor, Response>> {
 public:
  // Call once, after make_shared: hands the stream to gRPC.
  OpenStream* Start() {
    self_ = this->shared_from_this();
    Begin();
    return this;
  }

  // The stream ends with `status`; the first one stays. An error is counted,
  // unless it is the peer that went.
  void EndWith(const absl::Status& status) {
    MutexLock lock(mutex_);
    if (end_.has_value()) return;
    end_ = status;
    if (!absl::IsCancelled(status)) {
      context_.refusals.OnRefused("stream", status);
    }
    if (!writing_) this->Finish(rpc::ToGrpc(status));
  }

  bool ended() {
    MutexLock lock(mutex_);
    return end_.has_value();
  }

 protected:
  // Both outlive it.
  OpenStream(RouterContext& context, grpc::CallbackServerContext* call)
      : context_(context), call_(*call) {}

  RouterContext& context() { return context_; }
  // Once let in.
  const Caller& caller() const { return caller_; }

  // Lets the caller in, or ends the stream and returns false. Errors of the
  // end: those of CallerOf; TOO_MANY_STREAMS, SHUTTING_DOWN.
  bool LetIn(CallKind kind) {
    const absl::Status status = Enter(kind);
    if (!status.ok()) EndWith(status);
    return status.ok();
  }

  // From now on the peer is waited for, until PeerCame.
  void AwaitPeer() {
    MutexLock lock(mutex_);
    waiting_since_ = context_.slow_peers.Now();
  }
  void PeerCame() {
    MutexLock lock(mutex_);
    waiting_since_.reset();
  }

  // Asks for the next frame, unless the stream has ended.
  template <typename Request>
  void Read(Request* request) {
    MutexLock lock(mutex_);
    if (!end_.has_value()) this->StartRead(request);
  }

  // Writes a frame: OnWritten follows. Only when no write is under way.
  void Write(Response response) {
    MutexLock lock(mutex_);
    if (end_.has_value()) return;
    response_ = std::move(response);
    writing_ = true;
    waiting_since_ = context_.slow_peers.Now();
    this->StartWrite(&response_);
  }

 private:
  virtual void Begin() = 0;
  virtual void OnWritten() = 0;
  // The last hook.
  virtual void OnEnded() {}

  absl::Status Enter(CallKind kind) {
    absl::StatusOr<Caller> caller = CallerOf(call_, kind, context_);
    if (!caller.ok()) return caller.status();
    caller_ = *std::move(caller);
    const std::weak_ptr<OpenStream> weak = this->shared_from_this();
    const absl::StatusOr<std::uint64_t> id =
        context_.streams.Add(caller_.id, caller_.limits.max_streams,
                             [weak](const absl::Status& reason) {
                               if (const auto stream = weak.lock())
                                 stream->EndWith(reason);
                             });
    if (!id.ok()) return id.status();
    stream_id_ = *id;
    context_.slow_peers.Add(this);
    return absl::OkStatus();
  }

  absl::Status CutIfWaitingSince(absl::Duration limit) final {
    bool writing = false;
    {
      MutexLock lock(mutex_);
      if (!waiting_since_.has_value() || *waiting_since_ > limit) return {};
      waiting_since_.reset();
      writing = writing_;
    }
    const absl::Status reason =
        writing
            ? MakeError(Reason::kSlowReader,
                        "what was written was not taken in time", caller_.id)
            : MakeError(Reason::kSlowSender,
                        "the first frame did not come in time", caller_.id);
    EndWith(reason);
    // The end would wait for the write that is stuck.
    if (writing) call_.TryCancel();
    return reason;
  }

  void OnWriteDone(bool ok) final {
    {
      MutexLock lock(mutex_);
      writing_ = false;
      waiting_since_.reset();
      if (end_.has_value()) {
        this->Finish(rpc::ToGrpc(*end_));
        return;
      }
    }
    if (ok) {
      OnWritten();
    } else {
      EndWith(absl::CancelledError("the peer is gone"));
    }
  }

  void OnCancel() final { EndWith(absl::CancelledError("the peer is gone")); }

  void OnDone() final {
    // Until now the call is there to be cut off.
    context_.slow_peers.Remove(this);
    OnEnded();
    context_.streams.Remove(stream_id_);
    // Whoever called Finish still holds the lock perhaps.
    { MutexLock lock(mutex_); }
    const auto keep = std::move(self_);
  }

  RouterContext& context_;
  grpc::CallbackServerContext& call_;
  Caller caller_;
  std::uint64_t stream_id_ = 0;

  Mutex mutex_;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  // Monotonic; nullopt: the peer keeps nobody waiting.
  std::optional<absl::Duration> waiting_since_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
  Response response_;
  std::shared_ptr<OpenStream> self_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_OPEN_STREAM_H_
