#include "services/referralctl/report_view.h"

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace referral::referralctl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::Report Parse(const char* text) {
  v1::Report report;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &report));
  return report;
}

TEST(ReportJsonTest, HasTheKeysOthersBuildOn) {
  const v1::Report report = Parse(R"pb(
    programme_id: "az-restart"
    applied { people: 5 cases: 3 }
    supported { people: 4 cases: 2 case_share_basis_points: 6667 }
    rejected { people: 1 cases: 1 case_share_basis_points: 3333 }
    supported_people { men: 1 women: 1 boys: 2 }
    rejected_people { not_recorded: 1 }
    born_abroad { country_code: "DE" people: 1 }
    services { code: "education" people: 2 minors: 2 adults: 0 }
    services { code: "accommodation" people: 4 cases: 2 }
    service_people_total: 6
    distinct_people_served: 4
  )pb");

  EXPECT_EQ(nlohmann::ordered_json::parse(ReportJson(report)),
            nlohmann::ordered_json::parse(R"({
    "programme": "az-restart",
    "applied": {"people": 5, "cases": 3},
    "supported": {"people": 4, "cases": 2, "percent": "66.67"},
    "rejected": {"people": 1, "cases": 1, "percent": "33.33"},
    "pending": {"people": 0, "cases": 0},
    "supported_people": {"men": 1, "women": 1, "boys": 2, "girls": 0},
    "rejected_people": "not recorded",
    "born_abroad": {"DE": 1},
    "services": {"education": {"people": 2, "minors": 2, "adults": 0},
                 "accommodation": {"people": 4, "cases": 2}},
    "service_people_total": 6,
    "distinct_people_served": 4})"));
}

TEST(ReportJsonTest, WhatIsPartlyRecordedCountsTheRest) {
  const v1::Report report = Parse(R"pb(
    supported_people { men: 1 not_recorded: 2 }
    services {
      code: "education"
      people: 3
      minors: 1
      adults: 1
      age_not_recorded: 1
    }
  )pb");
  const auto json = nlohmann::json::parse(ReportJson(report));
  EXPECT_EQ(json["supported_people"]["not_recorded"], 2);
  EXPECT_EQ(json["services"]["education"]["not_recorded"], 1);
}

TEST(ReportTextTest, NeverPrintsZeroForWhatNobodyRecorded) {
  const v1::Report report = Parse("rejected_people { not_recorded: 15 }");
  const std::string text = ReportText(report, Style{80, false});
  EXPECT_THAT(text, HasSubstr("rejected     not recorded"));
  EXPECT_THAT(text, Not(HasSubstr("0 men")));
}

TEST(ReportTextTest, OneIsNotMany) {
  const v1::Report report = Parse(R"pb(
    supported_people { men: 1 women: 2 boys: 1 }
    services { code: "education" people: 2 minors: 1 adults: 1 cases: 2 }
  )pb");
  const std::string text = ReportText(report, Style{80, false});
  EXPECT_THAT(text, HasSubstr("1 man, 2 women, 1 boy, 0 girls"));
  EXPECT_THAT(text, HasSubstr("1 minor, 1 adult, 2 cases"));
}

TEST(ReportTextTest, SelfReferralsShowWhereThereAreAny) {  // [27]
  const v1::Report report = Parse("self_referred_cases: 4");
  EXPECT_EQ(nlohmann::json::parse(ReportJson(report))["self_referred_cases"],
            4);
  EXPECT_THAT(ReportText(report, Style{80, false}),
              HasSubstr("on their own 4 cases"));
  EXPECT_THAT(ReportText(v1::Report(), Style{80, false}),
              Not(HasSubstr("on their own")));
}

TEST(PercentTest, KeepsTwoDecimals) {
  EXPECT_EQ(Percent(8438), "84.38");
  EXPECT_EQ(Percent(1562), "15.62");
  EXPECT_EQ(Percent(5), "0.05");
  EXPECT_EQ(Percent(10000), "100.00");
}

}  // namespace
}  // namespace referral::referralctl
