#include "services/router/core/config_report.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/config/deployment.h"
#include "common/config/programme.h"
#include "common/config/text_file.h"
#include "services/router/core/policy.h"

namespace referral::router {
namespace {

v1::ConfigStatus StatusOf(const storage::v1::LoadedFile& file,
                          const std::string& id) {
  v1::ConfigStatus status;
  status.set_id(id);
  status.set_version(file.version());
  status.set_digest(file.digest());
  return status;
}

v1::ConfigStatus* Find(ConfigReport& report, absl::string_view id) {
  for (v1::ConfigStatus& status : report.configs) {
    if (status.id() == id) return &status;
  }
  return nullptr;
}

// Compares a file on disk with what is recorded under its id.
void Compare(const std::string& id, const std::string& digest,
             ConfigReport& report) {
  v1::ConfigStatus* status = Find(report, id);
  if (status == nullptr) {
    status = &report.configs.emplace_back();
    status->set_id(id);  // version 0: not in force
  }
  status->set_differs_on_disk(status->digest() != digest);
}

absl::Status NoSuchVersion(const storage::v1::RouterFile& file,
                           absl::string_view id, const v1::ConfigFile& found) {
  if (found.versions().empty()) {
    std::vector<std::string> ids = {kDeploymentId};
    for (const auto& [known, newest] : NewestOfEach(file)) ids.push_back(known);
    return MakeError(Reason::kNotFound,
                     absl::StrCat("no such configuration; there is ",
                                  absl::StrJoin(ids, ", ")),
                     "id");
  }
  return MakeError(Reason::kNotFound,
                   absl::StrCat("no such version of ", id, "; there is ",
                                absl::StrJoin(found.versions(), ", ")),
                   "version");
}

}  // namespace

std::map<std::string, const storage::v1::LoadedFile*> NewestOfEach(
    const storage::v1::RouterFile& file) {
  std::map<std::string, const storage::v1::LoadedFile*> newest;
  for (const storage::v1::LoadedFile& loaded : file.programmes()) {
    newest[loaded.id()] = &loaded;
  }
  return newest;
}

absl::StatusOr<config::v1::Deployment> DeploymentInForce(
    const storage::v1::RouterFile& file) {
  ASSIGN_OR_RETURN(
      config::LoadedDeployment loaded,
      config::ParseDeployment("recorded deployment", file.deployment().text()));
  return std::move(loaded.deployment);
}

ConfigReport InForce(const storage::v1::RouterFile& file) {
  ConfigReport report;
  report.configs.push_back(StatusOf(file.deployment(), kDeploymentId));
  for (const storage::v1::LoadedFile& loaded : file.programmes()) {
    v1::ConfigStatus status = StatusOf(loaded, loaded.id());
    if (v1::ConfigStatus* earlier = Find(report, loaded.id())) {
      *earlier = std::move(status);
    } else {
      report.configs.push_back(std::move(status));
    }
  }
  return report;
}

ConfigReport Compare(const storage::v1::RouterFile& file, ConfigsOnDisk disk) {
  ConfigReport report = InForce(file);
  for (const auto& [id, digest] : disk.digests) Compare(id, digest, report);
  report.problems = std::move(disk.problems);
  return report;
}

bool Differs(const ConfigsOnDisk& disk, const v1::ConfigStatus& status) {
  const auto found = disk.digests.find(status.id());
  return found != disk.digests.end() && found->second != status.digest();
}

absl::StatusOr<ConfigsOnDisk> ReadDisk(const ConfigFiles& files,
                                       const storage::v1::RouterFile& file) {
  ConfigsOnDisk disk;
  const absl::StatusOr<std::string> text =
      config::ReadConfigFile(files.deployment);
  if (!text.ok()) disk.problems.push_back(text.status());
  disk.digests[kDeploymentId] = text.ok() ? ConfigDigest(*text) : "";
  ASSIGN_OR_RETURN(const config::v1::Deployment deployment,
                   DeploymentInForce(file));
  for (const std::string& path : files.programmes) {
    const absl::StatusOr<config::LoadedProgramme> loaded =
        config::LoadProgramme(path, deployment);
    if (loaded.ok()) {
      disk.digests[loaded->programme.id()] = ConfigDigest(loaded->text);
    } else {
      disk.problems.push_back(loaded.status());
    }
  }
  return disk;
}

absl::StatusOr<v1::ConfigFile> RecordedFile(const storage::v1::RouterFile& file,
                                            absl::string_view id,
                                            std::uint32_t version) {
  v1::ConfigFile result;
  const auto add = [&](const storage::v1::LoadedFile& loaded) {
    result.add_versions(loaded.version());
    if (version != 0 && loaded.version() != version) return;
    *result.mutable_status() = StatusOf(loaded, std::string(id));
    result.set_text(loaded.text());
  };
  if (id == kDeploymentId && file.has_deployment()) add(file.deployment());
  for (const storage::v1::LoadedFile& loaded : file.programmes()) {
    if (loaded.id() == id) add(loaded);
  }
  if (!result.has_status()) return NoSuchVersion(file, id, result);
  return result;
}

}  // namespace referral::router
