// The RESTART pilot through six processes, once, and everything one can ask
// afterwards.
#include <cstdio>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/pilot_cases.h"
#include "tests/integration/story.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

// What was published [1-6]. distinct_people_served is not: it is counted in
// the data set below.
constexpr char kPublished[] = R"({
  "programme":"az-restart",
  "applied":{"people":102,"cases":64},
  "supported":{"people":87,"cases":54,"percent":"84.38"},
  "rejected":{"people":15,"cases":10,"percent":"15.62"},
  "pending":{"people":0,"cases":0},
  "supported_people":{"men":30,"women":24,"boys":18,"girls":15},
  "rejected_people":"not recorded",
  "born_abroad":{"DE":8,"SE":1},
  "services":{
    "employment":{"people":26},
    "education":{"people":18,"minors":17,"adults":1},
    "mentoring_documents":{"people":21},
    "accommodation":{"people":38,"cases":13},
    "medical":{"people":55},
    "disability_allowance_other":{"people":11}},
  "service_people_total":169})";

// Records in the router's own log: its deployment and its programme.
constexpr size_t kConfigurations = 2;

// People whom a completed referral of the data set served.
int DistinctPeopleServed() {
  int distinct = 0;
  for (const Json& row : LoadCases()) {
    std::set<std::string> served;
    if (!row.contains("referrals")) continue;
    for (const Json& referral : row["referrals"]) {
      if (!referral.contains("completed")) continue;
      for (const Json& person : referral["people"]) served.insert(person);
    }
    distinct += static_cast<int>(served.size());
  }
  return distinct;
}

// Texts that do not turn up among random bytes by chance.
std::vector<std::string> LongEnough(const std::vector<std::string>& texts) {
  constexpr size_t kBytes = 6;
  std::vector<std::string> longer;
  for (const std::string& text : texts) {
    if (text.size() >= kBytes) longer.push_back(text);
  }
  return longer;
}

class PilotReplayTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    system_ = new System();
    ASSERT_OK(system_->StartAll());
    const CommandResult replay = system_->Replay(ShippedCases());
    ASSERT_EQ(replay.exit_code, 0) << replay.err << replay.out;
    std::fputs(replay.out.c_str(), stdout);
    outputs_ = new std::string(replay.out + replay.err);
  }
  static void TearDownTestSuite() {
    delete outputs_;
    delete system_;
  }

  // The output of a command that must succeed.
  static std::string Ask(const std::vector<std::string>& arguments) {
    return Checked(system_->Ctl(arguments), arguments);
  }

  static std::string Checked(const CommandResult& result,
                             const std::vector<std::string>& arguments) {
    EXPECT_EQ(result.exit_code, 0)
        << ::testing::PrintToString(arguments) << ": " << result.err;
    EXPECT_THAT(result.err, IsEmpty());
    outputs_->append(result.out);
    return result.out;
  }

  // The same command for people and for programs, parsed.
  static Json AskBoth(std::vector<std::string> arguments) {
    EXPECT_FALSE(Ask(arguments).empty());
    arguments.insert(arguments.end(), {"--output", "json"});
    return Json::parse(Ask(arguments), nullptr, false);
  }

  static System* system_;
  // All that the tests so far have been told.
  static std::string* outputs_;
};

System* PilotReplayTest::system_ = nullptr;
std::string* PilotReplayTest::outputs_ = nullptr;

TEST_F(PilotReplayTest, TheReportIsWhatThePilotPublished) {  // [1-6]
  Json want = Json::parse(kPublished);
  want["distinct_people_served"] = DistinctPeopleServed();
  Json report = AskBoth({"report"});
  report.erase("response_times");  // of this replay, not of the pilot
  EXPECT_EQ(report, want);
}

TEST_F(PilotReplayTest, TheChainOfEveryCaseVerifies) {
  const Json verified = AskBoth({"case", "verify", "--all"});
  EXPECT_EQ(verified["done"], true);
  EXPECT_THAT(verified["findings"], IsEmpty());
  // Those of the data set, and the router's own log.
  EXPECT_EQ(verified["cases_checked"], "65");
  EXPECT_EQ(verified["records_checked"], AskBoth({"status"})["last_position"]);
}

TEST_F(PilotReplayTest, TheLogIsWhatEveryAgencyHoldsReceiptsFor) {
  const TempDir receipts;
  for (const ServiceName& service : kServices) {
    SCOPED_TRACE(service.binary);
    const std::vector<std::string> save = {"receipt", "save", "--dir",
                                           receipts.path()};
    Checked(system_->CtlAt(service, save), save);
  }
  size_t saved = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(receipts.path())) {
    EXPECT_EQ(file.path().extension(), ".json");
    ++saved;
  }
  // Of every record but the two configurations in the router's own log.
  const Json status = Json::parse(Ask({"status", "--output", "json"}));
  EXPECT_EQ(std::to_string(saved + kConfigurations), status["last_position"]);
  const Json verified =
      AskBoth({"case", "verify", "--all", "--receipts", receipts.path(),
               "--deployment", DeploymentFile()});
  EXPECT_EQ(verified["done"], true);
  EXPECT_THAT(verified["findings"], IsEmpty());
}

TEST_F(PilotReplayTest, EveryAgencyHasCaughtUp) {
  const Json status = AskBoth({"status"});
  EXPECT_EQ(status["case_count"], "64");
  EXPECT_EQ(status["parked_count"], "0");
  for (const ServiceName& service : kServices) {
    SCOPED_TRACE(service.agency);
    bool found = false;
    for (const Json& agency : status["agencies"]) {
      if (agency["agency"] != service.agency) continue;
      found = true;
      EXPECT_EQ(agency["connected"], true);
      EXPECT_EQ(agency["inbox"]["parked_cases"], "0");
    }
    EXPECT_TRUE(found);
  }
}

