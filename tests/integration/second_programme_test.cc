// The second programme with the same binaries: other agencies, another home,
// other services, and nothing but other files [24-28].
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/pilot_cases.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kProgramme[] = "tj-reintegration";
constexpr char kCases[] = "deploy/pilot/tj-reintegration.jsonl";

// As the top of the data set states.
constexpr char kStated[] = R"({
  "programme":"tj-reintegration",
  "applied":{"people":38,"cases":24},
  "supported":{"people":33,"cases":20,"percent":"83.33"},
  "rejected":{"people":5,"cases":4,"percent":"16.67"},
  "pending":{"people":0,"cases":0},
  "supported_people":{"men":14,"women":10,"boys":6,"girls":3},
  "born_abroad":{"RU":3,"AT":2,"DE":2,"PL":1},
  "self_referred_cases":4,
  "returned_again_people":1,
  "services":{
    "employment":{"people":19},
    "education":{"people":10,"minors":8,"adults":2},
    "financial_services":{"people":9},
    "community_support":{"people":16,"cases":11},
    "medical":{"people":6}},
  "service_people_total":60,
  "distinct_people_served":33})";

std::vector<Json> Cases() {
  std::vector<Json> cases;
  std::ifstream file(SourcePath(kCases));
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') cases.push_back(Json::parse(line));
  }
  return cases;
}

TEST(SecondProgrammeTest, RunsByConfigurationAlone) {
  const TempDir dir;
  const std::string report = dir.Join("report.json");
  const CommandResult result =
      RunCommand({SourcePath("deploy/quickstart.sh"), "--build-dir",
                  BuildPath(""), "--once", "--programme", kProgramme,
                  "--data-dir", dir.Join("data"), "--report-json", report},
                 kReplayPatience);
  ASSERT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("Router TJ"));
  EXPECT_THAT(result.out, HasSubstr("mrc-khujand"));

  const Json got = Json::parse(ReadFile(report), nullptr, false);
  const Json want = Json::parse(kStated);
  for (const auto& [key, value] : want.items()) {
    EXPECT_EQ(got.value(key, Json()), value) << key;
  }

  // Nothing personal in what it says and logs.
  const std::vector<std::string> personal = PersonalTexts(Cases());
  ASSERT_GT(personal.size(), 80u);
  EXPECT_THAT(TextsFoundIn(result.out + result.err, personal), IsEmpty());
  size_t logs = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(dir.Join("data/log"))) {
    SCOPED_TRACE(entry.path());
    ++logs;
    EXPECT_THAT(TextsFoundIn(ReadFile(entry.path().string()), personal),
                IsEmpty());
  }
  EXPECT_EQ(logs, 9u);  // the router and eight services
}

TEST(SecondProgrammeTest, AProgrammeThatIsNotThereIsSaidAtOnce) {
  for (const char* programme : {"none", "../az-restart", ""}) {
    const CommandResult result =
        RunCommand({SourcePath("deploy/quickstart.sh"), "--build-dir",
                    BuildPath(""), "--once", "--programme", programme},
                   kPatience);
    EXPECT_EQ(result.exit_code, 2) << result.out;
    EXPECT_THAT(result.err, HasSubstr("programme"));
  }
}

}  // namespace
}  // namespace referral::testing
