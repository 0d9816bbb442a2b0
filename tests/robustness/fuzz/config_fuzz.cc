#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/base/errors.h"
#include "common/config/deployment.h"
#include "common/config/programme.h"
#include "common/config/text_file.h"
#include "common/evidence/timestamp.h"
#include "common/model/directory.h"
#include "common/model/programmes.h"
#include "common/model/working_days.h"
#include "tests/common/config/texts.h"
#include "tests/robustness/fuzz/targets.h"

namespace referral::fuzz {
namespace {

constexpr char kPath[] = "file.textproto";

const config::v1::Deployment& ShippedDeployment() {
  static const auto* deployment = [] {
    auto loaded =
        config::LoadDeployment(REFERRAL_DEPLOY_DIR "/deployment.textproto");
    Check(loaded.ok(), Describe(loaded.status()));
    return new config::v1::Deployment(loaded->deployment);
  }();
  return *deployment;
}

// A refused file is refused with file and line, the column may follow.
void CheckRefused(const absl::Status& status, absl::string_view text) {
  CheckRefusal(status);
  Check(HasReason(status, Reason::kConfigInvalid), Describe(status));
  std::string where = Where(status);
  absl::string_view rest = where;
  size_t line = 0;
  Check(absl::ConsumePrefix(&rest, absl::StrCat(kPath, ":")) &&
            absl::SimpleAtoi(rest.substr(0, rest.find(':')), &line),
        absl::StrCat("no line: ", Describe(status)));
  const size_t lines =
      1 + static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
  Check(line >= 1 && line <= lines,
        absl::StrCat("no such line: ", Describe(status)));
}

// The rules can work with what was taken.
void Use(const config::v1::Programme& programme) {
  const model::Programme loaded(programme, 1);
  const absl::Time start = absl::FromUnixSeconds(1'552'000'000);
  for (const config::v1::Service& service : programme.services()) {
    for (const std::uint32_t days :
         {service.response_working_days(), service.completion_working_days()}) {
      const absl::Time due = model::DueTime(loaded, start, days);
      Check(due > start, "due before it was asked for");
      Check(evidence::FromTimestamp(evidence::ToTimestamp(due), "due").ok(),
            "due at no time that can be written");
    }
  }
}

void Use(const config::v1::Deployment& deployment) {
  const model::Directory directory(deployment);
  for (const config::v1::Agency& agency : deployment.agencies()) {
    Check(directory.Find(agency.id()) != nullptr, "an agency is lost");
  }
}

absl::StatusOr<config::LoadedDeployment> ParseDeployment(
    const std::string& text) {
  return config::ParseDeployment(kPath, text);
}

absl::StatusOr<config::LoadedProgramme> ParseProgramme(
    const std::string& text) {
  return config::ParseProgramme(kPath, text, ShippedDeployment());
}

bool TryDeployment(const std::string& text) {
  const auto loaded = ParseDeployment(text);
  if (!loaded.ok()) {
    CheckRefused(loaded.status(), text);
    return false;
  }
  Use(loaded->deployment);
  const auto again = ParseDeployment(loaded->canonical);
  Check(again.ok(), absl::StrCat("not again: ", Describe(again.status())));
  Check(again->canonical == loaded->canonical, "another canonical text");
  return true;
}

bool TryProgramme(const std::string& text) {
  const auto loaded = ParseProgramme(text);
  if (!loaded.ok()) {
    CheckRefused(loaded.status(), text);
    return false;
  }
  Use(loaded->programme);
  const auto again = ParseProgramme(loaded->canonical);
  Check(again.ok(), absl::StrCat("not again: ", Describe(again.status())));
  Check(again->canonical == loaded->canonical, "another canonical text");
  return true;
}

bool Run(absl::string_view input) {
  const std::string text(input);
  const bool deployment = TryDeployment(text);
  return TryProgramme(text) || deployment;
}

std::string Shipped(absl::string_view name) {
  const auto text =
      config::ReadConfigFile(absl::StrCat(REFERRAL_DEPLOY_DIR, "/", name));
  Check(text.ok(), Describe(text.status()));
  return *text;
}

std::vector<Seed> Seeds() {
  const std::string deployment = Shipped("deployment.textproto");
  const std::string programme = Shipped("programmes/az-restart.textproto");
  return {{"", false},
          {"id: \"\xff\"", false},
          {deployment, true},
          {programme, true},
          {ParseDeployment(deployment)->canonical, true},
          {ParseProgramme(programme)->canonical, true},
          {testing::kDeployment, true},
          {testing::kProgramme, true}};
}

}  // namespace

Target ConfigTarget() { return {"config", Run, Seeds}; }

}  // namespace referral::fuzz