TEST_F(PilotReplayTest, ListsShowAllThatThereIs) {
  EXPECT_THAT(AskBoth({"case", "list", "--limit", "1000"})["cases"],
              SizeIs(64));
  size_t referrals = 0;
  for (const Json& row : LoadCases()) {
    if (row.contains("referrals")) referrals += row["referrals"].size();
  }
  EXPECT_THAT(AskBoth({"referral", "list", "--limit", "1000"})["referrals"],
              SizeIs(referrals));
  EXPECT_THAT(AskBoth({"case", "list", "--status", "rejected"})["cases"],
              SizeIs(10));
  EXPECT_THAT(AskBoth({"agency", "list"})["agencies"], SizeIs(12));
  EXPECT_THAT(AskBoth({"inbox", "list"})["inboxes"], ::testing::Not(IsEmpty()));
  const Json parked = AskBoth({"parked", "list"});
  EXPECT_TRUE(!parked.contains("parked") || parked["parked"].empty());
}

TEST_F(PilotReplayTest, EveryCaseCanBeShownActByAct) {
  const Json cases = Json::parse(
      Ask({"case", "list", "--limit", "1000", "--output", "json"}))["cases"];
  for (const size_t i : {size_t{0}, cases.size() / 2, cases.size() - 1}) {
    const std::string id = cases.at(i)["case_id"];
    SCOPED_TRACE(id);
    EXPECT_EQ(AskBoth({"case", "show", id})["summary"]["case_id"], id);
    const Json timeline = AskBoth({"case", "timeline", id});
    ASSERT_THAT(timeline["entries"], ::testing::Not(IsEmpty()));
    EXPECT_EQ(timeline["entries"][0]["act"], "arrival_announced");
    Ask({"case", "verify", id});
  }
  const CommandResult none = system_->Ctl({"case", "show", "AZ-00000-00000-0"});
  EXPECT_NE(none.exit_code, 0);
}

TEST_F(PilotReplayTest, EveryServiceListsWhatItSubmitted) {
  for (const ServiceName& service : kServices) {
    SCOPED_TRACE(service.binary);
    std::vector<std::string> arguments = {"submission", "list", "--limit",
                                          "5000"};
    EXPECT_FALSE(
        Checked(system_->CtlAt(service, arguments), arguments).empty());
    arguments.insert(arguments.end(), {"--output", "json"});
    const Json listed =
        Json::parse(Checked(system_->CtlAt(service, arguments), arguments));
    ASSERT_THAT(listed["submissions"], ::testing::Not(IsEmpty()));
    for (const Json& submission : listed["submissions"]) {
      EXPECT_EQ(submission["state"], "STATE_RECORDED");
    }
  }
}

TEST_F(PilotReplayTest, PlayedAgainItChangesNothing) {
  const std::string before =
      Json::parse(Ask({"status", "--output", "json"}))["last_position"];
  const CommandResult again = system_->Replay(ShippedCases());
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(Json::parse(Ask({"status", "--output", "json"}))["last_position"],
            before);
}

// Last: what came out so far, and everything the processes wrote down.
TEST_F(PilotReplayTest, ZNothingPersonalIsSaidOrLogged) {
  const std::vector<Json> cases = LoadCases();
  const std::vector<std::string> personal = PersonalTexts(cases);
  // Names of 102 people at least once, a phone and a birth date or text here
  // and there.
  ASSERT_GT(personal.size(), 250u);

  // The search finds what is there: each text in the data set, and one among
  // lines of a log.
  EXPECT_THAT(TextsFoundIn(ReadFile(ShippedCases()), personal),
              SizeIs(personal.size()));
  const std::string log = ReadFile(system_->LogFile(kRouter));
  EXPECT_THAT(
      TextsFoundIn(absl::StrCat(log, "case of Kamran, ok\n", log), personal),
      ::testing::ElementsAre("Kamran"));
  EXPECT_THAT(TextsFoundIn(R"({"who":"C\u0259f\u0259rov"})", personal),
              ::testing::ElementsAre("Cəfərov"));

  EXPECT_FALSE(outputs_->empty());
  EXPECT_THAT(TextsFoundIn(*outputs_, personal), IsEmpty());
  // Held by a projection, and else only inside seals.
  const std::string referral_id =
      Json::parse(Ask({"referral", "list", "--limit", "1", "--output",
                       "json"}))["referrals"][0]["referral_id"];
  ASSERT_OK(system_->StopAll());
  for (const std::string& file : system_->LogFiles()) {
    SCOPED_TRACE(file);
    const std::string text = ReadFile(file);
    EXPECT_FALSE(text.empty());
    EXPECT_THAT(TextsFoundIn(text, personal), IsEmpty());
  }

  // The bytes on the disk: databases, whose compression is off, their logs,
  // keys, watermarks, whatever else the processes left.
  std::vector<std::string> needles = LongEnough(personal);
  ASSERT_GT(needles.size(), 200u);
  EXPECT_THAT(FilesThatHold(*system_, {referral_id}),
              ::testing::Not(IsEmpty()));
  EXPECT_THAT(FilesThatHold(*system_, needles), IsEmpty());
}

}  // namespace
}  // namespace referral::testing
