#include "services/agency/rpc/agency.h"

#include <optional>
#include <utility>

#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/base/version.h"
#include "common/crypto/digest.h"
#include "common/evidence/key_book.h"
#include "common/evidence/signer.h"
#include "common/metrics/refusals.h"
#include "common/rpc/channel.h"
#include "common/rpc/peer.h"
#include "common/rpc/server.h"
#include "common/rpc/slow_peers.h"
#include "grpcpp/grpcpp.h"
#include "services/agency/core/catalogue.h"
#include "services/agency/rpc/agency_metrics.h"
#include "services/agency/rpc/change_hub.h"
#include "services/agency/rpc/desk_gate.h"
#include "services/agency/rpc/desk_service.h"
#include "services/agency/rpc/inbox_reader.h"
#include "services/agency/rpc/key_watch.h"
#include "services/agency/rpc/outbox_calls.h"
#include "services/agency/rpc/outbox_sender.h"
#include "services/agency/rpc/router_link.h"
#include "services/agency/rpc/timer.h"
#include "services/agency/rpc/trust.h"
#include "services/agency/rpc/worker_pool.h"
#include "services/agency/store/agency_store.h"
#include "services/agency/store/batches.h"
#include "services/agency/store/inbox.h"
#include "services/agency/store/outbox.h"
#include "spdlog/spdlog.h"

namespace referral::agency {
namespace {

rpc::Peer RouterPeer(const config::v1::Deployment& deployment) {
  rpc::Peer peer;
  peer.kind = rpc::Peer::Kind::kRouter;
  peer.domain = deployment.trust_domain();
  peer.id = deployment.home();
  return peer;
}

rpc::Peer AgencyPeer(const AgencyOptions& options) {
  rpc::Peer peer;
  peer.kind = rpc::Peer::Kind::kAgency;
  peer.domain = options.deployment.trust_domain();
  peer.id = options.agency;
  return peer;
}

absl::Status CheckAgency(const AgencyOptions& options) {
  for (const auto& agency : options.deployment.agencies()) {
    if (agency.id() == options.agency) return absl::OkStatus();
  }
  return MakeError(Reason::kUnknownAgency, "the deployment has no such agency",
                   options.agency);
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> DialRouter(
    const AgencyOptions& options) {
  rpc::ChannelOptions channel;
  channel.insecure_loopback = options.insecure_loopback;
  channel.tls = options.tls;
  channel.server_id = rpc::SpiffeId(RouterPeer(options.deployment));
  return rpc::MakeChannel(options.router, channel);
}

void LogFileProblem(const absl::Status& problem) {
  spdlog::error("what was in force stays in force: {}", Describe(problem));
}

rpc::ServerOptions ServerOptionsOf(const AgencyOptions& options) {
  rpc::ServerOptions server;
  server.listen_address = options.listen;
  server.insecure_loopback = options.insecure_loopback;
  server.tls = options.tls;
  rpc::ApplyDeployment(options.deployment, server);
  return server;
}

// Without keys the transport must be the insecure one; a test may have keys
// with that, too.
bool HasKeys(const AgencyOptions& options) {
  return !options.insecure_loopback || !options.keys.signing_key.empty();
}

absl::StatusOr<std::unique_ptr<evidence::Signer>> OpenSigner(
    const AgencyOptions& options, const Clock& clock) {
  if (!HasKeys(options)) return nullptr;
  RETURN_IF_ERROR(
      config::CheckKeyFlags(options.keys, /*insecure_loopback=*/false));
  return evidence::Signer::Open(options.keys.signing_key, options.agency,
                                evidence::KeyBook(options.deployment),
                                clock.Now());
}

}  // namespace

// In the order of who stands on whom; destroyed from the last to the first.
struct Agency::Parts {
  Parts(const AgencyOptions& options, const Clock& clock,
        std::unique_ptr<evidence::Signer> opened_signer,
        std::unique_ptr<AgencyStore> opened,
        std::shared_ptr<grpc::Channel> outbox_channel,
        std::shared_ptr<grpc::Channel> inbox_channel,
        std::shared_ptr<grpc::Channel> call_channel,
        std::shared_ptr<rpc::CertificateVerifier> clients)
      : catalogue(options.agency, options.deployment, options.programmes),
        certificates(std::move(clients)),
        gate(options.deployment.trust_domain(), options.agency,
             options.insecure_loopback, certificates.get()),
        link(std::move(outbox_channel), AgencyPeer(options)),
        inbox_link(std::move(inbox_channel), AgencyPeer(options)),
        call_link(std::move(call_channel), AgencyPeer(options)),
        counts(metrics),
        hub(counts),
        trust({.deployment = options.deployment,
               .file = options.deployment_file,
               .verifies = HasKeys(options)},
              clock),
        signer(std::move(opened_signer)),
        store(std::move(opened)),
        outbox(*store, catalogue, clock, hub, options.max_outbox_depth),
        batches(*store, catalogue, clock),
        inbox(*store, outbox, catalogue, clock, hub),
        keys(signer == nullptr
                 ? nullptr
                 : std::make_unique<KeyWatch>(*store, *signer, trust, clock,
                                              options.key_file_interval)),
        reader(inbox_link, *store, inbox, trust, clock,
               {.software_version = kVersion,
                .outbox_state = [this] { return sender.State(); },
                .on_delivery =
                    [this](const absl::Status& status) {
                      counts.OnDelivery(status);
                    }}),
        sender(link, *store, outbox, trust, keys.get(), clock,
               [this] {
                 counts.OnOutbox(sender.State(), sender.paused());
                 reader.OnOutboxChanged();
               }),
        slow_peers({.patience = [wait = rpc::SlowPeerWaitOf(
                                     options.deployment)] { return wait; },
                    .on_cut =
                        [](const absl::Status& reason) {
                          spdlog::warn("stream cut off: {}", Describe(reason));
                        }},
                   clock),
        calls(gate, outbox, hub.verdicts(), timer, refusals, *store, pool,
              options.longest_wait),
        desk(
            MakeDeskService({.gate = gate,
                             .calls = calls,
                             .outbox = outbox,
                             .batches = batches,
                             .store = *store,
                             .clock = clock,
                             .hub = hub,
                             .pool = pool,
                             .refusals = refusals,
                             .slow_peers = slow_peers,
                             .router = call_link,
                             .max_watch_backlog = options.max_watch_backlog})) {
    store->SetOnSigned([this](size_t messages) { counts.OnSigned(messages); });
    hub.SetOnOpened([this](const OpenEntry& entry) { sender.Add(entry); });
    if (options.make_vocabulary) vocabulary = options.make_vocabulary(calls);
  }

