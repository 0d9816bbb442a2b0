// Programmes and the deployment as the router recorded them: what there is,
// what it says, what differs, and another version of it.
#include "services/referralctl/policy_commands.h"

#include <utility>

#include "absl/strings/match.h"
#include "common/base/status_macros.h"
#include "common/config/text_file.h"
#include "nlohmann/json.hpp"
#include "proto/referral/config/v1/programme.pb.h"
#include "proto/referral/v1/ops_service.grpc.pb.h"
#include "services/referralctl/call.h"
#include "services/referralctl/config_diff.h"
#include "services/referralctl/format.h"
#include "services/referralctl/programme_source.h"

namespace referral::referralctl {
namespace {

using OpsStub = v1::OpsService::Stub;

constexpr char kDeploymentId[] = "deployment";

// A side of a comparison, and what it is called.
struct Side {
  std::string name;
  config::v1::Programme programme;
};

absl::StatusOr<Side> Recorded(const Session& session, const std::string& id,
                              std::uint32_t version) {
  ASSIGN_OR_RETURN(const v1::ConfigFile file,
                   FetchConfig(session, id, version));
  Side side;
  side.name = absl::StrCat("VERSION ", file.status().version());
  ASSIGN_OR_RETURN(side.programme, ParseProgramme(side.name, file.text()));
  return side;
}

absl::StatusOr<Side> OfFile(const std::string& path) {
  Side side;
  side.name = "FILE";
  ASSIGN_OR_RETURN(side.programme, ReadProgramme(path));
  return side;
}

void PrintChanges(const std::vector<ConfigChange>& changes, const Side& before,
                  const Side& after, const Style& style) {
  if (changes.empty()) {
    Print("Nothing differs but comments and order.\n");
    return;
  }
  std::vector<std::vector<Cell>> rows;
  for (const ConfigChange& change : changes) {
    rows.push_back({{change.field},
                    {OrAbsent(change.from), Tone::kBad},
                    {OrAbsent(change.to), Tone::kGood}});
  }
  Print(RenderTable({{"FIELD"},
                     {before.name, false, Fit::kCut},
                     {after.name, false, Fit::kCut}},
                    rows, style));
}

void PrintJson(const std::vector<ConfigChange>& changes) {
  nlohmann::json list = nlohmann::json::array();
  for (const ConfigChange& change : changes) {
    list.push_back(
        {{"field", change.field}, {"from", change.from}, {"to", change.to}});
  }
  Print(absl::StrCat(nlohmann::json({{"changes", list}}).dump(2), "\n"));
}

// The server knows no file: names the one that was sent to it.
absl::Status InFile(const absl::Status& status, const std::string& file) {
  const std::string where = Where(status);
  for (const absl::string_view field : {"programme_text", "deployment_text"}) {
    if (!absl::StartsWith(where, field)) continue;
    return FromReasonCode(ReasonCode(status), status.message(),
                          absl::StrCat(file, where.substr(field.size())),
                          status.code());
  }
  return status;
}

std::string LoadedText(const v1::LoadConfigFileResponse& response,
                       bool dry_run) {
  const v1::ConfigStatus& status = response.status();
  const std::string version =
      absl::StrCat(status.id(), " version ", status.version());
  if (response.unchanged()) {
    return absl::StrCat(version, " is in force already; nothing to record.\n");
  }
  if (dry_run) {
    return absl::StrCat("No mistake found; it would be ", version, ".\n");
  }
  return absl::StrCat(version, " is in force.\n",
                      status.id() == kDeploymentId
                          ? ""
                          : "Cases keep the version they were opened under; "
                            "see 'referralctl programme move'.\n");
}

std::string VersionsText(const v1::ConfigFile& file) {
  return file.versions_size() < 2
             ? absl::StrCat(file.status().version())
             : absl::StrCat(file.versions(0), " to ",
                            file.versions(file.versions_size() - 1));
}

std::vector<Cell> ProgrammeRow(const v1::ConfigStatus& status,
                               const v1::ConfigFile& file) {
  const absl::StatusOr<config::v1::Programme> programme =
      ParseProgramme(status.id(), file.text());
  return {{status.id()},
          {absl::StrCat(status.version())},
          {VersionsText(file)},
          {status.differs_on_disk() ? "differs" : "same",
           status.differs_on_disk() ? Tone::kWarn : Tone::kDim},
          {programme.ok() ? programme->title() : ""}};
}

}  // namespace

absl::Status ListProgrammes(const Session& session) {
  OpsStub stub(session.channel());
  ASSIGN_OR_RETURN(
      const v1::RouterStatus status,
      Call(session, stub, &OpsStub::GetStatus, v1::GetStatusRequest()));
  v1::ReloadResponse list;  // the same list, for JSON
  std::vector<std::vector<Cell>> rows;
  for (const v1::ConfigStatus& config : status.configs()) {
    if (config.id() == kDeploymentId) continue;
    *list.add_configs() = config;
    if (config.version() == 0) {
      rows.push_back({{config.id()},
                      {std::string(kAbsent)},
                      {std::string(kAbsent)},
                      {"not loaded", Tone::kWarn}});
      continue;
    }
    ASSIGN_OR_RETURN(const v1::ConfigFile file,
                     FetchConfig(session, config.id(), 0));
    rows.push_back(ProgrammeRow(config, file));
  }
  if (session.settings().json) {
    referralctl::PrintJson(list);
    return absl::OkStatus();
  }
  Print(RenderTable({{"PROGRAMME"},
                     {"NEWEST", true},
                     {"VERSIONS"},
                     {"ON DISK"},
                     {"TITLE", false, Fit::kCut}},
                    rows, session.style()));
  return absl::OkStatus();
}

absl::Status ShowConfig(const Session& session, const std::string& id,
                        std::uint32_t version) {
  ASSIGN_OR_RETURN(const v1::ConfigFile file,
                   FetchConfig(session, id, version));
  if (session.settings().json) {
    referralctl::PrintJson(file);
  } else {
    Print(file.text());
  }
  return absl::OkStatus();
}

absl::Status DiffProgramme(const Session& session,
                           const DiffQuestion& question) {
  const bool versions = question.versions.size() == 2;
  if (question.file.empty() != versions) {
    return MakeError(Reason::kInvalidFlag,
                     "give a file or two --versions, not both",
                     "programme diff");
  }
  ASSIGN_OR_RETURN(const Side before,
                   Recorded(session, question.programme,
                            versions ? question.versions[0] : 0));
  absl::StatusOr<Side> after =
      versions ? Recorded(session, question.programme, question.versions[1])
               : OfFile(question.file);
  RETURN_IF_ERROR(after.status());
  const std::vector<ConfigChange> changes =
      DiffConfigs(before.programme, after->programme);
  if (session.settings().json) {
    PrintJson(changes);
  } else {
    PrintChanges(changes, before, *after, session.style());
  }
  return absl::OkStatus();
}

absl::Status LoadConfig(const Session& session, const LoadOrder& order) {
  ASSIGN_OR_RETURN(std::string text, config::ReadConfigFile(order.file));
  OpsStub stub(session.channel());
  v1::LoadConfigFileRequest request;
  if (order.kind == ConfigKind::kDeployment) {
    request.set_deployment_text(std::move(text));
  } else {
    request.set_programme_text(std::move(text));
  }
  request.set_reason(order.reason);
  request.set_dry_run(order.dry_run);
  const absl::StatusOr<v1::LoadConfigFileResponse> response =
      Call(session, stub, &OpsStub::LoadConfigFile, request);
  if (!response.ok()) return InFile(response.status(), order.file);
  if (session.settings().json) {
    referralctl::PrintJson(*response);
    return absl::OkStatus();
  }
  Print(LoadedText(*response, order.dry_run));
  if (!order.dry_run && response->status().differs_on_disk()) {
    Print(
        Paint("The router's file on disk is another one: put this one in its "
              "place, or the next reload takes that.\n",
              Tone::kWarn, session.style()));
  }
  return absl::OkStatus();
}

}  // namespace referral::referralctl
