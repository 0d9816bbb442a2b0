#ifndef REFERRAL_SERVICES_ROUTER_RPC_ROUTER_CONTEXT_H_
#define REFERRAL_SERVICES_ROUTER_RPC_ROUTER_CONTEXT_H_

#include <string>

#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/evidence/signature.h"
#include "common/evidence/signer.h"
#include "common/metrics/refusals.h"
#include "common/rpc/certificate_verifier.h"
#include "common/rpc/slow_peers.h"
#include "services/router/core/allowances.h"
#include "services/router/core/case_reader.h"
#include "services/router/core/config_loader.h"
#include "services/router/core/deadline_timer.h"
#include "services/router/core/gate.h"
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
  const evidence::Signer* signer = nullptr;  // null if insecure
  std::string master_key_file;               // empty if insecure
  const evidence::SignatureCheck& signatures;
  Sequencer& sequencer;
  const CaseReader& reader;
  ConfigLoader& config;
  InboxHub& inboxes;
  DeadlineTimer& deadlines;
  ReadPool& pool;
  CaseWatch& watch;
  Contacts& contacts;
  ServingState& serving;
  StreamSet& streams;
  SubmitMetrics& metrics;
  metrics::Refusals& refusals;
  Allowances& allowances;
  rpc::SlowPeers& slow_peers;
  // Judges every caller's certificate; null in insecure mode. Set before the
  // server starts.
  rpc::CertificateVerifier* certificates = nullptr;
};

// What the gate looks at now; `policy` outlives it.
inline GateRules GateRulesOf(const RouterContext& context,
                             const Policy& policy) {
  return {context.home,       *policy.directory,   *policy.keys,
          context.signatures, context.clock.Now(), context.insecure};
}

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RPC_ROUTER_CONTEXT_H_
