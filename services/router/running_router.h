#ifndef REFERRAL_SERVICES_ROUTER_RUNNING_ROUTER_H_
#define REFERRAL_SERVICES_ROUTER_RUNNING_ROUTER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/clock.h"
#include "common/metrics/metrics.h"
#include "common/rpc/tls.h"
#include "common/store/fatal.h"
#include "common/store/sync_hook.h"

namespace referral::router {

struct RouterOptions {
  std::string data_dir;
  std::string deployment;               // file
  std::vector<std::string> programmes;  // files
  std::string listen = "127.0.0.1:0";
  // Written with the address once the router serves; empty: not.
  std::string port_file;
  // Required unless insecure_loopback.
  rpc::TlsFiles tls;
  // Signs the rounds; registered in the deployment. PEM.
  // Required unless insecure_loopback.
  std::string signing_key;
  // Wrap the keys of cases. Required unless insecure_loopback.
  std::string master_key;
  bool insecure_loopback = false;
  // Derive case files and inboxes from the log again before serving.
  bool rebuild = false;
  // host:port on loopback where Prometheus finds the metrics; empty: nowhere.
  std::string metrics;
  // Sees every sync of the store. Not owned; null: nothing watches.
  store::SyncHook* sync_hook = nullptr;
  // Called when the disk refuses, or the log turns out not to be what was
  // written; must end the process.
  store::FatalHandler fatal = store::ExitAtOnce();
};

// A router, wired and serving. Thread-safe.
class RunningRouter {
 public:
  // Opens and checks the store, takes the configuration into force, then
  // serves. `clock` must outlive it. `on_stopped` is called once, and must not
  // block, if the router has to stop serving of itself: every call is refused
  // with its reason from then on.
  // Errors: CONFIG_INVALID, INVALID_ARGUMENT_FILE, CONFIG_DIFFERS, WRONG_HOME,
  //         TLS_FILE_INVALID, INSECURE_REFUSED, INVALID_FIELD, PORT_IN_USE;
  //         KEY_FILE_INVALID, SIGNING_KEY_UNKNOWN, KEY_MISSING;
  //         DATA_DIR_UNREADABLE, DATA_DIR_LOCKED, STORE_CORRUPT, STORE_BEHIND,
  //         STORE_INSECURE, STORE_TOO_NEW, STORE_TOO_OLD, DISK_FAILED.
  static absl::StatusOr<std::unique_ptr<RunningRouter>> Start(
      const RouterOptions& options, const Clock& clock,
      std::function<void(const absl::Status&)> on_stopped);

  // Stops, as Stop() does.
  ~RunningRouter();
  RunningRouter(const RunningRouter&) = delete;
  RunningRouter& operator=(const RunningRouter&) = delete;

  // host:port, as listened on.
  const std::string& address() const;

  // OK, or why it stopped serving of itself.
  absl::Status status() const;

  // What it counts; as long as it lives.
  const metrics::Metrics& metrics() const;

  // Ends every stream, answers what was taken, closes the store. Idempotent.
  void Stop();

 private:
  class Impl;
  explicit RunningRouter(std::unique_ptr<Impl> impl);

  const std::unique_ptr<Impl> impl_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_RUNNING_ROUTER_H_
