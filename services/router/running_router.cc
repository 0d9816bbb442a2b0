#include "services/router/running_router.h"

#include <spdlog/spdlog.h>

#include <optional>
#include <utility>

#include "common/base/errors.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/base/version.h"
#include "common/config/deployment.h"
#include "common/crypto/digest.h"
#include "common/crypto/key_file.h"
#include "common/evidence/signature.h"
#include "common/evidence/signer.h"
#include "common/metrics/exposer.h"
#include "common/metrics/metrics.h"
#include "common/metrics/refusals.h"
#include "common/rpc/address.h"
#include "common/rpc/server.h"
#include "services/router/core/case_reader.h"
#include "services/router/core/config_loader.h"
#include "services/router/core/deadline_timer.h"
#include "services/router/core/inbox_hub.h"
#include "services/router/core/read_pool.h"
#include "services/router/core/sequencer.h"
#include "services/router/rpc/router_context.h"
#include "services/router/rpc/router_services.h"
#include "services/router/store/rocks_ledger.h"
#include "services/router/sync_metrics.h"

namespace referral::router {
namespace {

// Threads that read the disk: one more than the two that a small machine's
// gRPC runs callbacks on, so that a long list does not hold up an inbox.
constexpr int kReadThreads = 3;

void LogAct(const v1::Act& act) {
  if (act.has_delivery_replayed()) {
    const v1::DeliveryReplayed& replayed = act.delivery_replayed();
    spdlog::info("operator {} replays case {} sequence {} to {}",
                 replayed.operator_id(), replayed.case_id(),
                 replayed.sequence(), replayed.agency());
  } else if (act.has_delivery_dropped()) {
    const v1::DeliveryDropped& dropped = act.delivery_dropped();
    spdlog::info("operator {} drops case {} sequence {} to {}",
                 dropped.operator_id(), dropped.case_id(), dropped.sequence(),
                 dropped.agency());
  }
}

void LogConfig(const ConfigReport& report) {
  for (const v1::ConfigStatus& config : report.configs) {
    spdlog::info("config {} version {} digest {}", config.id(),
                 config.version(), config.digest());
    if (config.differs_on_disk()) {
      spdlog::warn("config {} differs on disk and is not applied; reload it",
                   config.id());
    }
  }
  for (const absl::Status& problem : report.problems) {
    spdlog::warn("config on disk is not applied: {}", Describe(problem));
  }
}

void LogFileProblem(const absl::Status& problem) {
  spdlog::error("what was in force stays in force: {}", Describe(problem));
}

// The store, and who counts from before it opens until it has closed.
struct CountedStore {
  explicit CountedStore(store::SyncHook* next)
      : counters(std::make_unique<metrics::Metrics>()),
        syncs(std::make_unique<SyncMetrics>(*counters, next)) {}

  std::unique_ptr<metrics::Metrics> counters;
  std::unique_ptr<SyncMetrics> syncs;
  std::unique_ptr<RocksLedger> ledger;
};

rpc::ServerOptions ServerOptionsOf(const RouterOptions& router) {
  rpc::ServerOptions options;
  options.listen_address = router.listen;
  options.insecure_loopback = router.insecure_loopback;
  options.tls = router.tls;
  return options;
}

// Knows the keys of the deployment in force and of the file that may follow it:
// a router whose key was replaced while it was down can start.
absl::StatusOr<std::unique_ptr<evidence::Signer>> OpenSigner(
    const std::string& path, const Ledger& ledger,
    const config::v1::Deployment& on_disk, absl::Time now) {
  ASSIGN_OR_RETURN(const storage::v1::RouterFile file, ledger.ReadRouterFile());
  ASSIGN_OR_RETURN(const Policy policy, BuildPolicy(file));
  evidence::KeyBook book(on_disk);
  book.Add(policy.directory->deployment());
  return evidence::Signer::Open(path, /*agency=*/"", book, now);
}

}  // namespace

class RunningRouter::Impl {
 public:
  // `signer` is null if insecure.
  Impl(std::string home, CountedStore store,
       std::unique_ptr<evidence::Signer> signer, const RouterOptions& options,
       const Clock& clock, std::function<void(const absl::Status&)> on_stopped);
  ~Impl() { Stop(); }

