// What a client of an agency's service sees of its worklist.
#ifndef REFERRAL_TESTS_BENCH_WORKLIST_WATCH_H_
#define REFERRAL_TESTS_BENCH_WORKLIST_WATCH_H_

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "absl/status/status.h"
#include "proto/referral/v1/desk_service.grpc.pb.h"
#include "tests/bench/agency_process.h"

namespace referral::bench {

// Watches from construction to destruction. Both functions are called on a
// thread of its own.
class WorklistWatch {
 public:
  // First every referral, then each that changes, as it stands then.
  using OnItem = std::function<void(const v1::WorklistItem&)>;
  // The stream has ended though nobody ended it.
  using OnBroken = std::function<void(const absl::Status&)>;

  // `agency` serves.
  WorklistWatch(const AgencyProcess& agency, OnItem on_item,
                OnBroken on_broken);
  ~WorklistWatch();

  WorklistWatch(const WorklistWatch&) = delete;
  WorklistWatch& operator=(const WorklistWatch&) = delete;

 private:
  void Read();

  const OnItem on_item_;
  const OnBroken on_broken_;
  grpc::ClientContext context_;
  std::unique_ptr<v1::ReferralDesk::Stub> desk_;
  std::unique_ptr<grpc::ClientReader<v1::WorklistItem>> stream_;
  std::atomic<bool> ended_ = false;
  std::thread reader_;
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_WORKLIST_WATCH_H_
