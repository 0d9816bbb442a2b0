// A call to an agency service that ends only with the router's verdict,
// whatever is killed and restarted meanwhile.
#ifndef REFERRAL_DEPLOY_PILOT_CALLS_H_
#define REFERRAL_DEPLOY_PILOT_CALLS_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "deploy/pilot/agencies.h"
#include "deploy/pilot/stop.h"
#include "proto/referral/v1/submission.pb.h"

namespace referral::pilot {

// Whether the same call may go through another time.
bool IsWorthRepeating(const absl::Status& status);

// Thread-safe.
class Calls {
 public:
  // Both must outlive it.
  Calls(Agencies& agencies, Stop& stop) : agencies_(agencies), stop_(stop) {}

  // Sends until the service answers, then waits until the router has recorded
  // the message. `send` makes the call, several times if need be.
  // Errors: what the service or the router refused with
  //         DEADLINE_EXCEEDED  the replay's time is over
  //         CANCELLED          the replay has stopped
  absl::StatusOr<v1::Submission> Submit(
      const std::string& agency,
      const std::function<grpc::Status(grpc::ClientContext*, v1::Submission*)>&
          send);

  // Messages recorded so far.
  int64_t recorded() const { return recorded_; }

 private:
  absl::Status Repeat(
      const std::string& agency,
      const std::function<grpc::Status(grpc::ClientContext*)>& call);
  absl::Status Follow(const std::string& agency, v1::Submission& submission);

  Agencies& agencies_;
  Stop& stop_;
  std::atomic<int64_t> recorded_ = 0;
};

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_CALLS_H_
