// The messages of one run on their way from the provider's client to the
// lead's.
#ifndef REFERRAL_TESTS_BENCH_PASSAGE_H_
#define REFERRAL_TESTS_BENCH_PASSAGE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "proto/referral/v1/desk_service.grpc.pb.h"
#include "tests/bench/agency_process.h"
#include "tests/bench/case_messages.h"
#include "tests/bench/first_failure.h"
#include "tests/bench/meter.h"
#include "tests/bench/one_per_case.h"
#include "tests/bench/unary_calls.h"
#include "tests/bench/worklist_watch.h"

namespace referral::bench {

// One message, about the referral of a case.
struct Said {
  std::size_t number = 0;  // of the case
  // Scheduled or no-show: what the worklist shows once it is there. Each other
  // than what it showed before.
  v1::BusinessStatus shows = v1::BUSINESS_STATUS_UNSPECIFIED;
  std::string message_id;  // once it is sent
  // Its place in the case; 0 until the provider's service knows.
  std::uint64_t sequence = 0;
};

// Not thread-safe.
class Passage {
 public:
  // All of it outlives it; both services serve.
  Passage(const CaseMessages& cases, const AgencyProcess& lead,
          const AgencyProcess& provider, const Load& load);

  // Returns once the lead's client has its whole worklist.
  // Errors: what ended its stream; DEADLINE_EXCEEDED.
  absl::Status AwaitWorklist();

  // Sends `said`, as many as the load says, those of a case one after the
  // other, and returns when all have been seen and every call is answered.
  // Errors: the first refusal; what ended the stream; DATA_LOSS  the worklist
  // shows what was not said; DEADLINE_EXCEEDED  it does not show what was said.
  absl::StatusOr<Sample> Run(std::vector<Said>& said);

 private:
  using Desk = v1::ReferralDesk::StubInterface::async_interface;

  // Whether a row that comes is one of those that were there before.
  bool IsOld();
  void OnItem(const v1::WorklistItem& item);
  void Call(std::size_t index);
  template <typename Request>
  void Start(std::size_t index,
             UnaryCalls::Method<Desk, Request, v1::Submission> method,
             Request request);
  void OnSubmission(std::size_t index, const absl::Status& status,
                    const v1::Submission& submission);
  void Fail(const absl::Status& status);

  const CaseMessages& cases_;
  const AgencyProcess& provider_;
  const std::unique_ptr<v1::ReferralDesk::Stub> desk_;
  std::vector<Said>* said_ = nullptr;  // set before the first is sent
  Meter meter_;
  FirstFailure failure_;
  OnePerCase order_;
  UnaryCalls calls_;

  Mutex mutex_;
  CondVar changed_;
  std::size_t rows_ ABSL_GUARDED_BY(mutex_) = 0;  // that were there before
  absl::Status broken_ ABSL_GUARDED_BY(mutex_);

  WorklistWatch watch_;  // ends before what it calls
};

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_PASSAGE_H_
