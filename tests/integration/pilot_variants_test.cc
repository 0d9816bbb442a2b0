// Another data set gives another report: no figure is written down anywhere.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/pilot_cases.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

// Six cases of the shipped data set: a family of four, families of three and
// two, two singles, one of them rejected, and a rejected pair.
std::vector<Json> SmallSet() {
  return LoadCases({"R-001", "R-014", "R-008", "R-018", "R-025", "R-036"});
}

// The report after a replay of `cases` through a system of its own.
Json ReportOf(const std::vector<Json>& cases) {
  System system;
  EXPECT_OK(system.StartAll());
  const std::string path = system.dir().Join("cases.jsonl");
  WriteCases(cases, path);
  const CommandResult replay = system.Replay(path);
  EXPECT_EQ(replay.exit_code, 0) << replay.err;
  const CommandResult report = system.Ctl({"report", "--output", "json"});
  EXPECT_EQ(report.exit_code, 0) << report.err;
  EXPECT_OK(system.StopAll());
  Json json = Json::parse(report.out, nullptr, false);
  json.erase("response_times");  // of this replay, not of the pilot
  return json;
}

// What `after` says otherwise than `before`, as a JSON patch without its order.
Json ChangesOf(const Json& before, const Json& after) {
  Json changes = Json::object();
  for (const Json& step : Json::diff(before, after)) {
    changes[step["path"].get<std::string>()] =
        step.value("value", Json("removed"));
  }
  return changes;
}

class PilotVariantsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { report_ = new Json(ReportOf(SmallSet())); }
  static void TearDownTestSuite() { delete report_; }

  static const Json* report_;
};

const Json* PilotVariantsTest::report_ = nullptr;

TEST_F(PilotVariantsTest, SixCasesAreCounted) {
  const Json& report = *report_;
  EXPECT_EQ(report["applied"], Json({{"people", 13}, {"cases", 6}}));
  EXPECT_EQ(report["supported"],
            Json({{"people", 10}, {"cases", 4}, {"percent", "66.67"}}));
  EXPECT_EQ(report["rejected"],
            Json({{"people", 3}, {"cases", 2}, {"percent", "33.33"}}));
  EXPECT_EQ(report["pending"], Json({{"people", 0}, {"cases", 0}}));
}

TEST_F(PilotVariantsTest, ACaseLessIsACaseLess) {
  std::vector<Json> cases = SmallSet();
  cases.erase(cases.begin() + 3);  // R-018, one person, rejected
  EXPECT_EQ(ChangesOf(*report_, ReportOf(cases)),
            Json({{"/applied/cases", 5},
                  {"/applied/people", 12},
                  {"/rejected/cases", 1},
                  {"/rejected/people", 2},
                  {"/rejected/percent", "20.00"},
                  {"/supported/percent", "80.00"}}));
}

TEST_F(PilotVariantsTest, AMemberMoreIsAPersonMore) {
  std::vector<Json> cases = SmallSet();
  Json child = cases[0]["people"].back();  // born in Germany
  child["id"] = "p5";
  child["sex"] = "female";
  child["born_in"] = "DE";
  child.erase("sections");
  cases[0]["people"].push_back(child);
  const Json& before = *report_;
  EXPECT_EQ(
      ChangesOf(before, ReportOf(cases)),
      Json({{"/applied/people", 14},
            {"/supported/people", 11},
            {"/supported_people/girls",
             before["supported_people"]["girls"].get<int>() + 1},
            {"/born_abroad/DE", before["born_abroad"]["DE"].get<int>() + 1}}));
}

TEST_F(PilotVariantsTest, AnotherServiceCountsInAnotherGroup) {
  std::vector<Json> cases = SmallSet();
  // one person, one referral, for a job.
  for (Json& need : cases[2]["needs"]) need["need"] = "mentoring";
  Json& referral = cases[2]["referrals"][0];
  ASSERT_EQ(referral["service"], "employment.job-placement");
  referral["service"] = "mentoring.individual";
  referral["unit"] = "session";
  const Json& services = (*report_)["services"];
  EXPECT_EQ(ChangesOf(*report_, ReportOf(cases)),
            Json({{"/services/employment/people",
                   services["employment"]["people"].get<int>() - 1},
                  {"/services/mentoring_documents/people",
                   services["mentoring_documents"]["people"].get<int>() + 1}}));
}

}  // namespace
}  // namespace referral::testing
