#include "tests/bench/goals.h"

#include <algorithm>

#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace referral::bench {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// A run of two subjects, three rounds each; the second's median is `second`.
std::string RunOf(const std::string& load, const std::string& first,
                  double of_1, const std::string& second, double of_2) {
  const std::string subject =
      R"({"name":"%s","per_second":[1,%g,1e9],"p50_us":[0,%g,1e9],)"
      R"("p99_us":[0,%g,1e9]})";
  const auto text = absl::ParsedFormat<'s', 'g', 'g', 'g'>::New(subject);
  return absl::StrFormat(R"({%s,"subjects":[%s,%s]})", load,
                         absl::StrFormat(*text, first, of_1, of_1, of_1),
                         absl::StrFormat(*text, second, of_2, of_2, of_2));
}

constexpr char k64[] = R"("in_flight":64,"rate":0)";
constexpr char k256[] = R"("in_flight":256,"rate":0)";
constexpr char k100[] = R"("in_flight":64,"rate":100)";

Finding FindingIn(const std::vector<std::string>& results,
                  const std::string& what) {
  const auto findings = Judge(results);
  EXPECT_TRUE(findings.ok()) << findings.status();
  const auto found =
      std::find_if(findings->begin(), findings->end(),
                   [&](const Finding& one) { return one.what == what; });
  EXPECT_NE(found, findings->end()) << what;
  return *found;
}

TEST(GoalsTest, AGoalIsARatioOfMediansOfOneRun) {
  const std::string what = "64: submit-many / rocksdb committer";
  const Finding met = FindingIn(
      {RunOf(k64, "submit-many", 60, "rocksdb committer", 100)}, what);
  EXPECT_DOUBLE_EQ(met.value.value(), 0.6);
  EXPECT_TRUE(met.goal->KeptBy(*met.value));
  const Finding missed = FindingIn(
      {RunOf(k64, "submit-many", 50, "rocksdb committer", 100)}, what);
  EXPECT_FALSE(missed.goal->KeptBy(*missed.value));
}

TEST(GoalsTest, SubjectsOfDifferentRunsAreNotCompared) {
  EXPECT_FALSE(FindingIn({RunOf(k64, "submit-many", 1, "flow", 1),
                          RunOf(k64, "submit", 1, "rocksdb committer", 1)},
                         "64: submit-many / rocksdb committer")
                   .value.has_value());
}

TEST(GoalsTest, ARunUnderAnotherLoadDoesNotCount) {
  EXPECT_FALSE(
      FindingIn({RunOf(k256, "submit-many", 1, "rocksdb committer", 1)},
                "64: submit-many / rocksdb committer")
          .value.has_value());
  const std::string what = "100/s: flow p50 / rabbitmq flow";
  EXPECT_FALSE(
      FindingIn({RunOf(k64, "flow", 3, "rabbitmq flow", 2)}, what).value);
  const Finding missed =
      FindingIn({RunOf(k100, "flow", 3, "rabbitmq flow", 2)}, what);
  EXPECT_DOUBLE_EQ(missed.value.value(), 1.5);
  EXPECT_FALSE(missed.goal->KeptBy(*missed.value));
}

TEST(GoalsTest, TheSlowerOfTwoLimitsCounts) {
  nlohmann::json run = nlohmann::json::parse(
      RunOf(k256, "submit-many", 30, "rocksdb committer", 100));
  run["subjects"].push_back({{"name", "grpc echo stream"},
                             {"per_second", {50}},
                             {"p50_us", {1}},
                             {"p99_us", {1}}});
  EXPECT_DOUBLE_EQ(
      FindingIn({run.dump()},
                "256: submit-many / rocksdb committer, grpc echo stream")
          .value.value(),
      0.6);
}

TEST(GoalsTest, SumsOfLimitsCountTogether) {
  nlohmann::json run = nlohmann::json::parse(
      RunOf(k100, "end-to-end", 1800, "rocksdb threads", 100));
  run["subjects"].push_back({{"name", "grpc echo unary"},
                             {"per_second", {100}},
                             {"p50_us", {100}},
                             {"p99_us", {1}}});
  EXPECT_DOUBLE_EQ(FindingIn({run.dump()},
                             "100/s: end-to-end p50 / 3 x rocksdb threads + 6 "
                             "x grpc echo unary")
                       .value.value(),
                   2);
}

TEST(GoalsTest, FindingsBringTheirOwnGoals) {
  const nlohmann::json store = {
      {"findings", JsonOf(std::vector<Finding>{
                       {"restart", 0.5, "s", Bound{Bound::Side::kAtMost, 1}},
                       {"log", 3, "MiB", std::nullopt}})}};
  const Finding restart = FindingIn({store.dump()}, "restart");
  EXPECT_DOUBLE_EQ(restart.value.value(), 0.5);
  EXPECT_EQ(restart.unit, "s");
  EXPECT_TRUE(restart.goal->KeptBy(1));
  EXPECT_FALSE(restart.goal->KeptBy(1.01));
  const auto all = Judge({store.dump()});
  EXPECT_EQ(std::count_if(all->begin(), all->end(),
                          [](const Finding& one) { return one.what == "log"; }),
            0);
}

TEST(GoalsTest, WhatIsNoResultIsRefused) {
  EXPECT_EQ(Judge({"not this"}).status().code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(
      Judge({R"({"subjects":[{}],"rate":0,"in_flight":64})"}).status().code(),
      absl::StatusCode::kInvalidArgument);
}

TEST(GoalsTest, TheTableIsNoWiderThanATerminal) {
  const std::string table =
      TableOf(*Judge({RunOf(k64, "submit-many", 1, "rocksdb committer", 1)}));
  for (const std::string& line :
       std::vector<std::string>(absl::StrSplit(table, '\n'))) {
    EXPECT_LE(line.size(), 80) << line;
  }
  EXPECT_THAT(table, HasSubstr("1.00       >= 0.55  met\n"));
  EXPECT_THAT(table, HasSubstr("-       >= 0.50  not run\n"));
  EXPECT_THAT(table, HasSubstr("1 of 1 goals that were measured are met\n"));
}

}  // namespace
}  // namespace referral::bench
