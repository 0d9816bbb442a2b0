#ifndef REFERRAL_SERVICES_ROUTER_RPC_ROUTER_CONTEXT_H_
#define REFERRAL_SERVICES_ROUTER_RPC_ROUTER_CONTEXT_H_

#include <string>

#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/metrics/refusals.h"
#include "common/rpc/slow_peers.h"
#include "services/router/core/allowances.h"
#include "services/router/core/case_reader.h"
#include "services/router/core/config_loader.h"
#include "services/router/core/inbox_hub.h"
#include "services/router/core/ledger.h"
#include "services/router/core/read_pool.h"
#include "services/router/core/sequencer.h"
#include "services/router/rpc/case_watch.h"
#include "services/router/rpc/contacts.h"
#include "services/router/rpc/serving_state.h"
#include "services/router/rpc/stream_set.h"
#include "services/router/rpc/submit_metrics.h"

namespace referral::router {

// What every call of the router works with. All of it outlives the server.
struct RouterContext {
  std::string home;
  std::string software_version;
  bool insecure = false;  // --insecure-loopback
  absl::Time started_time;

  const Clock& clock;
  const Ledger& ledger;
  Sequencer& sequencer;
  const CaseReader& reader;
  ConfigLoader& config;
  InboxHub& inboxes;
  ReadPool& pool;
  CaseWatch& watch;
  Contacts& contacts;
  ServingState& serving;
  StreamSet& streams;
  SubmitMetrics& metrics;
  metrics::Refusals& refusals;
  Allowances& allowances;
  rpc::SlowPeers& slow_peers;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_ROUTER_CONTEXT_H_
