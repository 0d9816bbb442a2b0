#ifndef REFERRAL_SERVICES_ROUTER_RPC_WRITE_STREAM_H_
#define REFERRAL_SERVICES_ROUTER_RPC_WRITE_STREAM_H_

#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "common/base/mutex.h"
#include "common/rpc/status.h"

namespace referral::router {

// A stream of answers, written one at a time, that ends once, after the write
// under way. Lives until gRPC has done with it and nobody holds a pointer.
// Thread-safe; no hook runs under its lock.
template <typename Response>
class WriteStream : public grpc::ServerWriteReactor<Response>,
                    public std::enable_shared_from_this<WriteStream<Response>> {
 public:
  // Call once, after make_shared: hands the stream to gRPC.
  WriteStream* Start() {
    self_ = this->shared_from_this();
    Begin();
    return this;
  }

  // The stream ends with `status`; the first one stays.
  void EndWith(const absl::Status& status) {
    MutexLock lock(mutex_);
    if (end_.has_value()) return;
    end_ = status;
    if (!writing_) this->Finish(rpc::ToGrpc(*end_));
  }

  bool ended() {
    MutexLock lock(mutex_);
    return end_.has_value();
  }

 protected:
  // OnWritten follows. Only when no write is under way.
  void Write(Response response) {
    MutexLock lock(mutex_);
    if (end_.has_value()) return;
    response_ = std::move(response);
    writing_ = true;
    this->StartWrite(&response_);
  }

 private:
  virtual void Begin() = 0;
  virtual void OnWritten() = 0;
  // The last hook.
  virtual void OnEnded() = 0;

  void OnWriteDone(bool ok) final {
    {
      MutexLock lock(mutex_);
      writing_ = false;
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
    OnEnded();
    // Whoever called Finish still holds the lock perhaps.
    { MutexLock lock(mutex_); }
    const auto keep = std::move(self_);
  }

  Mutex mutex_;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
  Response response_;
  std::shared_ptr<WriteStream> self_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_WRITE_STREAM_H_
