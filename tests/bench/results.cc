#include "tests/bench/results.h"

#include <algorithm>
#include <cstdint>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "nlohmann/json.hpp"

namespace referral::bench {
namespace {

using Json = nlohmann::json;

double Lowest(const std::vector<double>& values) {
  return *std::min_element(values.begin(), values.end());
}
double Highest(const std::vector<double>& values) {
  return *std::max_element(values.begin(), values.end());
}

// Three digits, with their unit.
std::string TextOf(absl::Duration latency) {
  const double us = absl::ToDoubleMicroseconds(latency);
  if (us < 1000) return absl::StrFormat("%.0f us", us);
  return absl::StrFormat(us < 100'000 ? "%.1f ms" : "%.0f ms", us / 1000);
}

std::vector<double> Microseconds(const std::vector<absl::Duration>& values) {
  std::vector<double> us;
  for (const absl::Duration value : values) {
    us.push_back(absl::ToDoubleMicroseconds(value));
  }
  return us;
}

std::string CpuOf(const Result& result) {
  return result.cpu.empty() ? "-" : TextOf(Median(result.cpu));
}

std::string ResidentOf(const Result& result) {
  constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;
  return result.cpu.empty() ? "-"
                            : absl::StrCat(result.peak_resident_bytes / kMiB);
}

}  // namespace

std::string TableOf(const std::vector<Result>& results) {
  std::string table =
      absl::StrFormat("%-18s %8s  %-15s %5s %7s %7s %6s %4s\n", "", "a second",
                      "(range)", "ratio", "p50", "p99", "cpu", "MiB");
  if (results.empty()) return table;
  const double first = Median(results[0].per_second);
  for (const Result& result : results) {
    const double median = Median(result.per_second);
    const std::string range = absl::StrFormat(
        "(%.0f-%.0f)", Lowest(result.per_second), Highest(result.per_second));
    absl::StrAppendFormat(
        &table, "%-18s %8.0f  %-15s %5.2f %7s %7s %6s %4s\n", result.name,
        median, range, first / median, TextOf(Median(result.p50)),
        TextOf(Median(result.p99)), CpuOf(result), ResidentOf(result));
  }
  absl::StrAppend(&table, "ratio: of ", results[0].name,
                  " to this\ncpu, MiB: of the server, a message and at most\n");
  return table;
}

std::string JsonOf(const Schedule& schedule,
                   const std::vector<Result>& results) {
  Json json;
  json["in_flight"] = schedule.in_flight;
  json["rate"] = schedule.rate;
  json["seconds"] = absl::ToDoubleSeconds(schedule.run);
  json["message_bytes"] = kMessageBytes;
  json["subjects"] = Json::array();
  for (const Result& result : results) {
    json["subjects"].push_back(
        {{"name", result.name},
         {"per_second", result.per_second},
         {"p50_us", Microseconds(result.p50)},
         {"p99_us", Microseconds(result.p99)},
         {"server_cpu_us", Microseconds(result.cpu)},
         {"server_peak_resident_bytes", result.peak_resident_bytes}});
  }
  return json.dump(2) + "\n";
}

absl::Status WriteFile(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  file.close();
  if (file) return absl::OkStatus();
  return absl::UnavailableError("cannot write " + path);
}

}  // namespace referral::bench
