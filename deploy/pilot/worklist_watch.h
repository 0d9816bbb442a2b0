// What an agency's worklist says of each referral, followed by a stream.
#ifndef REFERRAL_DEPLOY_PILOT_WORKLIST_WATCH_H_
#define REFERRAL_DEPLOY_PILOT_WORKLIST_WATCH_H_

#include <functional>
#include <string>
#include <thread>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "common/base/mutex.h"
#include "deploy/pilot/agencies.h"
#include "deploy/pilot/stop.h"

namespace referral::pilot {

// Follows one agency on a thread of its own from construction to destruction;
// the stream is opened again when it breaks. Thread-safe.
class WorklistWatch {
 public:
  // Both must outlive it. The destructor needs `stop` to have stopped.
  WorklistWatch(std::string agency, Agencies& agencies, Stop& stop);
  ~WorklistWatch();

  WorklistWatch(const WorklistWatch&) = delete;
  WorklistWatch& operator=(const WorklistWatch&) = delete;

  // Returns once the worklist has `referral_id` with a status that `accept`
  // takes.
  // Errors: DEADLINE_EXCEEDED  the replay's time is over
  //         CANCELLED          the replay has stopped
  absl::Status WaitFor(const std::string& referral_id,
                       bool (*accept)(v1::ReferralStatus));

 private:
  void Run();
  grpc::Status Follow();

  const std::string agency_;
  Agencies& agencies_;
  Stop& stop_;
  Mutex mutex_;
  CondVar changed_;
  absl::flat_hash_map<std::string, v1::ReferralStatus> statuses_
      ABSL_GUARDED_BY(mutex_);
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::ClientContext* open_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::thread thread_;
};

}  // namespace referral::pilot

#endif  // REFERRAL_DEPLOY_PILOT_WORKLIST_WATCH_H_
