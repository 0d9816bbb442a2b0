#include "tests/bench/findings.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "nlohmann/json.hpp"

namespace referral::bench {
namespace {

using Json = nlohmann::json;

std::string TextOf(double value) {
  return absl::StrFormat(value < 100 ? "%.2f" : "%.0f", value);
}

const char* SignOf(const Bound& bound) {
  return bound.side == Bound::Side::kAtMost ? "<=" : ">=";
}

std::string GoalOf(const Finding& finding) {
  if (!finding.goal.has_value()) return "";
  return absl::StrCat(SignOf(*finding.goal), " ", TextOf(finding.goal->limit));
}

std::string VerdictOf(const Finding& finding) {
  if (!finding.goal.has_value()) return "";
  if (!finding.value.has_value()) return "not run";
  return finding.goal->KeptBy(*finding.value) ? "met" : "MISSED";
}

constexpr std::size_t kWhatWidth = 48;

// What does not fit into a column goes on in lines of its own before.
std::string Wrapped(std::string what) {
  std::string lines;
  while (what.size() > kWhatWidth) {
    const std::size_t space = what.rfind(' ', kWhatWidth);
    if (space == std::string::npos || space < 3) break;
    absl::StrAppend(&lines, what.substr(0, space), "\n");
    what = absl::StrCat("  ", what.substr(space + 1));
  }
  what.resize(std::max(what.size(), kWhatWidth), ' ');
  return lines + what;
}

std::string LineOf(const std::string& what, const std::string& value,
                   const std::string& unit, const std::string& goal,
                   const std::string& verdict) {
  std::string line = absl::StrFormat("%s %8s %-5s %-8s %s", Wrapped(what),
                                     value, unit, goal, verdict);
  line.resize(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

std::string TableOf(const std::vector<Finding>& findings) {
  std::string table = LineOf("", "measured", "", "goal", "");
  int judged = 0;
  int met = 0;
  for (const Finding& finding : findings) {
    const std::string value =
        finding.value.has_value() ? TextOf(*finding.value) : "-";
    table += LineOf(finding.what, value, finding.unit, GoalOf(finding),
                    VerdictOf(finding));
    if (!finding.goal.has_value() || !finding.value.has_value()) continue;
    ++judged;
    if (finding.goal->KeptBy(*finding.value)) ++met;
  }
  absl::StrAppend(&table, met, " of ", judged, " goals that were measured are ",
                  "met\n");
  return table;
}

Json JsonOf(const std::vector<Finding>& findings) {
  Json all = Json::array();
  for (const Finding& finding : findings) {
    Json one = {{"what", finding.what}, {"unit", finding.unit}};
    if (finding.value.has_value()) one["value"] = *finding.value;
    if (finding.goal.has_value()) {
      one["goal"] = {{"side", SignOf(*finding.goal)},
                     {"limit", finding.goal->limit}};
    }
    all.push_back(std::move(one));
  }
  return all;
}

std::vector<Finding> FindingsOf(const Json& json) {
  std::vector<Finding> findings;
  for (const Json& one : json) {
    Finding finding;
    finding.what = one.at("what");
    finding.unit = one.at("unit");
    if (one.contains("value")) finding.value = one["value"].get<double>();
    if (one.contains("goal")) {
      const Json& goal = one["goal"];
      finding.goal = {goal.at("side") == "<=" ? Bound::Side::kAtMost
                                              : Bound::Side::kAtLeast,
                      goal.at("limit")};
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace referral::bench
