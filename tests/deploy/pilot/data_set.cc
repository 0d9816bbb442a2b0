#include "tests/deploy/pilot/data_set.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/config/deployment.h"
#include "common/config/programme.h"
#include "deploy/pilot/read_cases.h"

namespace referral::pilot {
namespace {

std::string Source(const std::string& name) {
  return absl::StrCat(REFERRAL_SOURCE_DIR, "/", name);
}

std::string ReadText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)),
                     std::istreambuf_iterator<char>());
}

// The value of `key` in a run file: up to the end of the line or, in quotes,
// up to the closing one.
std::string ValueOf(const std::string& text, const std::string& key) {
  const std::string name = absl::StrCat("\n", key, "=");
  size_t begin = text.find(name);
  if (begin == std::string::npos) return "";
  begin += name.size();
  const bool quoted = text[begin] == '"';
  if (quoted) ++begin;
  return text.substr(begin, text.find(quoted ? '"' : '\n', begin) - begin);
}

Cast CastOf(const std::string& services) {
  std::vector<Member> members;
  for (const absl::string_view service :
       absl::StrSplit(services, absl::ByAnyChar(" \n"), absl::SkipEmpty())) {
    const std::vector<std::string> parts = absl::StrSplit(service, ':');
    members.push_back(
        ParseMember(absl::StrCat(parts.at(1), "=", parts.at(0), "@")).value());
  }
  return Cast::Make(std::move(members)).value();
}

}  // namespace

std::string DataSet::GroupOf(const std::string& service) const {
  for (const auto& row : programme.services()) {
    if (row.code() == service) return row.report_group();
  }
  return "";
}

DataSet LoadDataSet(const std::string& id, Day today) {
  const std::string run =
      ReadText(Source(absl::StrCat("deploy/programmes/", id, ".run")));
  const std::string path = Source(ValueOf(run, "cases"));
  config::v1::Deployment deployment =
      config::LoadDeployment(Source(ValueOf(run, "deployment")))
          .value()
          .deployment;
  config::v1::Programme programme =
      config::LoadProgramme(Source(ValueOf(run, "programme")), deployment)
          .value()
          .programme;
  return {ReadText(path), ReadCaseFile(path, today).value(),
          CastOf(ValueOf(run, "services")), std::move(deployment),
          std::move(programme)};
}

}  // namespace referral::pilot
