#include "common/config/programme.h"

#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
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
    {"clock of no priority", "unit: \"visit\"",
     "unit: \"visit\" priority_clocks { response_working_days: 1 "
     "completion_working_days: 1 }",
     "p.textproto:19", "unknown priority"},
    {"two clocks of a priority", "unit: \"visit\"",
     "unit: \"visit\" priority_clocks { priority: PRIORITY_URGENT "
     "response_working_days: 1 completion_working_days: 1 } "
     "priority_clocks { priority: PRIORITY_URGENT response_working_days: 1 "
     "completion_working_days: 1 }",
     "p.textproto:19", "duplicate priority"},
    {"priority without a response time", "unit: \"visit\"",
     "unit: \"visit\" priority_clocks { priority: PRIORITY_URGENT "
     "completion_working_days: 1 }",
     "p.textproto:19", "response time must be 1 to the service's own 3"},
    {"priority that is slower", "unit: \"visit\"",
     "unit: \"visit\" priority_clocks { priority: PRIORITY_URGENT "
     "response_working_days: 4 completion_working_days: 5 }",
     "p.textproto:19", "response time must be 1 to the service's own 3"},
    {"priority that ends before it is answered", "unit: \"visit\"",
     "unit: \"visit\" priority_clocks { priority: PRIORITY_URGENT "
     "response_working_days: 2 completion_working_days: 1 }",
     "p.textproto:19", "completion time must be"},
    {"unknown agency to tell of silence", "language_codes: \"az\"",
     "language_codes: \"az\" silence { escalation_agency: \"smss\" }",
     "p.textproto:33", "unknown agency \"smss\""},
    {"agency that cannot act on silence", "language_codes: \"az\"",
     "language_codes: \"az\" silence { escalation_agency: \"border\" }",
     "p.textproto:33", "neither provider nor lead"},
    {"unknown lodging", "unit: \"visit\"",
     "unit: \"visit\" away_lodging { service_code: \"hotel\" }",
     "p.textproto:19", "unknown service \"hotel\""},
    {"lodging that lodges itself", "unit: \"visit\"",
     "unit: \"visit\" away_lodging { service_code: \"medical.check\" }",
     "p.textproto:19", "its own lodging"},
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
    {"need that nobody follows up", "follow_up_months: 3", "", "p.textproto:30",
     "the need \"check\" reaches no follow-up"},
    {"follow-up after everybody's time", "follow_up_months: 3",
     "follow_up_months: 121", "p.textproto:32", "at most 120 months"},
    {"unknown age group", "unit: \"visit\"", "unit: \"visit\" age_groups: 77",
     "p.textproto:19", "unknown age group"},
    {"age group twice", "unit: \"visit\"",
     "unit: \"visit\" age_groups: [AGE_GROUP_MINOR, AGE_GROUP_MINOR]",
     "p.textproto:19", "duplicate age group"},
    {"no language", "language_codes: \"az\"", "", "p.textproto:1", "language"},
    {"bad language", "\"az\"", "\"aze\"", "p.textproto:33", "bad language"},
    {"complaints to nobody known", "language_codes: \"az\"",
     "language_codes: \"az\" complaints { addressees: \"ombud\" "
     "response_working_days: 5 }",
     "p.textproto:33", "unknown agency \"ombud\""},
    {"complaints to who answers none", "language_codes: \"az\"",
     "language_codes: \"az\" complaints { addressees: \"border\" "
     "response_working_days: 5 }",
     "p.textproto:33", "neither provider nor oversight"},
    {"complaints to the same agency twice", "language_codes: \"az\"",
     "language_codes: \"az\" complaints { addressees: \"health\" "
     "addressees: \"health\" response_working_days: 5 }",
     "p.textproto:33", "duplicate addressee"},
    {"no time to answer complaints", "language_codes: \"az\"",
     "language_codes: \"az\" complaints { addressees: \"health\" }",
     "p.textproto:33", "1 to 260 working days"},
    {"complaints answered after years", "language_codes: \"az\"",
     "language_codes: \"az\" complaints { response_working_days: 261 }",
     "p.textproto:33", "1 to 260 working days"},
    {"export that shows one person", "language_codes: \"az\"",
     "language_codes: \"az\" smallest_export_count: 1", "p.textproto:33",
     "1 is not in 2 to 100"},
    {"export that shows nobody", "language_codes: \"az\"",
     "language_codes: \"az\" smallest_export_count: 101", "p.textproto:33",
     "101 is not in 2 to 100"},
    {"no region", "regions { code: \"baku\" title: \"Baku\" }", "",
     "p.textproto:1", "region"},
    {"self-referral nowhere", "self_referral_agencies: \"health\"",
     "self_referral_agencies: \"clinic\"", "p.textproto:36",
     "unknown agency \"clinic\""},
    {"self-referral at the lead", "self_referral_agencies: \"health\"",
     "self_referral_agencies: \"sms\"", "p.textproto:36", "is no provider"},
    {"self-referral at a notifier", "self_referral_agencies: \"health\"",
     "self_referral_agencies: \"border\"", "p.textproto:36", "is no provider"},
    {"self-referral twice", "self_referral_agencies: \"health\"",
     "self_referral_agencies: [\"health\", \"health\"]", "p.textproto:36",
     "duplicate agency"},
    {"package code", "\"eu-adult\"", "\"EU\"", "p.textproto:38",
     "package code"},
    {"package without a title", "title: \"Package\"", "", "p.textproto:37",
     "title is missing"},
    {"package twice", "packages {",
     "packages { code: \"eu-adult\" title: \"T\" "
     "return_kinds: RETURN_KIND_READMISSION form: SUPPORT_FORM_CASH "
     "amount { minor_units: 1 currency_code: \"EUR\" } }\npackages {",
     "p.textproto:39", "duplicate package"},
    {"package for no return",
     "return_kinds: [RETURN_KIND_READMISSION]\n  return_country_codes: \"DE\"",
     "return_country_codes: \"DE\"", "p.textproto:37", "kind of return"},
    {"package for a return that is not covered",
     "return_kinds: [RETURN_KIND_READMISSION]\n  return_country_codes: \"DE\"",
     "return_kinds: [RETURN_KIND_FORCED]\n  return_country_codes: \"DE\"",
     "p.textproto:40", "does not cover"},
    {"package from a country that is not covered",
     "return_country_codes: \"DE\"", "return_country_codes: \"FR\"",
     "p.textproto:41", "unknown country of return \"FR\""},
    {"package for an age that nobody has", "form: SUPPORT_FORM_CASH",
     "age_group: 7 form: SUPPORT_FORM_CASH", "p.textproto:42", "age group"},
    {"package without a form", "form: SUPPORT_FORM_CASH", "", "p.textproto:37",
     "in kind or in cash"},
    {"package of nothing", "minor_units: 61500", "minor_units: 0",
     "p.textproto:43", "the amount must be"},
    {"package in no currency", "\"EUR\"", "\"Euro\"", "p.textproto:43",
     "bad currency"},
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

