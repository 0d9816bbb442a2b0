#include "common/config/programme.h"

#include <fstream>

#include "common/config/deployment.h"
#include "tests/common/config/texts.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace referral::config {
namespace {

using ::referral::testing::IsOk;
using ::referral::testing::IsReason;
using ::referral::testing::kDeployment;
using ::referral::testing::kProgramme;
using ::referral::testing::Spoil;
using ::referral::testing::Spoiled;
using ::testing::HasSubstr;

constexpr Spoiled kSpoiled[] = {
    {"not textproto", "budget {", "budget [", "p.textproto:21:8", ""},
    {"programme id", "\"az-test\"", "\"AZ\"", "p.textproto:1", "programme id"},
    {"no title", "title: \"Test\"", "", "p.textproto:1", "title is missing"},
    {"bad country", "country_code: \"AZ\"", "country_code: \"Azerbaijan\"",
     "p.textproto:3", "bad country \"Azerbaijan\""},
    {"bad currency", "AZN", "manat", "p.textproto:4", "bad currency \"manat\""},
    {"no currency", "currency_code: \"AZN\"", "", "p.textproto:1",
     "bad currency"},
    {"unknown lead", "lead: \"sms\"", "lead: \"smss\"", "p.textproto:5",
     "unknown agency \"smss\""},
    {"lead that is none", "lead: \"sms\"", "lead: \"health\"", "p.textproto:5",
     "role of a lead"},
    {"no country of return", "return_country_codes: [\"DE\", \"SE\"]", "",
     "p.textproto:6", "country of return"},
    {"bad country of return", "\"SE\"", "\"se\"", "p.textproto:7",
     "bad country"},
    {"no kind of return", "return_kinds: [RETURN_KIND_READMISSION]", "",
     "p.textproto:6", "kind of return"},
    {"unknown kind of return", "RETURN_KIND_READMISSION", "99", "p.textproto:8",
     "kind of return"},
    {"unknown report group", "report_group: \"medical\"",
     "report_group: \"medicine\"", "p.textproto:15",
     "unknown report group \"medicine\""},
    {"duplicate report group", "report_groups { code: \"medical\" }",
     "report_groups { code: \"medical\" } report_groups { code: \"medical\" }",
     "p.textproto:10", "duplicate report group"},
    {"service code", "code: \"medical.check\"", "code: \"Medical\"",
     "p.textproto:12", "service code"},
    {"unknown provider", "providers: \"health\"", "providers: \"healthy\"",
     "p.textproto:14", "unknown agency \"healthy\""},
    {"provider that may not provide", "providers: \"health\"",
     "providers: \"border\"", "p.textproto:14", "neither provider nor lead"},
    {"no provider", "providers: \"health\"", "", "p.textproto:11",
     "no provider"},
    {"no category", "categories: [DATA_CATEGORY_MEDICAL]", "", "p.textproto:11",
     "data category"},
    {"missing response time", "  response_working_days: 3\n", "\n",
     "p.textproto:11", "no response time"},
    {"missing completion time", "  completion_working_days: 10\n", "\n",
     "p.textproto:11", "due before"},
    {"due after more days than anybody counts", "completion_working_days: 10",
     "completion_working_days: 4294967295", "p.textproto:18",
     "at most 2600 working days"},
    {"no unit", "unit: \"visit\"", "", "p.textproto:11", "unit is missing"},
    {"no budget", "per_person_minor_units: 200000", "", "p.textproto:21",
     "threshold per person"},
    {"negative budget", "200000", "-1", "p.textproto:21",
     "threshold per person"},
    {"missing level",
     "durations { level: VULNERABILITY_LEVEL_LOW min_months: 3 max_months: 6 }",
     "", "p.textproto:23", "VULNERABILITY_LEVEL_LOW"},
    {"duplicate level", "VULNERABILITY_LEVEL_MEDIUM", "VULNERABILITY_LEVEL_LOW",
     "p.textproto:23", "duplicate vulnerability level"},
    {"months the wrong way round", "max_months: 9", "max_months: 2",
     "p.textproto:23", "min <= max"},
    {"no consent duration", "duration_months: 24", "", "p.textproto:25",
     "consent"},
    {"empty calendar",
     "  time_zone: \"Asia/Baku\"\n  working_days: [1, 2, 3, 4, 5]\n", "\n\n",
     "p.textproto:26", "time zone"},
    {"no working day", "working_days: [1, 2, 3, 4, 5]", "", "p.textproto:26",
     "working day"},
    {"unknown time zone", "Asia/Baku", "Asia/Bakoo", "p.textproto:27",
     "unknown time zone"},
    {"time zone of this machine", "Asia/Baku", "localtime", "p.textproto:27",
     "unknown time zone"},
    {"file as a time zone", "Asia/Baku", "/etc/localtime", "p.textproto:27",
     "unknown time zone"},
    {"file below as a time zone", "Asia/Baku", "Asia/../Asia/Baku",
     "p.textproto:27", "unknown time zone"},
    {"eighth day of the week", "4, 5]", "4, 8]", "p.textproto:28",
     "day of the week 8"},
    {"unknown service in a pathway",
     "need_code: \"care\" service_codes: \"medical.check\"",
     "need_code: \"care\" service_codes: \"medical.cheque\"", "p.textproto:31",
     "unknown service \"medical.cheque\""},
    {"need without a service",
     "need_code: \"home\" service_codes: \"medical.check\"",
     "need_code: \"home\"", "p.textproto:32", "leads to no service"},
    {"unknown need", "next_need_codes: \"home\"", "next_need_codes: \"house\"",
     "p.textproto:31", "unknown need \"house\""},
    {"duplicate need", "need_code: \"home\"", "need_code: \"care\"",
     "p.textproto:32", "duplicate need"},
    {"cycle", "need_code: \"home\"",
     "next_need_codes: \"check\" need_code: \"home\"", "p.textproto:32",
     "check -> care -> home -> check"},
    {"need that follows itself", "next_need_codes: \"home\"",
     "next_need_codes: \"care\"", "p.textproto:31", "care -> care"},
    {"no language", "language_codes: \"az\"", "", "p.textproto:1", "language"},
    {"bad language", "\"az\"", "\"aze\"", "p.textproto:33", "bad language"},
    {"no region", "regions { code: \"baku\" title: \"Baku\" }", "",
     "p.textproto:1", "region"},
    {"no funding source", "funding_sources { code: \"eu\" title: \"EU\" }", "",
     "p.textproto:1", "funding source"},
};

class ProgrammeTest : public ::testing::Test {
 protected:
  ProgrammeTest()
      : deployment_(
            ParseDeployment("d.textproto", kDeployment).value().deployment) {}

