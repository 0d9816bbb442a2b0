#include "services/referralctl/config_diff.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "proto/referral/config/v1/programme.pb.h"
#include "tests/common/config/texts.h"

namespace referral::referralctl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kProgramme;

config::v1::Programme Parse(const std::string& text) {
  config::v1::Programme programme;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &programme));
  return programme;
}

std::vector<std::string> Diff(const config::v1::Programme& before,
                              const config::v1::Programme& after) {
  std::vector<std::string> texts;
  for (const ConfigChange& change : DiffConfigs(before, after)) {
    texts.push_back(
        absl::StrCat(change.field, ": ", change.from, " > ", change.to));
  }
  return texts;
}

TEST(ConfigDiffTest, NamesEachFieldThatDiffersInOrder) {
  const std::string edited = absl::StrReplaceAll(
      kProgramme,
      {{"\"DE\", \"SE\"", "\"DE\", \"BG\""},
       {"per_person_minor_units: 200000", "per_person_minor_units: 250000"},
       {"response_working_days: 3", "response_working_days: 5"},
       {"LEVEL_HIGH min_months: 3", "LEVEL_HIGH min_months: 6"},
       {"title: \"EU\"",
        "title: \"EU\" end_date { year: 2026 month: 3 day: 1 }"},
       {"working_days: [1, 2, 3, 4, 5]",
        "working_days: [1, 2, 3, 4, 5] "
        "holidays { year: 2026 month: 1 day: 1 }"}});
  EXPECT_THAT(
      Diff(Parse(kProgramme), Parse(edited)),
      ElementsAre("budget.per_person_minor_units: 200000 > 250000",
                  "calendar.holidays:  > 2026-01-01",
                  "durations[VULNERABILITY_LEVEL_HIGH].min_months: 3 > 6",
                  "eligibility.return_country_codes: DE, SE > DE, BG",
                  "funding_sources[eu].end_date:  > 2026-03-01",
                  "services[medical.check].response_working_days: 3 > 5"));
}

TEST(ConfigDiffTest, OrderAndCommentsMakeNoDifference) {
  config::v1::Programme turned =
      Parse(absl::StrCat("# a comment\n", kProgramme));
  turned.mutable_durations()->SwapElements(0, 2);
  turned.mutable_pathways()->SwapElements(0, 1);
  EXPECT_THAT(Diff(Parse(kProgramme), turned), IsEmpty());
}

TEST(ConfigDiffTest, WhatComesAndGoesIsNamedByItsCode) {
  config::v1::Programme more = Parse(kProgramme);
  more.add_regions()->set_code("ganja");
  EXPECT_THAT(Diff(Parse(kProgramme), more),
              ElementsAre("regions[ganja].code:  > ganja"));
  EXPECT_THAT(Diff(more, Parse(kProgramme)),
              ElementsAre("regions[ganja].code: ganja > "));
}

}  // namespace
}  // namespace referral::referralctl
