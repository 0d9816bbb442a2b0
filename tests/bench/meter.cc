#include "tests/bench/meter.h"

#include <algorithm>
#include <chrono>

namespace referral::bench {

absl::Duration MonotonicNow() {
  return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

Meter::Meter(const Load& load) : load_(load), since_(load.messages) {}

absl::Duration Meter::UntilNextLocked() const {
  if (given_up_ || sent_ == load_.messages) return absl::InfiniteDuration();
  if (load_.rate == 0) {
    return sent_ - answered_ < load_.in_flight ? absl::ZeroDuration()
                                               : absl::InfiniteDuration();
  }
  if (!begun_.has_value()) return absl::ZeroDuration();
  const absl::Duration intended =
      *begun_ + absl::Seconds(static_cast<double>(sent_) / load_.rate);
  return std::max(intended - MonotonicNow(), absl::ZeroDuration());
}

std::optional<std::size_t> Meter::NextLocked() {
  if (UntilNextLocked() > absl::ZeroDuration()) return std::nullopt;
  const absl::Duration now = MonotonicNow();
  if (!begun_.has_value()) begun_ = now;
  since_[sent_] =
      load_.rate == 0
          ? now
          : *begun_ + absl::Seconds(static_cast<double>(sent_) / load_.rate);
  return sent_++;
}

std::optional<std::size_t> Meter::Next() {
  MutexLock lock(mutex_);
  return NextLocked();
}

std::optional<std::size_t> Meter::AwaitNext() {
  MutexLock lock(mutex_);
  while (!given_up_ && sent_ < load_.messages) {
    if (const auto next = NextLocked(); next.has_value()) return next;
    changed_.WaitFor(mutex_, UntilNextLocked());
  }
  return std::nullopt;
}

absl::Duration Meter::UntilNext() {
  MutexLock lock(mutex_);
  return UntilNextLocked();
}

void Meter::OnAnswered(absl::Span<const std::size_t> indices) {
  MutexLock lock(mutex_);
  const absl::Duration now = MonotonicNow();
  for (const std::size_t index : indices) latency_.Add(now - since_[index]);
  answered_ += indices.size();
  if (answered_ == load_.messages) ended_ = now;
  changed_.SignalAll();
}

bool Meter::done() {
  MutexLock lock(mutex_);
  return answered_ == load_.messages;
}

void Meter::GiveUp() {
  MutexLock lock(mutex_);
  given_up_ = true;
  changed_.SignalAll();
}

bool Meter::AwaitDone(absl::Duration at_most) {
  const absl::Duration end = MonotonicNow() + at_most;
  MutexLock lock(mutex_);
  while (answered_ < load_.messages) {
    if (given_up_) return false;
    const absl::Duration left = end - MonotonicNow();
    if (left <= absl::ZeroDuration()) return false;
    changed_.WaitFor(mutex_, left);
  }
  return true;
}

Sample Meter::Result() {
  MutexLock lock(mutex_);
  Sample sample;
  sample.latency = latency_;
  const double seconds =
      absl::ToDoubleSeconds(ended_ - begun_.value_or(ended_));
  if (seconds > 0) {
    sample.per_second = static_cast<double>(answered_) / seconds;
  }
  return sample;
}

}  // namespace referral::bench
