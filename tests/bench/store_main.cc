// referral-bench-store: what a router takes of memory, disk and syncs, and how
// it fares when much is stored. See README.md.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <string>

#include "common/crypto/digest.h"
#include "common/rpc/process.h"
#include "nlohmann/json.hpp"
#include "tests/bench/must.h"
#include "tests/bench/results.h"
#include "tests/bench/store_bench.h"
#include "tests/support/temp_dir.h"

namespace referral::bench {
namespace {

// Cases that much is said in, where it is not told: so many, or half of those
// stored. Far fewer would make long cases, which cost more by themselves.
constexpr std::size_t kMostActive = 20'000;

struct Flags {
  StoreBenchOptions options;
  double seconds = 2;
  bool tls = false;
  std::string json;
};

void AddFlags(CLI::App& app, Flags& flags) {
  StoreBenchOptions& options = flags.options;
  app.add_flag("--tls", flags.tls,
               "With certificates, signatures and sealing; default: without, "
               "as brokers that prove nothing");
  app.add_option("--records", options.records,
                 "Stored before it is compared with an empty store")
      ->check(CLI::Range(100, 1'000'000'000))
      ->capture_default_str();
  app.add_option("--stored-cases", options.cases, "That these are in")
      ->check(CLI::Range(50, 10'000'000))
      ->capture_default_str();
  app.add_option(
      "--active-cases", options.active,
      "That 95 % of new messages go to; default: 20000, at most half "
      "of all");
  app.add_option("--waiting", options.waiting,
                 "Records in the inbox that is drained")
      ->check(CLI::Range(1'000, 100'000'000))
      ->capture_default_str();
  app.add_option("--in-flight", options.schedule.in_flight,
                 "Where not said otherwise")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  app.add_option("--rounds", options.schedule.rounds, "Of what is compared")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--seconds", flags.seconds, "Of one run")
      ->check(CLI::Range(0.01, 600.0))
      ->capture_default_str();
  app.add_option("--dir", options.dir,
                 "Data, on the disk to be measured; default: a temporary one")
      ->type_name("DIR");
  app.add_option("--json", flags.json, "Write the findings there, too")
      ->type_name("FILE");
}

// Empty, or why they do not go together.
std::string Settle(Flags& flags) {
  StoreBenchOptions& options = flags.options;
  options.trust = flags.tls ? Trust::kFull : Trust::kInsecure;
  options.schedule.run = absl::Seconds(flags.seconds);
  if (options.active == 0) {
    options.active = std::min(kMostActive, options.cases / 2);
  }
  if (options.active >= options.cases) {
    return "--active-cases must be fewer than --stored-cases";
  }
  if (options.records <= 2 * options.cases) {
    return "--records must be more than two for each of --stored-cases";
  }
  return "";
}

std::string JsonOf(const StoreBenchOptions& options,
                   const std::vector<Finding>& findings) {
  const nlohmann::json json = {
      {"tls", options.trust == Trust::kFull}, {"records", options.records},
      {"stored_cases", options.cases},        {"active_cases", options.active},
      {"waiting", options.waiting},           {"findings", JsonOf(findings)}};
  return json.dump(2) + "\n";
}

int Main(int argc, char** argv) {
  CLI::App app("Measures what a router takes, and how it grows",
               "referral-bench-store");
  Flags flags;
  flags.options.active = 0;
  AddFlags(app, flags);
  CLI11_PARSE(app, argc, argv);
  const testing::TempDir temporary;
  if (flags.options.dir.empty()) flags.options.dir = temporary.path();
  if (const std::string problem = Settle(flags); !problem.empty()) {
    std::fprintf(stderr, "referral-bench-store: %s\n", problem.c_str());
    return 2;
  }
  Must(crypto::Init());
  const std::vector<Finding> findings =
      Must(MeasureStore(flags.options, [](const std::string& line) {
        std::fprintf(stderr, "%s\n", line.c_str());
      }));
  std::printf("%s", TableOf(findings).c_str());
  if (!flags.json.empty()) {
    Must(WriteFile(flags.json, JsonOf(flags.options, findings)));
  }
  return 0;
}

}  // namespace
}  // namespace referral::bench

int main(int argc, char** argv) {
  const referral::rpc::GrpcRuntime grpc;
  return referral::bench::Main(argc, argv);
}
