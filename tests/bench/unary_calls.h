// Unary calls that are under way side by side.
#ifndef REFERRAL_TESTS_BENCH_UNARY_CALLS_H_
#define REFERRAL_TESTS_BENCH_UNARY_CALLS_H_

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/rpc/status.h"

namespace referral::bench {

// How long a call may take, on a machine that does much else.
inline constexpr absl::Duration kCallPatience = absl::Minutes(1);

// Thread-safe.
class UnaryCalls {
 public:
  UnaryCalls() = default;
  // Waits for every call: at most kCallPatience.
  ~UnaryCalls() { AwaitAll(); }

  UnaryCalls(const UnaryCalls&) = delete;
  UnaryCalls& operator=(const UnaryCalls&) = delete;

  // A method of a generated stub's async interface.
  template <typename Stub, typename Request, typename Response>
  using Method = void (Stub::*)(grpc::ClientContext*, const Request*, Response*,
                                std::function<void(grpc::Status)>);

  // Calls `method` of `stub`; `identify` says who calls. `on_done` gets the
  // status and the response, on a thread of gRPC: must not block.
  template <typename Stub, typename Request, typename Response,
            typename Identify, typename OnDone>
  void Start(Stub* stub, Method<Stub, Request, Response> method,
             Request request, const Identify& identify, OnDone on_done) {
    struct Call {
      grpc::ClientContext context;
      Request request;
      Response response;
    };
    auto* const call = new Call();
    call->request = std::move(request);
    identify(call->context);
    call->context.set_deadline(std::chrono::system_clock::now() +
                               absl::ToChronoMilliseconds(kCallPatience));
    Began();
    (stub->*method)(&call->context, &call->request, &call->response,
                    [this, call, on_done = std::move(on_done)](
                        const grpc::Status& status) mutable {
                      on_done(rpc::FromGrpc(status), call->response);
                      delete call;
                      Ended();
                    });
  }

  // Waits until none is under way.
  void AwaitAll() {
    MutexLock lock(mutex_);
    while (under_way_ > 0) changed_.Wait(mutex_);
  }

 private:
  void Began() {
    MutexLock lock(mutex_);
    ++under_way_;
  }
  // The last may be the end of this object.
  void Ended() {
    MutexLock lock(mutex_);
    --under_way_;
    changed_.SignalAll();
  }

  Mutex mutex_;
  CondVar changed_;
  std::size_t under_way_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_UNARY_CALLS_H_
