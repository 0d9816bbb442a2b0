#ifndef REFERRAL_SERVICES_ROUTER_CORE_CONFIG_REPORT_H_
#define REFERRAL_SERVICES_ROUTER_CORE_CONFIG_REPORT_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/referral/config/v1/deployment.pb.h"
#include "proto/referral/storage/v1/case_file.pb.h"
#include "proto/referral/v1/ops_service.pb.h"

namespace referral::router {

// Stands for the deployment where a programme has its id.
inline constexpr char kDeploymentId[] = "deployment";

// Paths of the configuration files.
struct ConfigFiles {
  std::string deployment;
  std::vector<std::string> programmes;
};

// How the configuration in force relates to the files on disk.
struct ConfigReport {
  // The deployment first, then each programme.
  std::vector<v1::ConfigStatus> configs;
  // Files that could not be read or are not valid; the recorded ones hold.
  std::vector<absl::Status> problems;
};

// What lies on disk.
struct ConfigsOnDisk {
  std::map<std::string, std::string> digests;  // by id; "" if not readable
  std::vector<absl::Status> problems;
};

// Reads the files; programmes are checked against the deployment in `file`.
// Errors: CONFIG_INVALID  the recorded deployment cannot be parsed
absl::StatusOr<ConfigsOnDisk> ReadDisk(const ConfigFiles& files,
                                       const storage::v1::RouterFile& file);

// Whether there is another file on disk under the id of `status`.
bool Differs(const ConfigsOnDisk& disk, const v1::ConfigStatus& status);

// Every configuration in force.
ConfigReport InForce(const storage::v1::RouterFile& file);

// The same, held against the disk. A file that was never loaded has version 0.
ConfigReport Compare(const storage::v1::RouterFile& file, ConfigsOnDisk disk);

// Each programme's newest version, by id.
std::map<std::string, const storage::v1::LoadedFile*> NewestOfEach(
    const storage::v1::RouterFile& file);

// Errors: CONFIG_INVALID  the recorded text cannot be parsed
absl::StatusOr<config::v1::Deployment> DeploymentInForce(
    const storage::v1::RouterFile& file);

// A version as it was recorded, the newest if `version` is 0.
// Errors: NOT_FOUND, saying what there is.
absl::StatusOr<v1::ConfigFile> RecordedFile(const storage::v1::RouterFile& file,
                                            absl::string_view id,
                                            std::uint32_t version);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_CONFIG_REPORT_H_