  absl::Status Start();
  void Stop();
  const std::string& address() const { return server_->bound_address(); }
  absl::Status status() const { return serving_.Check(); }
  const metrics::Metrics& metrics() const { return metrics_; }

 private:
  Sequencer::Options SequencerOptions();
  InboxHub::Options HubOptions();
  model::Reader ReaderOf(const std::string& agency) const;
  ConfigLoader::Options LoaderOptions();
  DeadlineTimer::Options DeadlineOptions();
  rpc::SlowPeers::Options SlowPeersOptions();
  absl::Status ShowMetrics();
  absl::Status Serve();

  const RouterOptions options_;
  const std::string home_;
  const Clock& clock_;
  const CountedStore store_;
  RocksLedger* const ledger_ = store_.ledger.get();
  metrics::Metrics& metrics_ = *store_.counters;
  const std::unique_ptr<evidence::Signer> signer_;
  const evidence::SignatureCheck signatures_;

  prometheus::Gauge& position_ = metrics_.Gauge(
      "referral_router_last_position", "Position of the newest record");
  SubmitMetrics submit_metrics_{metrics_};
  metrics::Refusals refusals_{metrics_};
  Allowances allowances_;
  CaseWatch watch_;
  Contacts contacts_;
  StreamSet streams_;
  ServingState serving_;
  ReadPool pool_;
  InboxHub inboxes_;
  DeadlineTimer deadlines_;
  Sequencer sequencer_;
  CaseReader reader_;
  ConfigLoader config_;
  rpc::SlowPeers slow_peers_;
  RouterContext context_;
  RouterServices services_;
  std::unique_ptr<metrics::Exposer> exposer_;
  std::shared_ptr<rpc::CertificateVerifier> clients_;
  std::unique_ptr<rpc::Server> server_;

