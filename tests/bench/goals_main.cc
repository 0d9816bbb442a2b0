// referral-bench-goals: which goals the results meet. See README.md.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "tests/bench/goals.h"
#include "tests/bench/must.h"
#include "tests/support/process.h"

namespace referral::bench {
namespace {

int Main(int argc, char** argv) {
  CLI::App app("Says which goals are met", "referral-bench-goals");
  std::vector<std::string> files;
  app.add_option("FILE", files,
                 "What referral-bench and referral-bench-store wrote with "
                 "--json. A goal is judged by the first that can")
      ->required()
      ->check(CLI::ExistingFile);
  CLI11_PARSE(app, argc, argv);
  std::vector<std::string> results;
  for (const std::string& file : files) {
    results.push_back(testing::ReadFile(file));
  }
  std::printf("%s", TableOf(Must(Judge(results))).c_str());
  std::printf(
      "64, 256: in flight; 100/s: sent at that rate. Ratios of medians "
      "of one run.\n");
  return 0;
}

}  // namespace
}  // namespace referral::bench

int main(int argc, char** argv) { return referral::bench::Main(argc, argv); }
