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
#include "services/agency/store/outbox.h"

namespace referral::agency {

// Thread-safe.
class OutboxCalls final : public DeskCalls {
 public:
  // All outlive it. `longest_wait` is for the router's verdict.
  OutboxCalls(const DeskGate& gate, Outbox& outbox, Verdicts& verdicts,
              Timer& timer, metrics::Refusals& refusals,
              absl::Duration longest_wait = kSubmissionWait)
      : gate_(gate),
        outbox_(outbox),
        verdicts_(verdicts),
        timer_(timer),
        refusals_(refusals),
        longest_wait_(longest_wait) {}

  grpc::ServerUnaryReactor* Serve(grpc::CallbackServerContext* context,
                                  absl::StatusOr<Draft> draft,
                                  v1::Submission* response) override;

 private:
  const DeskGate& gate_;
  Outbox& outbox_;
  Verdicts& verdicts_;
  Timer& timer_;
  metrics::Refusals& refusals_;
  const absl::Duration longest_wait_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_OUTBOX_CALLS_H_