  Mutex stop_mutex_;
  bool stopped_ ABSL_GUARDED_BY(stop_mutex_) = false;
};

RunningRouter::Impl::Impl(std::string home, CountedStore store,
                          std::unique_ptr<evidence::Signer> signer,
                          const RouterOptions& options, const Clock& clock,
                          std::function<void(const absl::Status&)> on_stopped)
    : options_(options),
      home_(std::move(home)),
      clock_(clock),
      store_(std::move(store)),
      signer_(std::move(signer)),
      serving_(std::move(on_stopped)),
      pool_(kReadThreads),
      inboxes_(HubOptions(), clock_, *ledger_, pool_),
      deadlines_(DeadlineOptions(), clock_, *ledger_),
      sequencer_(SequencerOptions(), clock_, *ledger_),
      reader_(*ledger_, clock_, [this] { return sequencer_.policy(); }),
      config_(LoaderOptions(), *ledger_, sequencer_),
      slow_peers_(SlowPeersOptions(), clock_),
      context_{home_,
               kVersion,
               options.insecure_loopback,
               clock.Now(),
               clock_,
               *ledger_,
               signer_.get(),
               options.master_key,
               signatures_,
               sequencer_,
               reader_,
               config_,
               inboxes_,
               deadlines_,
               pool_,
               watch_,
               contacts_,
               serving_,
               streams_,
               submit_metrics_,
               refusals_,
               allowances_,
               slow_peers_},
      services_(context_) {}

Sequencer::Options RunningRouter::Impl::SequencerOptions() {
  Sequencer::Options options;
  options.home = home_;
  options.software_version = kVersion;
  options.signer = signer_.get();
  options.on_inbox_news = [this](const std::vector<InboxNews>& news) {
    inboxes_.OnNews(news);
  };
  options.on_cases_changed = [this](const std::vector<std::string>& cases) {
    position_.Set(static_cast<double>(ledger_->Head().position));
    watch_.OnCasesChanged(cases);
  };
  options.on_deadlines = [this](absl::Time due) {
    deadlines_.OnDeadlines(due);
  };
  options.on_disk_failed = options_.fatal;
  return options;
}

ConfigLoader::Options RunningRouter::Impl::LoaderOptions() {
  ConfigLoader::Options options;
  options.files = {options_.deployment, options_.programmes};
  options.home = home_;
  if (signer_ == nullptr) return options;
  // A deployment that does not know the router's key would make everything
  // that it signs from then on worthless.
  options.check_deployment = [this](const config::v1::Deployment& deployment) {
    return signer_->Refresh(evidence::KeyBook(deployment), clock_.Now());
  };
  return options;
}

model::Reader RunningRouter::Impl::ReaderOf(const std::string& agency) const {
  const Policy policy = sequencer_.policy();
  model::Reader reader;
  reader.agency = agency;
  reader.role = policy.directory->RoleOf(agency);
  reader.predecessors = policy.directory->PredecessorsOf(agency);
  return reader;
}

InboxHub::Options RunningRouter::Impl::HubOptions() {
  InboxHub::Options options;
  options.home = home_;
  options.policy = [this] {
    return RedeliveryPolicyOf(sequencer_.policy().directory->deployment());
  };
  options.read = [this](const std::string& agency, const DueDelivery& due) {
    return reader_.ReadDelivery(due.case_id, due.position, ReaderOf(agency));
  };
  options.change_delivery = [this](DeliveryChange change) {
    sequencer_.ChangeDelivery(std::move(change));
  };
  options.record_act = [this](RouterAct act) {
    LogAct(act.act);
    sequencer_.Record(std::move(act));
  };
  options.on_error = [](const std::string& agency, const absl::Status& status) {
    spdlog::error("inbox {}: {}", agency, Describe(status));
  };
  return options;
}

DeadlineTimer::Options RunningRouter::Impl::DeadlineOptions() {
  DeadlineTimer::Options options;
  options.say = [this](CaseTurns turns) { sequencer_.Say(std::move(turns)); };
  options.directory = [this] { return sequencer_.policy().directory; };
  options.on_error = [](const absl::Status& status) {
    spdlog::error("clocks: {}", Describe(status));
  };
  return options;
}

rpc::SlowPeers::Options RunningRouter::Impl::SlowPeersOptions() {
  rpc::SlowPeers::Options options;
  options.patience = [this] {
    return rpc::SlowPeerWaitOf(sequencer_.policy().directory->deployment());
  };
  options.on_cut = [](const absl::Status& reason) {
    spdlog::warn("stream cut off: {}", Describe(reason));
  };
  return options;
}

absl::Status RunningRouter::Impl::Start() {
  RETURN_IF_ERROR(sequencer_.Start());
  ASSIGN_OR_RETURN(const ConfigReport report, config_.LoadAtStart());
  LogConfig(report);
  std::vector<std::string> agencies;
  for (const config::v1::Agency& agency :
       sequencer_.policy().directory->deployment().agencies()) {
    agencies.push_back(agency.id());
  }
  position_.Set(static_cast<double>(ledger_->Head().position));
  RETURN_IF_ERROR(inboxes_.Load(agencies));
  RETURN_IF_ERROR(deadlines_.Load());
  RETURN_IF_ERROR(ShowMetrics());
  RETURN_IF_ERROR(Serve());
  deadlines_.Start();
  return absl::OkStatus();
}

absl::Status RunningRouter::Impl::ShowMetrics() {
  if (options_.metrics.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const rpc::Address address,
                   rpc::ParseAddress(options_.metrics));
  if (!address.IsLoopback()) {
    return MakeError(Reason::kInvalidField,
                     "metrics are shown on loopback alone", options_.metrics);
  }
  ASSIGN_OR_RETURN(exposer_, metrics::Exposer::Start(metrics_, address.port));
  spdlog::info("metrics are on 127.0.0.1:{}", exposer_->port());
  return absl::OkStatus();
}

absl::Status RunningRouter::Impl::Serve() {
  rpc::ServerOptions options = ServerOptionsOf(options_);
  rpc::ApplyDeployment(sequencer_.policy().directory->deployment(), options);
  options.on_refused_peer = [this](const absl::Status& status) {
    refusals_.OnRefused("handshake", status);
  };
  if (!options_.insecure_loopback) {
    ASSIGN_OR_RETURN(clients_,
                     rpc::MakeClientVerifier(options_.tls, LogFileProblem));
    options.clients = clients_;
    context_.certificates = clients_.get();
  }
  ASSIGN_OR_RETURN(server_, rpc::Server::Start(options, services_.all()));
  spdlog::info("router {} serves on {} from position {}", home_,
               server_->bound_address(), ledger_->Head().position);
  if (options_.insecure_loopback) {
    spdlog::warn("insecure: no certificates, loopback only");
  }
  if (options_.port_file.empty()) return absl::OkStatus();
  return server_->WritePortFile(options_.port_file);
}

// Whoever waits for an answer gets it before what gives it stops.
void RunningRouter::Impl::Stop() {
  MutexLock lock(stop_mutex_);
  if (stopped_) return;
  stopped_ = true;
  streams_.EndAll(MakeError(Reason::kShuttingDown, "the router stops"));
  if (server_ != nullptr) server_->Shutdown();
  slow_peers_.Stop();
  deadlines_.Stop();
  inboxes_.Stop();
  pool_.Stop();
  sequencer_.Stop();
  spdlog::info("router {} stopped at position {}", home_,
               ledger_->Head().position);
}

absl::StatusOr<std::unique_ptr<RunningRouter>> RunningRouter::Start(
    const RouterOptions& options, const Clock& clock,
    std::function<void(const absl::Status&)> on_stopped) {
  RETURN_IF_ERROR(crypto::Init());
  // Before anything is written.
  RETURN_IF_ERROR(rpc::Server::Check(ServerOptionsOf(options)));
  ASSIGN_OR_RETURN(const config::LoadedDeployment deployment,
                   config::LoadDeployment(options.deployment));
  CountedStore store(options.sync_hook);
  RocksLedgerOptions ledger;
  ledger.data_dir = options.data_dir;
  ledger.home = deployment.deployment.home();
  ledger.insecure = options.insecure_loopback;
  if (!options.insecure_loopback) {
    ASSIGN_OR_RETURN(crypto::MasterKeys masters,
                     crypto::ReadMasterKeyFile(options.master_key));
    ledger.master_keys =
        std::make_shared<const crypto::MasterKeys>(std::move(masters));
    // Refused before anything is written; looked up when the store is open.
    RETURN_IF_ERROR(crypto::ReadSigningKeyFile(options.signing_key).status());
  }
  ledger.rebuild = options.rebuild;
  ledger.sync_hook = store.syncs.get();
  ledger.fatal = options.fatal;
  ASSIGN_OR_RETURN(store.ledger, RocksLedger::Open(std::move(ledger)));
  std::unique_ptr<evidence::Signer> signer;
  if (!options.insecure_loopback) {
    ASSIGN_OR_RETURN(signer, OpenSigner(options.signing_key, *store.ledger,
                                        deployment.deployment, clock.Now()));
  }
  auto impl = std::make_unique<Impl>(deployment.deployment.home(),
                                     std::move(store), std::move(signer),
                                     options, clock, std::move(on_stopped));
  RETURN_IF_ERROR(impl->Start());
  return std::unique_ptr<RunningRouter>(new RunningRouter(std::move(impl)));
}

RunningRouter::RunningRouter(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}

RunningRouter::~RunningRouter() = default;

const std::string& RunningRouter::address() const { return impl_->address(); }

absl::Status RunningRouter::status() const { return impl_->status(); }

const metrics::Metrics& RunningRouter::metrics() const {
  return impl_->metrics();
}

void RunningRouter::Stop() { impl_->Stop(); }

}  // namespace referral::router
