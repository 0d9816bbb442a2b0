// referral-bench: how fast the router is, against what the disk, RocksDB and
// gRPC alone allow. See README.md.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/crypto/digest.h"
#include "common/rpc/process.h"
#include "tests/bench/echo.h"
#include "tests/bench/must.h"
#ifdef REFERRAL_PEERS
#include "tests/bench/peers/peers.h"
#endif
#include "tests/bench/results.h"
#include "tests/bench/rocks_limits.h"
#include "tests/bench/router_subjects.h"
#include "tests/bench/schedule.h"
#include "tests/support/temp_dir.h"

namespace referral::bench {
namespace {

using Subjects = std::vector<std::unique_ptr<Subject>>;
using Mode = RouterSubject::Mode;

constexpr char kFooter[] =
    "Subjects: submit, submit-many, flow (the router, each also with \" "
    "tls\":\n"
    "TLS, signatures and sealing), rocksdb-committer, rocksdb-threads,\n"
    "echo-unary, echo-stream. Default: all.";

struct Flags {
  std::vector<std::string> subjects;
  Schedule schedule;
  double seconds = 2;
  std::size_t cases = 20'000;
  std::string dir;
  std::string json;
  std::string svg;
  std::string serve_echo;
  bool peers = false;
};

void AddFlags(CLI::App& app, Flags& flags) {
  app.add_option("--subject", flags.subjects, "What to measure; repeated")
      ->type_name("NAME");
  app.add_option("--in-flight", flags.schedule.in_flight,
                 "Messages sent and not yet answered")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  app.add_option("--rate", flags.schedule.rate,
                 "Messages a second, each at its own time; 0: as fast as "
                 "answers come")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  app.add_option("--rounds", flags.schedule.rounds)
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--seconds", flags.seconds, "Of one run of one subject")
      ->check(CLI::Range(0.01, 600.0))
      ->capture_default_str();
  app.add_option("--cases", flags.cases, "That get messages, in turn")
      ->check(CLI::Range(1, 10'000'000))
      ->capture_default_str();
  app.add_option("--dir", flags.dir,
                 "Data of all subjects, on the disk to be measured; default: a "
                 "temporary one")
      ->type_name("DIR");
  app.add_option("--json", flags.json, "Write the results there, too")
      ->type_name("FILE");
  app.add_option("--svg", flags.svg, "Draw the results there, too")
      ->type_name("FILE");
#ifdef REFERRAL_PEERS
  app.add_flag("--peers", flags.peers,
               "Other brokers beside it, each as durable: submit and flow");
#endif
  app.add_option("--serve-echo", flags.serve_echo)->group("");
  app.footer(kFooter);
}

std::unique_ptr<Subject> RouterOf(Mode mode, Trust trust, const Flags& flags) {
  return MakeRouterSubject({mode, trust, flags.cases});
}

// nullptr if there is none of this name.
std::unique_ptr<Subject> MakeSubject(std::string name, const std::string& self,
                                     const Flags& flags) {
  if (name == "rocksdb-committer") return MakeRocksCommitter();
  if (name == "rocksdb-threads") return MakeRocksThreads();
  if (name == "echo-unary") return MakeUnaryEcho(self);
  if (name == "echo-stream") return MakeStreamEcho(self);
  constexpr absl::string_view kTls = " tls";
  Trust trust = Trust::kInsecure;
  if (absl::EndsWith(name, kTls)) {
    trust = Trust::kFull;
    name.resize(name.size() - kTls.size());
  }
  if (name == "submit") return RouterOf(Mode::kSubmit, trust, flags);
  if (name == "submit-many") return RouterOf(Mode::kSubmitMany, trust, flags);
  if (name == "flow") return RouterOf(Mode::kFlow, trust, flags);
  return nullptr;
}

void AddPeers(Subjects& subjects) {
#ifdef REFERRAL_PEERS
  for (const PeerMode mode : {PeerMode::kSubmit, PeerMode::kFlow}) {
    for (std::unique_ptr<Subject>& peer : MakePeers(mode)) {
      subjects.push_back(std::move(peer));
    }
  }
#else
  static_cast<void>(subjects);
#endif
}

int Main(int argc, char** argv) {
  CLI::App app("Measures the router against its limits", "referral-bench");
  Flags flags;
  AddFlags(app, flags);
  CLI11_PARSE(app, argc, argv);
  if (!flags.serve_echo.empty()) return ServeEcho(flags.serve_echo);
  if (flags.subjects.empty()) {
    flags.subjects = {
        "submit-many",     "flow",       "submit",     "rocksdb-committer",
        "rocksdb-threads", "echo-unary", "echo-stream"};
  }
  Subjects subjects;
  for (const std::string& name : flags.subjects) {
    subjects.push_back(MakeSubject(name, "/proc/self/exe", flags));
    if (subjects.back() != nullptr) continue;
    std::fprintf(stderr, "referral-bench: there is no subject \"%s\"\n%s\n",
                 name.c_str(), kFooter);
    return 2;
  }
  if (flags.peers) AddPeers(subjects);
  Must(crypto::Init());
  flags.schedule.run = absl::Seconds(flags.seconds);
  const testing::TempDir temporary;
  const std::vector<Result> results = Must(
      Measure(flags.schedule, flags.dir.empty() ? temporary.path() : flags.dir,
              subjects, [](const std::string& line) {
                std::fprintf(stderr, "%s\n", line.c_str());
              }));
  std::printf("%s", TableOf(results).c_str());
  if (!flags.json.empty())
    Must(WriteFile(flags.json, JsonOf(flags.schedule, results)));
  if (!flags.svg.empty()) Must(WriteFile(flags.svg, PlotOf(results)));
  return 0;
}

}  // namespace
}  // namespace referral::bench

int main(int argc, char** argv) {
  const referral::rpc::GrpcRuntime grpc;
  return referral::bench::Main(argc, argv);
}