  const Catalogue catalogue;
  const std::shared_ptr<rpc::CertificateVerifier> certificates;
  const DeskGate gate;
  // A connection each: see RouterLink.
  const RouterLink link;
  const RouterLink inbox_link;
  const RouterLink call_link;
  metrics::Metrics metrics;
  metrics::Refusals refusals{metrics};
  AgencyMetrics counts;
  ChangeHub hub;
  Trust trust;
  // With `keys`, null where nothing is signed.
  const std::unique_ptr<evidence::Signer> signer;
  const std::unique_ptr<AgencyStore> store;
  Outbox outbox;
  Batches batches;
  Inbox inbox;
  const std::unique_ptr<KeyWatch> keys;
  InboxReader reader;
  OutboxSender sender;
  Timer timer;
  WorkerPool pool;
  rpc::SlowPeers slow_peers;
  OutboxCalls calls;
  const std::unique_ptr<grpc::Service> desk;
  std::unique_ptr<grpc::Service> vocabulary;
  std::unique_ptr<rpc::Server> server;
};

Agency::Agency(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Agency::~Agency() { Shutdown(); }

absl::StatusOr<std::unique_ptr<Agency>> Agency::Start(
    const AgencyOptions& options, const Clock& clock) {
  RETURN_IF_ERROR(crypto::Init());
  RETURN_IF_ERROR(CheckAgency(options));
  rpc::ServerOptions server = ServerOptionsOf(options);
  // Before anything is written.
  RETURN_IF_ERROR(rpc::Server::Check(server));
  if (!options.insecure_loopback) {
    ASSIGN_OR_RETURN(server.clients,
                     rpc::MakeClientVerifier(options.tls, LogFileProblem));
  }
  ASSIGN_OR_RETURN(std::shared_ptr<grpc::Channel> channel, DialRouter(options));
  ASSIGN_OR_RETURN(std::shared_ptr<grpc::Channel> inbox_channel,
                   DialRouter(options));
  ASSIGN_OR_RETURN(std::shared_ptr<grpc::Channel> call_channel,
                   DialRouter(options));
  ASSIGN_OR_RETURN(std::unique_ptr<evidence::Signer> signer,
                   OpenSigner(options, clock));
  ASSIGN_OR_RETURN(
      std::unique_ptr<AgencyStore> store,
      AgencyStore::Open({.path = options.data_dir,
                         .agency = options.agency,
                         .insecure = !HasKeys(options),
                         .master_key_file = options.keys.master_key,
                         .signer = signer.get(),
                         .fatal = options.fatal}));
  auto parts = std::make_unique<Parts>(
      options, clock, std::move(signer), std::move(store), std::move(channel),
      std::move(inbox_channel), std::move(call_channel), server.clients);
  server.on_refused_peer = [&refusals =
                                parts->refusals](const absl::Status& status) {
    refusals.OnRefused("handshake", status);
  };
  RETURN_IF_ERROR(parts->outbox.Load());
  std::vector<grpc::Service*> services = {parts->desk.get()};
  if (parts->vocabulary != nullptr) services.push_back(parts->vocabulary.get());
  ASSIGN_OR_RETURN(parts->server, rpc::Server::Start(server, services));
  if (parts->keys != nullptr) parts->keys->Start();
  parts->sender.Start();
  parts->reader.Start();
  return std::unique_ptr<Agency>(new Agency(std::move(parts)));
}

const std::string& Agency::address() const {
  return parts_->server->bound_address();
}

absl::Status Agency::WritePortFile(const std::string& path) const {
  return parts_->server->WritePortFile(path);
}

const metrics::Metrics& Agency::metrics() const { return parts_->metrics; }

void Agency::Shutdown() {
  // Those who wait get what is known; no call waits for the grace.
  parts_->hub.worklist().Stop();
  parts_->hub.submissions().Stop();
  parts_->hub.notices().Stop();
  parts_->timer.Stop();
  parts_->server->Shutdown();
  parts_->slow_peers.Stop();
  parts_->reader.Stop();
  parts_->sender.Stop();
  if (parts_->keys != nullptr) parts_->keys->Stop();
  parts_->store->Stop();
  parts_->pool.Stop();
}

}  // namespace referral::agency
