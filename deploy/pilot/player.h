// Plays cases through the public APIs, several at a time.
#ifndef REFERRAL_DEPLOY_PILOT_PLAYER_H_
#define REFERRAL_DEPLOY_PILOT_PLAYER_H_

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/base/mutex.h"
#include "deploy/pilot/agencies.h"
#include "deploy/pilot/calls.h"
#include "deploy/pilot/case_data.h"
#include "deploy/pilot/progress.h"
#include "deploy/pilot/requests.h"
#include "deploy/pilot/stop.h"
#include "deploy/pilot/worklist_watch.h"

namespace referral::pilot {

// One replay. Not thread-safe; it starts threads of its own.
class Player {
 public:
  // All must outlive it.
  Player(Agencies& agencies, Stop& stop, Progress& progress,
         std::string programme);
  ~Player();

  // Plays every case, `jobs` at a time, and returns when all are done or the
  // first has failed: stop.where() then says which.
  // Errors: what a call was refused with; DEADLINE_EXCEEDED
  absl::Status Play(const std::vector<CaseData>& cases, int jobs);

  int64_t messages() const { return calls_.recorded(); }

 private:
  absl::Status PlayCase(const CaseData& data);
  // Waits until the earlier cases of its people have ended, and names them.
  absl::Status AwaitEarlierCases(CaseContext& context);
  // Waits until the agency that makes the step's call knows what it is about.
  absl::Status Await(const CaseContext& context, const Step& step);
  absl::StatusOr<v1::Submission> Send(const CaseContext& context,
                                      const Step& step);
  absl::StatusOr<v1::Submission> SendDeskAct(const CaseContext& context,
                                             const Step& step);
  absl::StatusOr<v1::Submission> SendCompletion(const CaseContext& context,
                                                const Step& step);

  // Adds the header to `request` and makes the call.
  template <typename Stub, typename Request>
  absl::StatusOr<v1::Submission> Call(
      const CaseContext& context, const Step& step, Stub& stub,
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   v1::Submission*),
      Request request) {
    *request.mutable_call() = CallOf(context, step);
    return calls_.Submit(step.agency, [&](grpc::ClientContext* client,
                                          v1::Submission* submission) {
      return (stub.*method)(client, request, submission);
    });
  }

  // The same for a request that also has a referral, a result and a delivery.
  template <typename Stub, typename Request>
  absl::StatusOr<v1::Submission> Complete(
      const CaseContext& context, const Step& step, Stub& stub,
      grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                   v1::Submission*),
      typename Request::Result result) {
    const ReferralData& referral = context.Referral(step);
    Request request;
    request.set_referral_id(context.ReferralId(referral.id));
    request.set_result(result);
    *request.mutable_delivery() = DeliveryOf(referral);
    return Call(context, step, stub, method, std::move(request));
  }

  Agencies& agencies_;
  Stop& stop_;
  Progress& progress_;
  const std::string programme_;
  Calls calls_;
  std::map<std::string, std::unique_ptr<WorklistWatch>> watches_;
  Mutex mutex_;
  // Case ids of the cases that have ended, by name.
  std::map<std::string, std::string> ended_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_PLAYER_H_
