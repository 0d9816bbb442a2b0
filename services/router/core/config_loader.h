#ifndef REFERRAL_SERVICES_ROUTER_CORE_CONFIG_LOADER_H_
#define REFERRAL_SERVICES_ROUTER_CORE_CONFIG_LOADER_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "proto/referral/config/v1/deployment.pb.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/v1/ops_service.pb.h"
#include "services/router/core/ledger.h"
#include "services/router/core/sequencer.h"

namespace referral::router {

// How the configuration in force relates to the files on disk.
struct ConfigReport {
  // The deployment first ("deployment"), then each programme.
  std::vector<v1::ConfigStatus> configs;
  // Files that could not be read or are not valid; the recorded ones hold.
  std::vector<absl::Status> problems;
};

// Takes configuration files into force as acts of the router's own log. After
// a restart what was recorded holds; a file that differs is only reported
// until an operator asks for it. Thread-safe.
class ConfigLoader {
 public:
  struct Files {
    std::string deployment;
    std::vector<std::string> programmes;
  };

  // Who asks for a reload, and why; recorded with it.
  struct Cause {
    std::string operator_id;
    std::string reason;
  };

  struct Options {
    Files files;
    std::string home;
    // Asked before a deployment is recorded; an error refuses the load. May be
    // empty.
    std::function<absl::Status(const config::v1::Deployment&)> check_deployment;
  };

  // `ledger` and `sequencer` must outlive it; the sequencer must be started.
  ConfigLoader(Options options, const Ledger& ledger, Sequencer& sequencer);

  // At a start. If nothing was ever recorded, records the files and waits
  // until they are in force; else only compares.
  // Errors, only where nothing was recorded: INVALID_ARGUMENT_FILE,
  //   CONFIG_INVALID, WRONG_HOME if the deployment is of another home, those
  //   of Options::check_deployment;
  //   STORE_CORRUPT, DISK_FAILED always.
  absl::StatusOr<ConfigReport> LoadAtStart();

  // Reads the files again and records each that differs as a new version,
  // all of them or, if one is not valid, none. Does not wait: `done` is
  // called once, perhaps on the sequencer's thread, and must not block.
  // Errors: as LoadAtStart.
  void Reload(const Cause& cause,
              std::function<void(absl::StatusOr<ConfigReport>)> done);

  // Compares the files on disk with what is recorded. Reads the disk.
  absl::StatusOr<ConfigReport> Report() const;

 private:
  absl::StatusOr<std::vector<v1::Act>> ActsFor(
      const storage::v1::RouterFile& file, const Cause& cause) const;

  const Options options_;
  const Ledger& ledger_;
  Sequencer& sequencer_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_CONFIG_LOADER_H_
