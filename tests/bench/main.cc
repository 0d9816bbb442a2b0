// referral-bench: how fast the router is, against what the disk, RocksDB and
// gRPC alone allow. See README.md.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/crypto/digest.h"
#include "common/rpc/process.h"
#include "tests/bench/echo.h"
#include "tests/bench/end_to_end.h"
#include "tests/bench/must.h"
#ifdef REFERRAL_PEERS
#include "tests/bench/peers/peers.h"
#endif
#include "tests/bench/plot.h"
#include "tests/bench/replay.h"
#include "tests/bench/report.h"
#include "tests/bench/results.h"
#include "tests/bench/rocks_limits.h"
#include "tests/bench/router_subjects.h"
#include "tests/bench/schedule.h"
#include "tests/support/temp_dir.h"

namespace referral::bench {
namespace {

using Subjects = std::vector<std::unique_ptr<Subject>>;
using Mode = RouterSubject::Mode;

// This program, which serves the echo as well.
constexpr char kSelf[] = "/proc/self/exe";

struct Flags {
  std::vector<std::string> subjects;
  Schedule schedule;
  double seconds = 2;
  std::size_t cases = 20'000;
  double background = 2'000;
  std::string dir;
  std::string json;
  std::string svg;
  std::string serve_echo;
};

void AddFlags(CLI::App& app, Flags& flags) {
  app.add_option("--subject", flags.subjects,
                 "What to measure, by name; repeated. Default: the router "
                 "without TLS, and its limits. Others are end-to-end (from one "
                 "agency's client to another's), replay (whole lives of "
                 "cases), report (lists under load). A wrong name lists all")
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
  app.add_option("--background", flags.background,
                 "Additions a second that go on while lists and reports are "
                 "read (report)")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--dir", flags.dir,
                 "Data of all subjects, on the disk to be measured; default: a "
                 "temporary one")
      ->type_name("DIR");
  app.add_option("--json", flags.json, "Write the results there, too")
      ->type_name("FILE");
  app.add_option("--svg", flags.svg, "Draw the results there, too")
      ->type_name("FILE");
  app.add_option("--serve-echo", flags.serve_echo)->group("");
}

Subjects RouterAndLimits(const Flags& flags, Trust trust) {
  Subjects subjects;
  for (const Mode mode : {Mode::kSubmitMany, Mode::kFlow, Mode::kSubmit}) {
    subjects.push_back(MakeRouterSubject({mode, trust, flags.cases}));
  }
  if (trust == Trust::kFull) return subjects;
  subjects.push_back(MakeRocksCommitter());
  subjects.push_back(MakeRocksThreads());
  subjects.push_back(MakeUnaryEcho(kSelf));
  subjects.push_back(MakeStreamEcho(kSelf));
  return subjects;
}

// What a programme does with the router, or people with its lists.
Subjects Uses(const Flags& flags, Trust trust) {
  Subjects subjects;
  subjects.push_back(MakeEndToEnd(trust, flags.cases));
  subjects.push_back(MakeReplay(trust, flags.cases));
  subjects.push_back(MakeReport({trust, flags.cases, flags.background}));
  return subjects;
}

void Append(Subjects more, Subjects& subjects) {
  std::move(more.begin(), more.end(), std::back_inserter(subjects));
}

Subjects All(const Flags& flags) {
  Subjects all = RouterAndLimits(flags, Trust::kInsecure);
  Append(RouterAndLimits(flags, Trust::kFull), all);
  Append(Uses(flags, Trust::kInsecure), all);
  Append(Uses(flags, Trust::kFull), all);
#ifdef REFERRAL_PEERS
  Append(MakePeers(PeerMode::kSubmit), all);
  Append(MakePeers(PeerMode::kFlow), all);
#endif
  return all;
}

// Those that were asked for, in that order. Errors: NOT_FOUND  there is none of
// a name.
absl::StatusOr<Subjects> Chosen(const Flags& flags) {
  if (flags.subjects.empty()) return RouterAndLimits(flags, Trust::kInsecure);
  Subjects all = All(flags);
  Subjects chosen;
  for (const std::string& name : flags.subjects) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& subject) {
          return subject != nullptr && subject->name() == name;
        });
    if (found == all.end()) {
      return absl::NotFoundError(
          absl::StrCat("there is no subject \"", name,
                       "\", or it was named twice; there are:\n  ",
                       absl::StrJoin(All(flags), "\n  ",
                                     [](std::string* out, const auto& subject) {
                                       out->append(subject->name());
                                     })));
    }
    chosen.push_back(std::move(*found));
  }
  return chosen;
}

int Main(int argc, char** argv) {
  CLI::App app("Measures the router against its limits", "referral-bench");
  Flags flags;
  AddFlags(app, flags);
  CLI11_PARSE(app, argc, argv);
  if (!flags.serve_echo.empty()) return ServeEcho(flags.serve_echo);
  absl::StatusOr<Subjects> subjects = Chosen(flags);
  if (!subjects.ok()) {
    std::fprintf(stderr, "referral-bench: %s\n",
                 std::string(subjects.status().message()).c_str());
    return 2;
  }
  Must(crypto::Init());
  flags.schedule.run = absl::Seconds(flags.seconds);
  const testing::TempDir temporary;
  const std::vector<Result> results = Must(
      Measure(flags.schedule, flags.dir.empty() ? temporary.path() : flags.dir,
              *subjects, [](const std::string& line) {
                std::fprintf(stderr, "%s\n", line.c_str());
              }));
  std::printf("%s", TableOf(results).c_str());
  if (!flags.json.empty())
    Must(WriteFile(flags.json, JsonOf(flags.schedule, results)));
  if (!flags.svg.empty())
    Must(WriteFile(flags.svg, PlotOf(flags.schedule, results)));
  return 0;
}

}  // namespace
}  // namespace referral::bench

int main(int argc, char** argv) {
  const referral::rpc::GrpcRuntime grpc;
  return referral::bench::Main(argc, argv);
}
