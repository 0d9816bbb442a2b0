// kill -9, again and again, while the pilot is replayed.
#include <poll.h>

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/client.h"
#include "tests/integration/pilot_cases.h"
#include "tests/integration/system.h"
#include "tests/support/status_matchers.h"

namespace referral::testing {
namespace {

// How often each of the six processes is killed.
constexpr int kKillsEach = 3;

// Between two looks at the router's position.
constexpr int kLookEveryMs = 5;

// What the router knows once a replay is over.
struct Result {
  Json report;
  std::uint64_t last_position = 0;
};

Json AskJson(const System& system, std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--output", "json"});
  const CommandResult result = system.Ctl(arguments);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  return Json::parse(result.out, nullptr, false);
}

Result ResultOf(const System& system) {
  Result result;
  result.report = AskJson(system, {"report"});
  result.report.erase("response_times");  // of each replay another
  const Json position = AskJson(system, {"status"})["last_position"];
  result.last_position = std::stoull(position.get<std::string>());
  return result;
}

Result Undisturbed() {
  System system;
  EXPECT_OK(system.StartAll());
  const CommandResult replay = system.Replay(ShippedCases());
  EXPECT_EQ(replay.exit_code, 0) << replay.err;
  Result result = ResultOf(system);
  EXPECT_OK(system.StopAll());
  return result;
}

// Waits until the router's log has reached `position`. False if the replay
// ended first.
bool AwaitPosition(const Client& router, std::uint64_t position,
                   Process& replay) {
  pollfd ended = {replay.end_fd(), POLLIN, 0};
  while (::poll(&ended, 1, kLookEveryMs) == 0) {
    const auto reached = router.LastPosition();
    if (reached.ok() && *reached >= position) return true;
  }
  return false;
}

// The victims, one after the other, so that each is killed at points spread
// over the whole replay.
std::vector<std::string> Victims() {
  std::vector<std::string> victims;
  for (int i = 0; i < kKillsEach; ++i) {
    victims.emplace_back(kRouter);
    for (const ServiceName& service : kServices) {
      victims.emplace_back(service.binary);
    }
  }
  return victims;
}

class KillReplayTest : public ::testing::Test {
 protected:
  // Starts the system and a replay.
  void Begin() {
    ASSERT_OK(system_.StartAll());
    Process::Spec spec;
    // Few cases at a time: the replay lasts longer than all the killing.
    spec.command = system_.PilotCommand(ShippedCases(), /*jobs=*/2);
    spec.out_file = spec.err_file = PilotOutput();
    absl::StatusOr<Process> replay = Process::Start(spec);
    ASSERT_OK(replay);
    replay_ = *std::move(replay);
  }

  // Kills each of `victims` when the log has grown on, and starts it again.
  void KillOneByOne(const std::vector<std::string>& victims,
                    std::uint64_t last_position) {
    const Client router(system_.address(kRouter), TlsOf("operator-ops"));
    for (size_t i = 0; i < victims.size(); ++i) {
      const std::uint64_t point =
          last_position * (i + 1) / (victims.size() + 2);
      ASSERT_TRUE(AwaitPosition(router, point, *replay_))
          << "the replay ended before " << victims[i] << " was killed at "
          << point << ": " << ReadFile(PilotOutput());
      ASSERT_TRUE(system_.process(victims[i]).running())
          << ReadFile(system_.LogFile(victims[i]));
      system_.Kill(victims[i]);
      ASSERT_OK(system_.Start(victims[i]));
    }
  }

  std::string PilotOutput() const { return system_.dir().Join("pilot.out"); }

  System system_;
  std::optional<Process> replay_;
};

TEST_F(KillReplayTest, WhateverIsKilledNothingIsLostAndNothingDoubled) {
  const Result want = Undisturbed();
  ASSERT_NO_FATAL_FAILURE(Begin());
  ASSERT_NO_FATAL_FAILURE(KillOneByOne(Victims(), want.last_position));
  EXPECT_TRUE(replay_->running()) << "all was killed in time";
  EXPECT_THAT(replay_->Wait(kReplayPatience), IsOkAndHolds(0))
      << ReadFile(PilotOutput());

  const Result result = ResultOf(system_);
  EXPECT_EQ(result.report, want.report);
  EXPECT_EQ(result.last_position, want.last_position);
  const CommandResult verified = system_.Ctl({"case", "verify", "--all"});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  std::fputs(verified.out.c_str(), stdout);
  EXPECT_OK(system_.StopAll());
}

}  // namespace
}  // namespace referral::testing
