#ifndef REFERRAL_SERVICES_ROUTER_CORE_CONFIG_LOADER_H_
#define REFERRAL_SERVICES_ROUTER_CORE_CONFIG_LOADER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/referral/config/v1/deployment.pb.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/v1/ops_service.pb.h"
#include "services/router/core/config_report.h"
#include "services/router/core/ledger.h"
#include "services/router/core/sequencer.h"

namespace referral::router {

// Takes configuration files into force as acts of the router's own log. After
// a restart what was recorded holds; a file that differs is only reported
// until an operator asks for it. Thread-safe.
class ConfigLoader {
 public:
  // Who asks for a reload, and why; recorded with it.
  struct Cause {
    std::string operator_id;
    std::string reason;
  };

  struct Options {
    ConfigFiles files;
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

  // Takes one file that `operator_id` sent, checked exactly like those on disk,
  // into force as a new version; a deployment must still know the agencies of
  // the programmes in force. A dry run only checks, and a file that is in force
  // already is not recorded again. `request` has passed the checks of its own
  // fields. Reads the disk; does not wait: `done` as that of Reload.
  // Errors: CONFIG_INVALID, at programme_text:LINE or deployment_text:LINE;
  //   INVALID_FIELD without a file; those of Reload but for those of files.
  void Load(
      const v1::LoadConfigFileRequest& request, const std::string& operator_id,
      std::function<void(absl::StatusOr<v1::LoadConfigFileResponse>)> done);

  // A version as it was recorded; the newest if `version` is 0. `id` is a
  // programme's, or "deployment", of which only the newest is kept.
  // Errors: NOT_FOUND, saying what there is; STORE_CORRUPT, DISK_FAILED.
  absl::StatusOr<v1::ConfigFile> Read(absl::string_view id,
                                      std::uint32_t version) const;

  // Compares the files on disk with what is recorded. Reads the disk.
  absl::StatusOr<ConfigReport> Report() const;

 private:
  // What a load comes to: nothing to record if `response` says unchanged.
  struct Checked {
    v1::Act act;
    v1::LoadConfigFileResponse response;
  };

  absl::StatusOr<std::vector<v1::Act>> ActsFor(
      const storage::v1::RouterFile& file, const Cause& cause) const;
  absl::Status CheckDeployment(const config::v1::Deployment& deployment,
                               const std::string& path) const;
  absl::StatusOr<Checked> CheckDeploymentText(
      const storage::v1::RouterFile& file, const std::string& text,
      const Cause& cause) const;
  absl::StatusOr<Checked> Check(const storage::v1::RouterFile& file,
                                const v1::LoadConfigFileRequest& request,
                                const std::string& operator_id) const;
  // Records all of them; `done` is called once, with the first error.
  void Record(std::vector<v1::Act> acts,
              std::function<void(absl::Status)> done);

  const Options options_;
  const Ledger& ledger_;
  Sequencer& sequencer_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_CONFIG_LOADER_H_
