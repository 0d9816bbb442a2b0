// HoldReferrals and ResumeReferrals: a batch, and how far it is.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_BATCH_STREAM_H_
#define REFERRAL_SERVICES_AGENCY_RPC_BATCH_STREAM_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/metrics/refusals.h"
#include "common/rpc/slow_peers.h"
#include "grpcpp/support/server_callback.h"
#include "services/agency/rpc/batch_run.h"
#include "services/agency/rpc/change_hub.h"

namespace referral::agency {

// Deletes itself. Tells progress as fast as the caller takes it, what came
// meanwhile in one frame; the last frame says `done`. A caller who goes away
// ends the telling alone: the run queues what is left. Ends with SLOW_READER,
// SHUTTING_DOWN or the run's error.
class BatchStream final : public grpc::ServerWriteReactor<v1::BatchProgress>,
                          private Watcher,
                          private rpc::SlowPeers::Stream {
 public:
  // All outlive it.
  struct Parts {
    WatcherList& list;  // tells that the service stops
    WorkerPool& pool;
    rpc::SlowPeers& slow_peers;
    metrics::Refusals& refusals;
  };

  // `system` is who calls, by name.
  static BatchStream* Start(const Parts& parts,
                            grpc::CallbackServerContext& call,
                            const std::string& system,
                            std::shared_ptr<BatchRun> run);

 private:
  BatchStream(const Parts& parts, grpc::CallbackServerContext& call,
              const std::string& system, std::shared_ptr<BatchRun> run);

  void OnChanged(const std::string&) override {}
  void OnStop() override;
  absl::Status CutIfWaitingSince(absl::Duration limit) override;

  void OnWriteDone(bool ok) override;
  void OnCancel() override;
  void OnDone() override;

  void End(const absl::Status& status);
  void EndLocked(const absl::Status& status)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  enum class Step { kNone, kWrite, kFinish };
  Step NextStep();
  void GoOn();
  absl::Status Result();

  const Parts parts_;
  grpc::CallbackServerContext& call_;
  const std::string system_;
  const std::shared_ptr<BatchRun> run_;

  Mutex mutex_;  // before the run's
  // The last frame; gRPC reads it while it is written.
  v1::BatchProgress frame_ ABSL_GUARDED_BY(mutex_);
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
  bool began_ ABSL_GUARDED_BY(mutex_) = false;  // a frame was written
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Duration writing_since_ ABSL_GUARDED_BY(mutex_);
  bool cut_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_BATCH_STREAM_H_
