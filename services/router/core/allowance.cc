#include "services/router/core/allowance.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"

namespace referral::router {
namespace {

// Over which the rate is averaged: a burst is what comes within it.
constexpr absl::Duration kRateWindow = absl::Seconds(1);

template <typename Limit>
Limit Or(std::uint32_t value, Limit fallback) {
  return value == 0 ? fallback : value;
}

}  // namespace

AgencyLimits LimitsOf(const config::v1::Limits& limits) {
  AgencyLimits filled;
  filled.max_streams = Or(limits.max_streams(), filled.max_streams);
  filled.max_in_flight =
      Or(limits.max_messages_in_flight(), filled.max_in_flight);
  filled.max_messages_per_second = limits.max_messages_per_second();
  filled.max_message_bytes =
      Or(limits.max_message_bytes(), filled.max_message_bytes);
  return filled;
}

void Allowance::SetLimits(const AgencyLimits& limits) {
  MutexLock lock(mutex_);
  limits_ = limits;
}

AgencyLimits Allowance::limits() const {
  MutexLock lock(mutex_);
  return limits_;
}

absl::Status Allowance::OnMessage(std::size_t bytes, absl::Duration now) {
  MutexLock lock(mutex_);
  if (bytes > limits_.max_message_bytes) {
    return MakeError(Reason::kMessageTooLarge,
                     absl::StrCat("the message has ", bytes, " bytes, of ",
                                  limits_.max_message_bytes, " allowed"));
  }
  const std::uint32_t rate = limits_.max_messages_per_second;
  if (rate == 0) return absl::OkStatus();
  const absl::Duration next = std::max(even_time_, now) + kRateWindow / rate;
  if (next - now > kRateWindow) {
    return MakeError(Reason::kRateLimited,
                     absl::StrCat("more than ", rate, " messages a second"));
  }
  even_time_ = next;
  return absl::OkStatus();
}

absl::Status Allowance::TryBegin() {
  MutexLock lock(mutex_);
  if (in_flight_ >= limits_.max_in_flight) {
    return MakeError(Reason::kTooManyInFlight,
                     absl::StrCat(in_flight_, " messages are unanswered"));
  }
  ++in_flight_;
  return absl::OkStatus();
}

void Allowance::Begin() {
  MutexLock lock(mutex_);
  ++in_flight_;
}

void Allowance::End() {
  MutexLock lock(mutex_);
  --in_flight_;
}

std::size_t Allowance::in_flight() const {
  MutexLock lock(mutex_);
  return in_flight_;
}

}  // namespace referral::router
