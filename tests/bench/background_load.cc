#include "tests/bench/background_load.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "tests/bench/case_story.h"
#include "tests/bench/meter.h"

namespace referral::bench {
namespace {

// Half of what one agency may have under way.
constexpr std::size_t kMostUnderWay = 512;
// Made at once when what was prepared is used up.
constexpr std::size_t kFurther = 256;

}  // namespace

BackgroundLoad::BackgroundLoad(const RouterProcess& router,
                               CaseMessages& messages, double per_second)
    : router_(router),
      messages_(messages),
      per_second_(per_second),
      last_(messages.cases()) {}

BackgroundLoad::~BackgroundLoad() { Stop().IgnoreError(); }

void BackgroundLoad::Prepare(absl::Duration about) {
  {
    MutexLock lock(mutex_);
    additions_.clear();
    sent_ = answered_ = 0;
  }
  Make(static_cast<std::size_t>(per_second_ * absl::ToDoubleSeconds(about)));
}

void BackgroundLoad::Make(std::size_t count) {
  std::vector<std::string> made = messages_.Additions(count);
  MutexLock lock(mutex_);
  for (std::size_t i = 0; i < made.size(); ++i) {
    additions_.push_back({messages_.CaseOf(i), std::move(made[i]), 0});
  }
}

void BackgroundLoad::Start() {
  {
    MutexLock lock(mutex_);
    stopped_ = false;
    failure_ = absl::OkStatus();
  }
  lane_ = std::make_unique<SubmitLane>(
      router_, kProvider,
      [this](std::uint64_t index, const v1::Receipt& receipt) {
        OnReceipt(index, receipt.sequence());
      },
      [this](const absl::Status& status) { OnBroken(status); });
  begun_ = MonotonicNow();
  thread_ = std::thread([this] { Run(); });
}

void BackgroundLoad::Run() {
  while (AwaitTurn()) SendNext();
}

bool BackgroundLoad::AwaitTurn() {
  MutexLock lock(mutex_);
  const absl::Duration due =
      begun_ + absl::Seconds(static_cast<double>(sent_) / per_second_);
  while (!stopped_ && failure_.ok()) {
    const absl::Duration left = due - MonotonicNow();
    const bool room = sent_ - answered_ < kMostUnderWay;
    if (room && left <= absl::ZeroDuration()) return true;
    changed_.WaitFor(mutex_, room ? left : absl::InfiniteDuration());
  }
  return false;
}

void BackgroundLoad::SendNext() {
  bool used_up = false;
  {
    MutexLock lock(mutex_);
    used_up = sent_ == additions_.size();
  }
  if (used_up) Make(kFurther);
  std::size_t index = 0;
  std::string message;
  {
    MutexLock lock(mutex_);
    index = sent_++;
    message = std::move(additions_[index].message);
  }
  lane_->Send(index, std::move(message));
}

void BackgroundLoad::OnReceipt(std::size_t index, std::uint64_t sequence) {
  MutexLock lock(mutex_);
  additions_[index].sequence = sequence;
  ++answered_;
  changed_.SignalAll();
}

void BackgroundLoad::OnBroken(const absl::Status& status) {
  MutexLock lock(mutex_);
  failure_.Update(status);
  changed_.SignalAll();
}

absl::StatusOr<double> BackgroundLoad::Stop() {
  if (lane_ == nullptr) return 0;
  {
    MutexLock lock(mutex_);
    stopped_ = true;
    changed_.SignalAll();
  }
  thread_.join();
  const absl::Duration took = MonotonicNow() - begun_;
  lane_->Close();
  lane_.reset();
  MutexLock lock(mutex_);
  RETURN_IF_ERROR(failure_);
  RETURN_IF_ERROR(CheckOrder());
  return static_cast<double>(sent_) / absl::ToDoubleSeconds(took);
}

absl::Status BackgroundLoad::CheckOrder() {
  for (std::size_t i = 0; i < sent_; ++i) {
    std::uint64_t& before = last_[additions_[i].number];
    if (additions_[i].sequence <= before) {
      return absl::DataLossError(
          absl::StrCat("addition ", i, " is out of order"));
    }
    before = additions_[i].sequence;
  }
  return absl::OkStatus();
}

}  // namespace referral::bench
