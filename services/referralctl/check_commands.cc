// Configuration files, checked without any connection.
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "common/config/deployment.h"
#include "common/config/programme.h"
#include "common/config/text_file.h"
#include "nlohmann/json.hpp"
#include "proto/referral/v1/types.pb.h"
#include "services/referralctl/call.h"
#include "services/referralctl/policy_commands.h"
#include "services/referralctl/table.h"

namespace referral::referralctl {
namespace {

using config::v1::Deployment;
using config::v1::Programme;

// What became of each file.
struct Checked {
  std::string file;
  std::string what;  // "programme", and its id
  absl::Status status;
};

bool IsClean(const std::vector<Checked>& all) {
  for (const Checked& one : all) {
    if (!one.status.ok()) return false;
  }
  return true;
}

void PrintAsJson(const std::vector<Checked>& all) {
  nlohmann::json files = nlohmann::json::array();
  for (const Checked& one : all) {
    files.push_back({{"file", one.file},
                     {"what", one.what},
                     {"reason_code", ReasonCode(one.status)},
                     {"where", Where(one.status)},
                     {"message", std::string(one.status.message())}});
  }
  Print(absl::StrCat(nlohmann::json({{"files", files}}).dump(2), "\n"));
}

bool Tell(const std::vector<Checked>& all, bool json) {
  if (json) {
    PrintAsJson(all);
    return IsClean(all);
  }
  std::vector<std::vector<Cell>> rows;
  for (const Checked& one : all) {
    const bool good = one.status.ok();
    rows.push_back({{good ? "ok" : "wrong", good ? Tone::kGood : Tone::kBad},
                    {good ? one.file : Where(one.status)},
                    {good ? one.what : std::string(one.status.message())}});
  }
  Print(RenderTable({{"CHECK"}, {"WHERE"}, {"WHAT"}}, rows, StyleOfStdout()));
  return IsClean(all);
}

void AddAgency(Deployment& deployment, const std::string& id,
               v1::AgencyRole role, std::set<std::string>& known) {
  if (id.empty() || !known.insert(id).second) return;
  auto& agency = *deployment.add_agencies();
  agency.set_id(id);
  agency.set_role(role);
}

// A deployment of the agencies that the text names, with the roles it gives
// them. Empty if the text cannot be parsed: that is told by its own check.
Deployment AgenciesNamedBy(const std::string& file, const std::string& text) {
  Programme programme;
  google::protobuf::TextFormat::ParseInfoTree tree;
  Deployment deployment;
  if (!config::ParseConfigText(file, text, programme, tree).ok()) {
    return deployment;
  }
  std::set<std::string> known;
  AddAgency(deployment, programme.lead(), v1::AGENCY_ROLE_LEAD, known);
  for (const config::v1::Service& service : programme.services()) {
    for (const std::string& id : service.providers()) {
      AddAgency(deployment, id, v1::AGENCY_ROLE_PROVIDER, known);
    }
  }
  for (const std::string& id : programme.self_referral_agencies()) {
    AddAgency(deployment, id, v1::AGENCY_ROLE_PROVIDER, known);
  }
  for (const std::string& id : programme.complaints().addressees()) {
    AddAgency(deployment, id, v1::AGENCY_ROLE_OVERSIGHT, known);
  }
  AddAgency(deployment, programme.silence().escalation_agency(),
            v1::AGENCY_ROLE_PROVIDER, known);
  return deployment;
}

// `deployment` null: the agencies are those that the file names.
Checked CheckProgramme(const std::string& file, const Deployment* deployment,
                       std::map<std::string, std::string>& file_of_id) {
  Checked checked{file, "", absl::OkStatus()};
  const absl::StatusOr<std::string> text = config::ReadConfigFile(file);
  if (!text.ok()) {
    checked.status = text.status();
    return checked;
  }
  const absl::StatusOr<config::LoadedProgramme> loaded = config::ParseProgramme(
      file, *text,
      deployment == nullptr ? AgenciesNamedBy(file, *text) : *deployment);
  checked.status = loaded.status();
  if (!loaded.ok()) return checked;
  const std::string& id = loaded->programme.id();
  checked.what = absl::StrCat("programme ", id);
  const auto [other, is_new] = file_of_id.emplace(id, file);
  if (!is_new) {
    checked.status = MakeError(
        Reason::kConfigInvalid,
        absl::StrCat("the programme ", id, " is in ", other->second, " too"),
        absl::StrCat(file, ":1"));
  }
  return checked;
}

Checked CheckDeploymentFile(const std::string& file, Deployment& deployment) {
  absl::StatusOr<config::LoadedDeployment> loaded =
      config::LoadDeployment(file);
  Checked checked{file, "", loaded.status()};
  if (!loaded.ok()) return checked;
  deployment = std::move(loaded->deployment);
  checked.what = absl::StrCat("deployment of ", deployment.home(), ", ",
                              deployment.agencies_size(), " agencies");
  return checked;
}

// `all` begins with the deployment, if there is one.
bool CheckAll(std::vector<Checked> all, const Deployment* deployment,
              const std::vector<std::string>& programmes, bool json) {
  std::map<std::string, std::string> file_of_id;
  for (const std::string& file : programmes) {
    all.push_back(CheckProgramme(file, deployment, file_of_id));
  }
  return Tell(all, json);
}

}  // namespace

bool CheckProgrammes(const std::vector<std::string>& files,
                     const std::string& deployment, bool json) {
  if (deployment.empty()) return CheckAll({}, nullptr, files, json);
  return CheckDeployment(deployment, files, json);
}

bool CheckDeployment(const std::string& file,
                     const std::vector<std::string>& programmes, bool json) {
  Deployment deployment;
  const Checked checked = CheckDeploymentFile(file, deployment);
  // Programmes cannot be held against a deployment that is none.
  return CheckAll({checked}, checked.status.ok() ? &deployment : nullptr,
                  programmes, json);
}

}  // namespace referral::referralctl
