#include "tests/bench/replay.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/evidence/message.h"
#include "tests/bench/case_ids.h"
#include "tests/bench/first_failure.h"
#include "tests/bench/lives.h"
#include "tests/bench/must.h"
#include "tests/bench/one_per_case.h"
#include "tests/bench/router_process.h"
#include "tests/bench/sent_by.h"
#include "tests/bench/submit_lane.h"
#include "tests/integration/messages.h"

namespace referral::bench {
namespace {

constexpr std::size_t kSideBySide = 1'000;
constexpr absl::Duration kPatience = absl::Minutes(5);

// A message as it goes out, and what came back.
struct Line {
  std::size_t place = 0;  // one line of a place is out at a time
  std::uint64_t number = 0;
  std::string sender;
  std::string message;
  std::uint64_t sequence = 0;  // once it has its receipt
};

v1::SignedMessage MessageOf(LifeMessage said) {
  return Must(
      evidence::BuildMessage({.message_id = testing::NewUuid(),
                              .case_id = CaseIdOf(said.number),
                              .sender = std::move(said.step.sender),
                              .sent_time = absl::Now(),
                              .acts = std::move(said.step.acts),
                              .sections = std::move(said.step.sections)}));
}

// In the same order, each signed by its sender.
std::vector<Line> LinesOf(std::vector<LifeMessage> said, Trust trust) {
  std::vector<Line> lines;
  lines.reserve(said.size());
  std::map<std::string, std::vector<std::size_t>> indices;
  std::map<std::string, std::vector<v1::SignedMessage>> messages;
  for (LifeMessage& one : said) {
    const std::string sender = one.step.sender;
    indices[sender].push_back(lines.size());
    lines.push_back({one.place, one.number, sender, "", 0});
    messages[sender].push_back(MessageOf(std::move(one)));
  }
  for (auto& [sender, own] : messages) {
    std::vector<std::string> sent = SentBy(sender, trust, std::move(own));
    for (std::size_t i = 0; i < sent.size(); ++i) {
      lines[indices[sender][i]].message = std::move(sent[i]);
    }
  }
  return lines;
}

// Sends lines when a meter asks for them, through a stream of each agency.
class Playing {
 public:
  // `lines` outlive it.
  Playing(const RouterProcess& router, std::vector<Line>& lines,
          std::size_t places, const Load& load)
      : lines_(lines), meter_(load), failure_(meter_), order_(places) {
    for (const std::string& agency : LifeSenders()) {
      lanes_.try_emplace(
          agency, router, agency,
          [this](std::uint64_t tag, const v1::Receipt& receipt) {
            OnReceipt(tag, receipt);
          },
          [this](const absl::Status& status) { failure_.Note(status); });
    }
  }

  // Errors: the first refusal; what ended a stream; DEADLINE_EXCEEDED.
  absl::StatusOr<Sample> Run() {
    while (const auto next = meter_.AwaitNext()) {
      if (order_.MayGo(lines_[*next].place, *next)) Send(*next);
    }
    if (!meter_.AwaitDone(kPatience)) {
      failure_.Note(absl::DeadlineExceededError("a receipt does not come"));
    }
    RETURN_IF_ERROR(failure_.status());
    for (auto& [agency, lane] : lanes_) lane.Close();
    RETURN_IF_ERROR(failure_.status());
    return meter_.Result();
  }

 private:
  void Send(std::size_t index) {
    Line& line = lines_[index];
    lanes_.at(line.sender).Send(index, std::move(line.message));
  }

  void OnReceipt(std::size_t index, const v1::Receipt& receipt) {
    lines_[index].sequence = receipt.sequence();
    meter_.OnAnswered(index);
    if (const auto next = order_.Answered(lines_[index].place)) Send(*next);
  }

  std::vector<Line>& lines_;
  Meter meter_;
  FirstFailure failure_;
  OnePerCase order_;
  std::map<std::string, SubmitLane> lanes_;  // end before what they call
};

class Replay final : public Subject {
 public:
  Replay(Trust trust, std::size_t cases)
      : trust_(trust),
        quiet_(cases - std::min(cases, kSideBySide)),
        router_(trust),
        lives_(std::min(cases, kSideBySide), quiet_) {}

  std::string name() const override {
    return trust_ == Trust::kFull ? "replay tls" : "replay";
  }

  absl::Status Start(const std::string& dir) override {
    RETURN_IF_ERROR(router_.Start(dir));
    RETURN_IF_ERROR(Play(Quiet(), quiet_));
    return Play(lives_.Spread(), lives_.side_by_side());
  }

  absl::Status Prepare(const Load& load) override {
    std::vector<LifeMessage> said;
    said.reserve(load.messages);
    for (std::size_t i = 0; i < load.messages; ++i) {
      said.push_back(lives_.Next());
    }
    lines_ = LinesOf(std::move(said), trust_);
    return absl::OkStatus();
  }

  absl::StatusOr<Sample> Run(const Load& load) override {
    return Playing(router_, lines_, lives_.side_by_side(), load).Run();
  }

  // Every message has its receipt, and those of a case follow each other, also
  // those of the run before.
  absl::Status CheckHistory() override {
    for (const Line& line : lines_) {
      std::uint64_t& before = last_[line.number];
      if (line.sequence <= before) {
        return absl::DataLossError(absl::StrCat(
            "a message of ", CaseIdOf(line.number), " is out of order"));
      }
      before = line.sequence;
    }
    return absl::OkStatus();
  }

  void Pause() override { router_.server().Pause(); }
  void Resume() override { router_.server().Resume(); }
  std::optional<ProcessUsage> Usage() const override {
    return router_.server().Usage();
  }

 private:
  // The first message of each case that lies still.
  std::vector<LifeMessage> Quiet() const {
    std::vector<LifeStep> first;
    for (std::uint64_t kind = 0; kind < kKindsOfLife; ++kind) {
      first.push_back(LifeOf(kind).front());
    }
    std::vector<LifeMessage> said;
    for (std::uint64_t number = 0; number < quiet_; ++number) {
      said.push_back({number, number, first[number % kKindsOfLife]});
    }
    return said;
  }

  absl::Status Play(std::vector<LifeMessage> said, std::size_t places) {
    lines_ = LinesOf(std::move(said), trust_);
    if (lines_.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(
        Playing(router_, lines_, places,
                {.in_flight = kMaxOutboxInFlight, .messages = lines_.size()})
            .Run()
            .status());
    return CheckHistory();
  }

  const Trust trust_;
  const std::size_t quiet_;
  RouterProcess router_;
  Lives lives_;
  std::vector<Line> lines_;                      // of the last run
  std::map<std::uint64_t, std::uint64_t> last_;  // sequence, by case
};

}  // namespace

std::unique_ptr<Subject> MakeReplay(Trust trust, std::size_t cases) {
  return std::make_unique<Replay>(trust, cases);
}

}  // namespace referral::bench
