#include "tests/bench/goals.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "nlohmann/json.hpp"
#include "tests/bench/schedule.h"

namespace referral::bench {
namespace {

using Json = nlohmann::json;

// A value of a subject: the name that results give it.
constexpr char kRate[] = "per_second";
constexpr char kP50[] = "p50_us";
constexpr char kP99[] = "p99_us";

// What a subject is measured against: the sum of these, or the least.
struct Term {
  double factor;
  const char* subject;
};
enum class Of { kSum, kLeast };

struct Load {
  int in_flight;  // 0: an open loop
  double rate;    // 0: a closed loop
};
constexpr Load k64 = {64, 0};
constexpr Load k256 = {256, 0};
constexpr Load k100PerSecond = {0, 100};

constexpr auto kAtLeast = Bound::Side::kAtLeast;
constexpr auto kAtMost = Bound::Side::kAtMost;

// `figure` of `subject`, divided by that of `terms`, keeps `bound`.
struct Goal {
  Load load;
  const char* subject;
  const char* figure;
  Bound bound;
  std::vector<Term> terms;
  Of of = Of::kSum;
};

const std::vector<Goal>& Goals() {
  static const std::vector<Goal> kGoals = {
      {k64, "submit-many", kRate, {kAtLeast, 0.55}, {{1, "rocksdb committer"}}},
      {k64, "submit-many", kP99, {kAtMost, 1}, {{1, "rocksdb threads"}}},
      {k64, "submit", kRate, {kAtLeast, 0.5}, {{1, "grpc echo unary"}}},
      {k64, "submit-many", kRate, {kAtLeast, 2.5}, {{1, "rabbitmq submit"}}},
      {k64, "submit-many", kRate, {kAtLeast, 5}, {{1, "postgresql submit"}}},
      {k64, "submit-many", kRate, {kAtLeast, 6}, {{1, "etcd submit"}}},
      {k64, "submit-many", kRate, {kAtLeast, 0.8}, {{1, "redis submit"}}},
      {k64, "flow", kRate, {kAtLeast, 3}, {{1, "rabbitmq flow"}}},
      {k64, "flow", kRate, {kAtLeast, 4}, {{1, "postgresql flow"}}},
      {k64, "flow", kRate, {kAtLeast, 1.2}, {{1, "redis flow"}}},
      {k64, "submit-many tls", kRate, {kAtLeast, 0.6}, {{1, "submit-many"}}},
      {k64, "flow tls", kRate, {kAtLeast, 0.6}, {{1, "flow"}}},
      {k256,
       "submit-many",
       kRate,
       {kAtLeast, 0.55},
       {{1, "rocksdb committer"}, {1, "grpc echo stream"}},
       Of::kLeast},
      {k100PerSecond, "flow", kP50, {kAtMost, 1}, {{1, "rabbitmq flow"}}},
      {k100PerSecond,
       "end-to-end",
       kP50,
       {kAtMost, 1},
       {{3, "rocksdb threads"}, {6, "grpc echo unary"}}},
  };
  return kGoals;
}

bool IsUnder(const Load& load, const Json& run) {
  if (run.at("rate").get<double>() != load.rate) return false;
  return load.rate != 0 || run.at("in_flight").get<int>() == load.in_flight;
}

// Nullopt if the run has no such subject.
std::optional<double> MedianOf(const Json& run, const std::string& subject,
                               const char* figure) {
  for (const Json& one : run.at("subjects")) {
    if (one.at("name") != subject) continue;
    const auto values = one.at(figure).get<std::vector<double>>();
    if (values.empty()) return std::nullopt;
    return Median(values);
  }
  return std::nullopt;
}

// Nullopt if one of them is missing.
std::optional<double> ValueOf(const Goal& goal, const Json& run) {
  std::optional<double> value;
  for (const Term& term : goal.terms) {
    const std::optional<double> median =
        MedianOf(run, term.subject, goal.figure);
    if (!median.has_value()) return std::nullopt;
    const double part = term.factor * *median;
    if (!value.has_value()) {
      value = part;
    } else {
      value = goal.of == Of::kSum ? *value + part : std::min(*value, part);
    }
  }
  return value;
}

std::optional<double> RatioIn(const Goal& goal, const Json& run) {
  if (!run.contains("subjects") || !IsUnder(goal.load, run)) {
    return std::nullopt;
  }
  const auto ours = MedianOf(run, goal.subject, goal.figure);
  const auto against = ValueOf(goal, run);
  if (!ours.has_value() || !against.has_value() || *against == 0) {
    return std::nullopt;
  }
  return *ours / *against;
}

std::string NameOf(const Goal& goal) {
  std::string against;
  for (const Term& term : goal.terms) {
    const std::string factor =
        term.factor == 1 ? "" : absl::StrFormat("%g x ", term.factor);
    const char* joint = goal.of == Of::kSum ? " + " : ", ";
    absl::StrAppend(&against, against.empty() ? "" : joint, factor,
                    term.subject);
  }
  std::string figure = goal.figure == kRate ? "" : absl::StrCat(goal.figure);
  figure = figure.substr(0, figure.find('_'));
  const std::string load = goal.load.rate != 0
                               ? absl::StrFormat("%g/s", goal.load.rate)
                               : absl::StrCat(goal.load.in_flight);
  return absl::StrCat(load, ": ", goal.subject, figure.empty() ? "" : " ",
                      figure, " / ", against);
}

Finding Judged(const Goal& goal, const std::vector<Json>& runs) {
  Finding finding;
  finding.what = NameOf(goal);
  finding.goal = goal.bound;
  for (const Json& run : runs) {
    finding.value = RatioIn(goal, run);
    if (finding.value.has_value()) break;
  }
  return finding;
}

std::vector<Finding> JudgeParsed(const std::vector<Json>& runs) {
  std::vector<Finding> findings;
  for (const Goal& goal : Goals()) findings.push_back(Judged(goal, runs));
  for (const Json& run : runs) {
    if (!run.contains("findings")) continue;
    std::vector<Finding> brought = FindingsOf(run["findings"]);
    std::copy_if(brought.begin(), brought.end(), std::back_inserter(findings),
                 [](const Finding& one) { return one.goal.has_value(); });
  }
  return findings;
}

}  // namespace

absl::StatusOr<std::vector<Finding>> Judge(
    const std::vector<std::string>& results) {
  try {
    std::vector<Json> runs;
    for (const std::string& text : results) runs.push_back(Json::parse(text));
    return JudgeParsed(runs);
  } catch (const Json::exception& problem) {
    return absl::InvalidArgumentError(problem.what());
  }
}

}  // namespace referral::bench
