// peer_check: runs each peer with many messages in flight, with one, and with
// messages at their own times, and checks what it kept.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/status_macros.h"
#include "common/rpc/process.h"
#include "tests/bench/must.h"
#include "tests/bench/peers/peers.h"
#include "tests/bench/results.h"
#include "tests/support/temp_dir.h"

namespace referral::bench {
namespace {

constexpr std::size_t kManyInFlight = 64;
constexpr double kOpenLoopRate = 500;
constexpr std::size_t kOpenLoopMessages = 2'000;

struct Flags {
  std::vector<std::string> peers;
  std::size_t messages = 2'000;
  std::string dir;
};

absl::StatusOr<Sample> RunOnce(Subject& peer, const Load& load) {
  peer.Resume();
  RETURN_IF_ERROR(peer.Prepare(load));
  ASSIGN_OR_RETURN(Sample sample, peer.Run(load));
  RETURN_IF_ERROR(peer.CheckHistory());
  peer.Pause();
  return sample;
}

absl::StatusOr<Result> Measured(Subject& peer, const std::string& kind,
                                const Load& load) {
  ASSIGN_OR_RETURN(const Sample sample, RunOnce(peer, load));
  Result result;
  result.name = absl::StrCat(peer.name(), kind);
  result.per_second = {sample.per_second};
  result.p50 = {sample.latency.At(0.5)};
  result.p99 = {sample.latency.At(0.99)};
  return result;
}

// The first run only warms it up.
absl::StatusOr<std::vector<Result>> Check(Subject& peer, std::size_t messages,
                                          const std::string& dir) {
  const Load many = {.in_flight = kManyInFlight, .messages = messages};
  const Load one = {.in_flight = 1, .messages = messages};
  const Load open = {.rate = kOpenLoopRate,
                     .messages = std::min(messages, kOpenLoopMessages)};
  RETURN_IF_ERROR(peer.Start(dir));
  RETURN_IF_ERROR(RunOnce(peer, many).status());
  std::vector<Result> results(3);
  ASSIGN_OR_RETURN(results[0], Measured(peer, " 64", many));
  ASSIGN_OR_RETURN(results[1], Measured(peer, " 1", one));
  ASSIGN_OR_RETURN(results[2], Measured(peer, " 500/s", open));
  return results;
}

bool IsWanted(const std::string& name, const Flags& flags) {
  return flags.peers.empty() ||
         std::any_of(flags.peers.begin(), flags.peers.end(),
                     [&](const auto& peer) { return name.starts_with(peer); });
}

// False if one of them failed.
bool CheckAll(const Flags& flags, const std::string& dir) {
  std::vector<Result> all;
  bool good = true;
  for (const PeerMode mode : {PeerMode::kSubmit, PeerMode::kFlow}) {
    for (std::unique_ptr<Subject>& peer : MakePeers(mode)) {
      if (!IsWanted(peer->name(), flags)) continue;
      const std::string own = absl::StrReplaceAll(peer->name(), {{" ", "-"}});
      const auto results =
          Check(*peer, flags.messages, absl::StrCat(dir, "/", own));
      if (results.ok()) {
        all.insert(all.end(), results->begin(), results->end());
      } else {
        good = false;
        std::fprintf(stderr, "%s: %s\n", peer->name().c_str(),
                     Describe(results.status()).c_str());
      }
      peer.reset();
    }
  }
  std::printf("%s", TableOf(all).c_str());
  return good;
}

int Main(int argc, char** argv) {
  CLI::App app("Runs each peer and checks what it kept", "peer_check");
  Flags flags;
  app.add_option("--peer", flags.peers, "Begin of a name; repeated")
      ->type_name("NAME");
  app.add_option("--messages", flags.messages, "Of each run")
      ->check(CLI::Range(1, 10'000'000))
      ->capture_default_str();
  app.add_option("--dir", flags.dir,
                 "Data of all peers; default: a temporary one")
      ->type_name("DIR");
  CLI11_PARSE(app, argc, argv);
  const testing::TempDir temporary;
  return CheckAll(flags, flags.dir.empty() ? temporary.path() : flags.dir) ? 0
                                                                           : 1;
}

}  // namespace
}  // namespace referral::bench

int main(int argc, char** argv) {
  const referral::rpc::GrpcRuntime grpc;
  return referral::bench::Main(argc, argv);
}
