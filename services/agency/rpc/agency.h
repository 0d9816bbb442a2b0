// An agency service, whole: store, outbox, inbox, desk and server.
#ifndef REFERRAL_SERVICES_AGENCY_RPC_AGENCY_H_
#define REFERRAL_SERVICES_AGENCY_RPC_AGENCY_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/config/flags.h"
#include "common/metrics/metrics.h"
#include "common/rpc/tls.h"
#include "common/store/fatal.h"
#include "proto/referral/config/v1/deployment.pb.h"
#include "proto/referral/config/v1/programme.pb.h"
#include "services/agency/rpc/desk_calls.h"
#include "services/agency/rpc/desk_service.h"
#include "services/agency/rpc/key_watch.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace referral::agency {

struct AgencyOptions {
  std::string agency;  // of the deployment
  std::string data_dir;
  std::string router;  // host:port
  std::string listen = "127.0.0.1:0";
  config::v1::Deployment deployment;              // checked
  std::vector<config::v1::Programme> programmes;  // checked
  // That `deployment` came from, to be read again for new keys; may be empty.
  std::string deployment_file;
  rpc::TlsFiles tls;  // unless insecure_loopback
  // Both or none; needed unless insecure_loopback. Without them nothing is
  // signed or sealed, and no signature is looked at.
  config::KeyFlags keys;
  absl::Duration key_file_interval = kKeyFileInterval;
  bool insecure_loopback = false;
  // May be empty: the desk alone.
  std::function<std::unique_ptr<grpc::Service>(DeskCalls&)> make_vocabulary;
  // How long a call waits for the router's verdict at most.
  absl::Duration longest_wait = kSubmissionWait;
  size_t max_outbox_depth = kMaxOutboxDepth;
  size_t max_watch_backlog = kMaxWatchBacklog;
  // What ends the process when the disk fails.
  store::FatalHandler fatal = store::ExitAtOnce();
};

// Serves from Start to Shutdown, whether the router is there or not.
// Thread-safe once made.
class Agency {
 public:
  // `clock` outlives it.
  // Errors: UNKNOWN_AGENCY  the deployment has no such agency
  //         those of config::CheckKeyFlags, evidence::Signer::Open,
  //         AgencyStore::Open, rpc::MakeChannel, rpc::Server::Start
  static absl::StatusOr<std::unique_ptr<Agency>> Start(
      const AgencyOptions& options, const Clock& clock);

  // Shuts down, if Shutdown was not called.
  ~Agency();
  Agency(const Agency&) = delete;
  Agency& operator=(const Agency&) = delete;

  // host:port to dial.
  const std::string& address() const;
  // Errors: see rpc::Server::WritePortFile.
  absl::Status WritePortFile(const std::string& path) const;

  // What it counts; as long as it lives.
  const metrics::Metrics& metrics() const;

  // Refuses new calls, answers those in progress with what is known, finishes
  // what is being written. Idempotent, one thread.
  void Shutdown();

 private:
  struct Parts;
  explicit Agency(std::unique_ptr<Parts> parts);

  const std::unique_ptr<Parts> parts_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_RPC_AGENCY_H_
