// DeskCalls over an outbox.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_OUTBOX_CALLS_H_
#define REFERRAL_SERVICES_AGENCY_RPC_OUTBOX_CALLS_H_

#include "absl/time/time.h"
#include "common/base/limits.h"
#include "common/metrics/refusals.h"
#include "services/agency/rpc/desk_calls.h"
#include "services/agency/rpc/desk_gate.h"
#include "services/agency/rpc/timer.h"
#include "services/agency/rpc/verdicts.h"
#include "services/agency/rpc/worker_pool.h"
#include "services/agency/store/agency_store.h"
#include "services/agency/store/outbox.h"

namespace referral::agency {

// Thread-safe.
class OutboxCalls final : public DeskCalls {
 public:
  // All outlive it; `pool` reads. `longest_wait` is for the router's verdict.
  OutboxCalls(const DeskGate& gate, Outbox& outbox, Verdicts& verdicts,
              Timer& timer, metrics::Refusals& refusals,
              const AgencyStore& store, WorkerPool& pool,
              absl::Duration longest_wait = kSubmissionWait)
      : gate_(gate),
        outbox_(outbox),
        verdicts_(verdicts),
        timer_(timer),
        refusals_(refusals),
        store_(store),
        pool_(pool),
        longest_wait_(longest_wait) {}

  grpc::ServerUnaryReactor* Serve(grpc::CallbackServerContext* context,
                                  absl::StatusOr<Draft> draft,
                                  v1::Submission* response) override;
  grpc::ServerUnaryReactor* FindEarlierCases(
      grpc::CallbackServerContext* context, const v1::IdentitySection& identity,
      google::protobuf::RepeatedPtrField<std::string>* case_ids) override;

 private:
  const DeskGate& gate_;
  Outbox& outbox_;
  Verdicts& verdicts_;
  Timer& timer_;
  metrics::Refusals& refusals_;
  const AgencyStore& store_;
  WorkerPool& pool_;
  const absl::Duration longest_wait_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_OUTBOX_CALLS_H_
