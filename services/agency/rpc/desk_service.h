// ReferralDesk: what a ministry system does with referrals.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_DESK_SERVICE_H_
#define REFERRAL_SERVICES_AGENCY_RPC_DESK_SERVICE_H_

#include <cstddef>
#include <memory>

#include "common/base/clock.h"
#include "common/metrics/refusals.h"
#include "common/rpc/slow_peers.h"
#include "services/agency/rpc/change_hub.h"
#include "services/agency/rpc/desk_calls.h"
#include "services/agency/rpc/desk_gate.h"
#include "services/agency/rpc/router_link.h"
#include "services/agency/rpc/worker_pool.h"
#include "services/agency/store/batches.h"
#include "services/agency/store/outbox.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace referral::agency {

// Rows that have changed and that a watcher has not taken: beyond it the
// watcher is too slow and is told so.
inline constexpr size_t kMaxWatchBacklog = 10'000;

// What the desk stands on.
struct DeskParts {
  const DeskGate& gate;
  DeskCalls& calls;
  Outbox& outbox;
  Batches& batches;
  AgencyStore& store;
  const Clock& clock;
  ChangeHub& hub;
  WorkerPool& pool;  // for reads
  metrics::Refusals& refusals;
  rpc::SlowPeers& slow_peers;
  const RouterLink& router;  // for calls
  size_t max_watch_backlog = kMaxWatchBacklog;
};

// The service; everything in `parts` outlives it.
std::unique_ptr<grpc::Service> MakeDeskService(const DeskParts& parts);

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_DESK_SERVICE_H_