TEST_F(ProgrammeTest, AnExportShowsTwoToAHundredPeopleAlike20) {
  for (const char* count : {"0", "2", "100"}) {
    SCOPED_TRACE(count);
    EXPECT_OK(ParseProgramme(
        "p.textproto",
        absl::StrCat(kProgramme, "smallest_export_count: ", count, "\n"),
        deployment_));
  }
}

TEST_F(ProgrammeTest, LodgingAwayFromHomeIsAServiceWithABudget16) {
  const auto with_budget = [&](const std::string& amount) {
    const std::string lodging =
        "services {\n  code: \"lodging\" title: \"Lodging\" providers: "
        "\"health\""
        " report_group: \"medical\" categories: DATA_CATEGORY_FAMILY"
        " response_working_days: 1 completion_working_days: 5"
        " unit: \"night\"\n}\nbudget {";
    std::string text = absl::StrReplaceAll(
        kProgramme,
        {{"unit: \"visit\"",
          absl::StrCat("unit: \"visit\" away_lodging { service_code: "
                       "\"lodging\" per_person_minor_units: ",
                       amount, " }")}});
    text = absl::StrReplaceAll(text, {{"budget {", lodging}});
    return ParseProgramme("p.textproto", text, deployment_).status();
  };
  EXPECT_OK(with_budget("0"));
  EXPECT_OK(with_budget("30000"));
  for (const char* amount : {"-1", "1000000000001"}) {
    const absl::Status refused = with_budget(amount);
    EXPECT_THAT(refused, IsReason(Reason::kConfigInvalid));
    EXPECT_EQ(Where(refused), "p.textproto:19");
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