  const ::referral::config::v1::Deployment deployment_;
};

TEST_F(ProgrammeTest, GoodFileIsTakenWhole) {
  const auto loaded = ParseProgramme("p.textproto", kProgramme, deployment_);
  ASSERT_THAT(loaded, IsOk());
  EXPECT_EQ(loaded->programme.id(), "az-test");
  EXPECT_EQ(loaded->text, kProgramme);
  EXPECT_FALSE(loaded->canonical.empty());
}

TEST_F(ProgrammeTest, BadFileIsRefusedWithLineAndReason) {
  for (const Spoiled& spoiled : kSpoiled) {
    SCOPED_TRACE(spoiled.name);
    const auto loaded =
        ParseProgramme("p.textproto", Spoil(kProgramme, spoiled), deployment_);
    EXPECT_THAT(loaded, IsReason(Reason::kConfigInvalid));
    EXPECT_THAT(std::string(loaded.status().message()),
                HasSubstr(spoiled.reason));
    EXPECT_EQ(Where(loaded.status()), spoiled.where);
  }
}

TEST_F(ProgrammeTest, NeedsThatShareWhatFollowsAreNoCycle) {
  const std::string diamond =
      Spoil(kProgramme, {"diamond", "next_need_codes: \"care\"",
                         "next_need_codes: [\"care\", \"home\"]", "", ""});
  EXPECT_THAT(ParseProgramme("p.textproto", diamond, deployment_), IsOk());
}

TEST_F(ProgrammeTest, TwoFilesWithOneProgrammeAreRefused) {
  const testing::TempDir dir;
  const std::string a = dir.Join("a.textproto");
  const std::string b = dir.Join("b.textproto");
  std::ofstream(a) << kProgramme;
  std::ofstream(b) << kProgramme;
  EXPECT_THAT(LoadProgrammes({a}, deployment_), IsOk());
  const auto both = LoadProgrammes({a, b}, deployment_);
  EXPECT_THAT(both, IsReason(Reason::kConfigInvalid));
  EXPECT_EQ(Where(both.status()), b + ":1");
}

}  // namespace
}  // namespace referral::config
