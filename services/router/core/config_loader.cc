#include "services/router/core/config_loader.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/config/deployment.h"
#include "common/config/programme.h"
#include "common/config/text_file.h"
#include "services/router/core/policy.h"

namespace referral::router {
namespace {

constexpr char kDeploymentId[] = "deployment";

// What several acts of one reload have in common; each act is answered once.
struct Pending {
  Mutex mutex;
  size_t left ABSL_GUARDED_BY(mutex) = 0;
  absl::Status failure ABSL_GUARDED_BY(mutex);
};

v1::Act DeploymentAct(const std::string& text,
                      const ConfigLoader::Cause& cause) {
  v1::Act act;
  v1::DeploymentLoaded& deployment = *act.mutable_deployment_loaded();
  deployment.set_digest(ConfigDigest(text));
  deployment.set_text(text);
  deployment.set_operator_id(cause.operator_id);
  deployment.set_reason(cause.reason);
  return act;
}

// The round that records it numbers the version.
v1::Act ProgrammeAct(const config::LoadedProgramme& loaded,
                     const ConfigLoader::Cause& cause) {
  v1::Act act;
  v1::ProgrammeLoaded& programme = *act.mutable_programme_loaded();
  programme.set_programme_id(loaded.programme.id());
  programme.set_digest(ConfigDigest(loaded.text));
  programme.set_text(loaded.text);
  programme.set_operator_id(cause.operator_id);
  programme.set_reason(cause.reason);
  return act;
}

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

// Every configuration in force.
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

// Compares a programme file with what is recorded under its id.
void Compare(const config::LoadedProgramme& loaded, ConfigReport& report) {
  v1::ConfigStatus* status = Find(report, loaded.programme.id());
  if (status == nullptr) {
    status = &report.configs.emplace_back();
    status->set_id(loaded.programme.id());  // version 0: not in force
  }
  status->set_differs_on_disk(status->digest() != ConfigDigest(loaded.text));
}

}  // namespace

ConfigLoader::ConfigLoader(Options options, const Ledger& ledger,
                           Sequencer& sequencer)
    : options_(std::move(options)), ledger_(ledger), sequencer_(sequencer) {}

absl::StatusOr<ConfigReport> ConfigLoader::LoadAtStart() {
  ASSIGN_OR_RETURN(const storage::v1::RouterFile file,
                   ledger_.ReadRouterFile());
  if (file.has_deployment()) return Report();
  struct Result {
    Mutex mutex;
    CondVar arrived;
    std::unique_ptr<absl::StatusOr<ConfigReport>> report ABSL_GUARDED_BY(mutex);
  };
  const auto result = std::make_shared<Result>();
  Reload({}, [result](absl::StatusOr<ConfigReport> report) {
    MutexLock lock(result->mutex);
    result->report =
        std::make_unique<absl::StatusOr<ConfigReport>>(std::move(report));
    result->arrived.Signal();
  });
  MutexLock lock(result->mutex);
  while (result->report == nullptr) result->arrived.Wait(result->mutex);
  return std::move(*result->report);
}

void ConfigLoader::Reload(
    const Cause& cause,
    std::function<void(absl::StatusOr<ConfigReport>)> done) {
  const absl::StatusOr<storage::v1::RouterFile> file = ledger_.ReadRouterFile();
  if (!file.ok()) return done(file.status());
  absl::StatusOr<std::vector<v1::Act>> acts = ActsFor(*file, cause);
  if (!acts.ok()) return done(acts.status());
  if (acts->empty()) return done(InForce(*file));

  const auto pending = std::make_shared<Pending>();
  {
    MutexLock lock(pending->mutex);
    pending->left = acts->size();
  }
  const auto finish = [this, pending,
                       done = std::move(done)](absl::StatusOr<v1::Receipt> r) {
    absl::Status failure;
    {
      MutexLock lock(pending->mutex);
      if (!r.ok()) pending->failure.Update(r.status());
      if (--pending->left > 0) return;
      failure = pending->failure;
    }
    if (!failure.ok()) return done(failure);
    const absl::StatusOr<storage::v1::RouterFile> now =
        ledger_.ReadRouterFile();
    if (!now.ok()) return done(now.status());
    done(InForce(*now));
  };
  for (v1::Act& act : *acts) {
    sequencer_.Record({std::move(act), {}, {}, finish});
  }
}

// Acts that bring into force what differs on disk. The deployment comes last:
// at a first start it shows that everything before it is recorded too.
absl::StatusOr<std::vector<v1::Act>> ConfigLoader::ActsFor(
    const storage::v1::RouterFile& file, const Cause& cause) const {
  ASSIGN_OR_RETURN(const config::LoadedDeployment deployment,
                   config::LoadDeployment(options_.files.deployment));
  if (deployment.deployment.home() != options_.home) {
    return MakeError(
        Reason::kWrongHome,
        absl::StrCat("the deployment is of home ", deployment.deployment.home(),
                     ", this router of ", options_.home),
        options_.files.deployment);
  }
  ASSIGN_OR_RETURN(
      const std::vector<config::LoadedProgramme> programmes,
      config::LoadProgrammes(options_.files.programmes, deployment.deployment));
  if (options_.check_deployment) {
    RETURN_IF_ERROR(options_.check_deployment(deployment.deployment));
  }
  std::vector<v1::Act> acts;
  for (const config::LoadedProgramme& loaded : programmes) {
    const storage::v1::LoadedFile* newest =
        NewestProgramme(file, loaded.programme.id());
    if (newest != nullptr && newest->digest() == ConfigDigest(loaded.text)) {
      continue;
    }
    acts.push_back(ProgrammeAct(loaded, cause));
  }
  if (file.deployment().digest() != ConfigDigest(deployment.text)) {
    acts.push_back(DeploymentAct(deployment.text, cause));
  }
  return acts;
}

absl::StatusOr<ConfigReport> ConfigLoader::Report() const {
  ASSIGN_OR_RETURN(const storage::v1::RouterFile file,
                   ledger_.ReadRouterFile());
  ConfigReport report = InForce(file);
  const absl::StatusOr<std::string> text =
      config::ReadConfigFile(options_.files.deployment);
  if (!text.ok()) report.problems.push_back(text.status());
  report.configs.front().set_differs_on_disk(
      !text.ok() || file.deployment().digest() != ConfigDigest(*text));
  ASSIGN_OR_RETURN(
      const config::LoadedDeployment deployment,
      config::ParseDeployment("recorded deployment", file.deployment().text()));
  for (const std::string& path : options_.files.programmes) {
    const absl::StatusOr<config::LoadedProgramme> loaded =
        config::LoadProgramme(path, deployment.deployment);
    if (loaded.ok()) {
      Compare(*loaded, report);
    } else {
      report.problems.push_back(loaded.status());
    }
  }
  return report;
}

}  // namespace referral::router
