// A SubmitMany stream that takes a message whenever there is one.
#ifndef REFERRAL_TESTS_BENCH_SUBMIT_LANE_H_
#define REFERRAL_TESTS_BENCH_SUBMIT_LANE_H_

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "proto/referral/v1/router_service.grpc.pb.h"
#include "tests/bench/router_process.h"

namespace referral::bench {

// What waits goes out in one frame. As many wait as the caller lets be under
// way. Thread-safe, but for Close and the destructor.
class SubmitLane {
 public:
  using OnReceipt =
      std::function<void(std::uint64_t tag, const v1::Receipt& receipt)>;
  using OnBroken = std::function<void(const absl::Status&)>;

  // Opens the stream of `agency`; `router` serves and outlives it. Both
  // functions are called on a thread of its own, `on_broken` at most once:
  // with the first refusal, or with what ended the stream, also if that is the
  // destructor.
  SubmitLane(const RouterProcess& router, absl::string_view agency,
             OnReceipt on_receipt, OnBroken on_broken);
  // Cuts the stream unless it is closed.
  ~SubmitLane();

  SubmitLane(const SubmitLane&) = delete;
  SubmitLane& operator=(const SubmitLane&) = delete;

  // Nothing once it is closed or broken.
  void Send(std::uint64_t tag, std::string message);

  // Returns when everything sent has its receipt. Nothing is sent any more.
  void Close();

 private:
  using Stream =
      grpc::ClientReaderWriter<v1::SubmitManyRequest, v1::SubmitManyResponse>;

  // The next frame; empty once closed and all is taken.
  v1::SubmitManyRequest TakeFrame();
  void Write();
  void Read();
  absl::Status ReadAll();

  const OnReceipt on_receipt_;
  const OnBroken on_broken_;
  grpc::ClientContext context_;
  const std::unique_ptr<v1::RouterService::Stub> stub_;
  std::unique_ptr<Stream> stream_;

  Mutex mutex_;
  CondVar changed_;
  std::deque<std::pair<std::uint64_t, std::string>> waiting_
      ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;

  std::thread writer_;
  std::thread reader_;  // outlives the writer
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_SUBMIT_LANE_H_
