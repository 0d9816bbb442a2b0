#include "services/router/core/config_loader.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/config/deployment.h"
#include "common/config/programme.h"
#include "services/router/core/policy.h"

namespace referral::router {
namespace {

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

// Says whether a text with `act`'s digest would be another one than `newest`;
// nullptr if nothing is recorded under its id.
v1::LoadConfigFileResponse Would(const storage::v1::LoadedFile* newest,
                                 const std::string& id,
                                 const std::string& digest) {
  v1::LoadConfigFileResponse response;
  response.set_unchanged(newest != nullptr && newest->digest() == digest);
  v1::ConfigStatus& status = *response.mutable_status();
  status.set_id(id);
  status.set_digest(digest);
  const std::uint32_t version = newest == nullptr ? 0 : newest->version();
  status.set_version(response.unchanged() ? version : version + 1);
  return response;
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

  Record(*std::move(acts),
         [this, done = std::move(done)](const absl::Status& status) {
           if (!status.ok()) return done(status);
           const absl::StatusOr<storage::v1::RouterFile> now =
               ledger_.ReadRouterFile();
           if (!now.ok()) return done(now.status());
           done(InForce(*now));
         });
}

void ConfigLoader::Load(
    const v1::LoadConfigFileRequest& request, const std::string& operator_id,
    std::function<void(absl::StatusOr<v1::LoadConfigFileResponse>)> done) {
  const absl::StatusOr<storage::v1::RouterFile> file = ledger_.ReadRouterFile();
  if (!file.ok()) return done(file.status());
  absl::StatusOr<Checked> checked = Check(*file, request, operator_id);
  if (!checked.ok()) return done(checked.status());
  if (request.dry_run() || checked->response.unchanged()) {
    return done(checked->response);
  }
  Record({std::move(checked->act)},
         [this, response = std::move(checked->response),
          done = std::move(done)](const absl::Status& status) mutable {
           if (!status.ok()) return done(status);
           const absl::StatusOr<storage::v1::RouterFile> now =
               ledger_.ReadRouterFile();
           if (!now.ok()) return done(now.status());
           // Another load may have come before it.
           v1::ConfigStatus& mine = *response.mutable_status();
           for (const v1::ConfigStatus& newest : InForce(*now).configs) {
             if (newest.id() == mine.id() && newest.digest() == mine.digest()) {
               mine.set_version(newest.version());
             }
           }
           done(response);
         });
}

void ConfigLoader::Record(std::vector<v1::Act> acts,
                          std::function<void(absl::Status)> done) {
  const auto pending = std::make_shared<Pending>();
  {
    MutexLock lock(pending->mutex);
    pending->left = acts.size();
  }
  const auto finish = [pending, done = std::move(done)](
                          const absl::StatusOr<v1::Receipt>& receipt) {
    absl::Status failure;
    {
      MutexLock lock(pending->mutex);
      if (!receipt.ok()) pending->failure.Update(receipt.status());
      if (--pending->left > 0) return;
      failure = pending->failure;
    }
    done(failure);
  };
  for (v1::Act& act : acts) {
    sequencer_.Record({std::move(act), {}, {}, finish});
  }
}

// Acts that bring into force what differs on disk. The deployment comes last:
// at a first start it shows that everything before it is recorded too.
absl::StatusOr<std::vector<v1::Act>> ConfigLoader::ActsFor(
    const storage::v1::RouterFile& file, const Cause& cause) const {
  ASSIGN_OR_RETURN(const config::LoadedDeployment deployment,
                   config::LoadDeployment(options_.files.deployment));
  RETURN_IF_ERROR(
      CheckDeployment(deployment.deployment, options_.files.deployment));
  ASSIGN_OR_RETURN(
      const std::vector<config::LoadedProgramme> programmes,
      config::LoadProgrammes(options_.files.programmes, deployment.deployment));
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

absl::Status ConfigLoader::CheckDeployment(
    const config::v1::Deployment& deployment, const std::string& path) const {
  if (deployment.home() != options_.home) {
    return MakeError(
        Reason::kWrongHome,
        absl::StrCat("the deployment is of home ", deployment.home(),
                     ", this router of ", options_.home),
        path);
  }
  if (!options_.check_deployment) return absl::OkStatus();
  return options_.check_deployment(deployment);
}

absl::StatusOr<ConfigLoader::Checked> ConfigLoader::CheckDeploymentText(
    const storage::v1::RouterFile& file, const std::string& text,
    const Cause& cause) const {
  constexpr char kField[] = "deployment_text";
  ASSIGN_OR_RETURN(const config::LoadedDeployment loaded,
                   config::ParseDeployment(kField, text));
  RETURN_IF_ERROR(CheckDeployment(loaded.deployment, kField));
  for (const auto& [id, newest] : NewestOfEach(file)) {
    RETURN_IF_ERROR(
        config::ParseProgramme(
            absl::StrCat("recorded ", id, " version ", newest->version()),
            newest->text(), loaded.deployment)
            .status());
  }
  return Checked{DeploymentAct(text, cause),
                 Would(file.has_deployment() ? &file.deployment() : nullptr,
                       kDeploymentId, ConfigDigest(text))};
}

absl::StatusOr<ConfigLoader::Checked> ConfigLoader::Check(
    const storage::v1::RouterFile& file,
    const v1::LoadConfigFileRequest& request,
    const std::string& operator_id) const {
  const Cause cause = {operator_id, request.reason()};
  Checked checked;
  if (request.has_deployment_text()) {
    ASSIGN_OR_RETURN(
        checked, CheckDeploymentText(file, request.deployment_text(), cause));
  } else if (request.has_programme_text()) {
    ASSIGN_OR_RETURN(const config::v1::Deployment deployment,
                     DeploymentInForce(file));
    ASSIGN_OR_RETURN(
        const config::LoadedProgramme loaded,
        config::ParseProgramme("programme_text", request.programme_text(),
                               deployment));
    const std::string& id = loaded.programme.id();
    checked = {ProgrammeAct(loaded, cause),
               Would(NewestProgramme(file, id), id, ConfigDigest(loaded.text))};
  } else {
    return MakeError(Reason::kInvalidField,
                     "a deployment or a programme is required", "file");
  }
  v1::ConfigStatus& status = *checked.response.mutable_status();
  ASSIGN_OR_RETURN(const ConfigsOnDisk disk, ReadDisk(options_.files, file));
  status.set_differs_on_disk(Differs(disk, status));
  return checked;
}

absl::StatusOr<v1::ConfigFile> ConfigLoader::Read(absl::string_view id,
                                                  std::uint32_t version) const {
  ASSIGN_OR_RETURN(const storage::v1::RouterFile file,
                   ledger_.ReadRouterFile());
  ASSIGN_OR_RETURN(v1::ConfigFile result, RecordedFile(file, id, version));
  ASSIGN_OR_RETURN(const ConfigsOnDisk disk, ReadDisk(options_.files, file));
  result.mutable_status()->set_differs_on_disk(Differs(disk, result.status()));
  return result;
}

absl::StatusOr<ConfigReport> ConfigLoader::Report() const {
  ASSIGN_OR_RETURN(const storage::v1::RouterFile file,
                   ledger_.ReadRouterFile());
  ASSIGN_OR_RETURN(ConfigsOnDisk disk, ReadDisk(options_.files, file));
  return Compare(file, std::move(disk));
}

}  // namespace referral::router
