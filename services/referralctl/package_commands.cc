#include "services/referralctl/package_commands.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/config/deployment.h"
#include "common/config/programme.h"
#include "common/model/packages.h"
#include "nlohmann/json.hpp"
#include "services/referralctl/call.h"
#include "services/referralctl/format.h"

namespace referral::referralctl {
namespace {

using config::v1::Package;

std::string FormText(const Package& package) {
  return Words(v1::SupportForm_Name(package.form()), "SUPPORT_FORM_");
}

std::string AgeText(const Package& package) {
  return package.age_group() == v1::AGE_GROUP_UNSPECIFIED
             ? "any"
             : Words(v1::AgeGroup_Name(package.age_group()), "AGE_GROUP_");
}

std::string KindsText(const Package& package) {
  return absl::StrJoin(
      package.return_kinds(), ", ", [](std::string* out, int kind) {
        const auto value = static_cast<v1::ReturnKind>(kind);
        out->append(Words(v1::ReturnKind_Name(value), "RETURN_KIND_"));
      });
}

absl::StatusOr<std::vector<const Package*>> Chosen(
    const config::v1::Programme& programme, const PackageQuestion& question) {
  std::vector<const Package*> packages;
  if (question.return_kind.empty() != question.country.empty()) {
    return MakeError(Reason::kInvalidFlag, "the two stand together",
                     "--return-kind and --country");
  }
  v1::AgeGroup age = v1::AGE_GROUP_UNSPECIFIED;
  if (!question.age.empty()) {
    ASSIGN_OR_RETURN(
        age, ParseEnum<v1::AgeGroup>(question.age, "--age", "AGE_GROUP_",
                                     &v1::AgeGroup_Parse));
  }
  if (!question.return_kind.empty()) {
    ASSIGN_OR_RETURN(
        const v1::ReturnKind kind,
        ParseEnum<v1::ReturnKind>(question.return_kind, "--return-kind",
                                  "RETURN_KIND_", &v1::ReturnKind_Parse));
    return model::PackagesFor(programme, kind, question.country, age);
  }
  for (const Package& package : programme.packages()) {
    packages.push_back(&package);
  }
  return packages;
}

std::string AsJson(const std::vector<const Package*>& packages) {
  nlohmann::ordered_json rows = nlohmann::ordered_json::array();
  for (const Package* package : packages) {
    rows.push_back({{"code", package->code()},
                    {"title", package->title()},
                    {"return_kinds", KindsText(*package)},
                    {"age", AgeText(*package)},
                    {"form", FormText(*package)},
                    {"amount_minor_units", package->amount().minor_units()},
                    {"currency", package->amount().currency_code()}});
  }
  return absl::StrCat(nlohmann::ordered_json({{"packages", rows}}).dump(2),
                      "\n");
}

}  // namespace

absl::StatusOr<std::string> PackagesText(const PackageQuestion& question,
                                         bool json, const Style& style) {
  ASSIGN_OR_RETURN(const config::LoadedDeployment deployment,
                   config::LoadDeployment(question.deployment));
  ASSIGN_OR_RETURN(
      const config::LoadedProgramme loaded,
      config::LoadProgramme(question.programme, deployment.deployment));
  ASSIGN_OR_RETURN(const std::vector<const Package*> packages,
                   Chosen(loaded.programme, question));
  if (json) return AsJson(packages);
  std::vector<std::vector<Cell>> rows;
  for (const Package* package : packages) {
    rows.push_back({{package->code()},
                    {ToText(package->amount())},
                    {FormText(*package)},
                    {AgeText(*package)},
                    {KindsText(*package)}});
  }
  return RenderTable({{"PACKAGE"},
                      {"AMOUNT", true},
                      {"FORM"},
                      {"AGE"},
                      {"RETURN", false, Fit::kCut}},
                     rows, style);
}

}  // namespace referral::referralctl
