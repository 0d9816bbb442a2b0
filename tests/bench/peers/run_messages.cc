#include "tests/bench/peers/run_messages.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/bench/subject.h"

namespace referral::bench {
namespace {

// A message begins with its number in so many digits.
constexpr std::size_t kNumberDigits = 16;

// A peer that has not answered for so long never will.
constexpr absl::Duration kPatience = absl::Minutes(1);

std::string PayloadOf(std::uint64_t number) {
  std::string payload = absl::StrFormat("%0*d", kNumberDigits, number);
  payload.resize(kMessageBytes, 'm');
  return payload;
}

}  // namespace

void RunMessages::Make(std::size_t count) {
  first_ += payloads_.size();
  payloads_.clear();
  payloads_.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    payloads_.push_back(PayloadOf(first_ + i));
  }
  senders_.assign(count, 0);
  returned_.clear();
  returned_.reserve(count);
}

void RunMessages::SetSender(std::size_t index, std::size_t sender) {
  senders_[index] = sender;
}

absl::StatusOr<std::size_t> RunMessages::Returned(absl::string_view payload) {
  std::uint64_t number = 0;
  if (!absl::SimpleAtoi(payload.substr(0, kNumberDigits), &number) ||
      number < first_ || number - first_ >= payloads_.size()) {
    return absl::DataLossError(
        absl::StrCat("a message came back that was not sent, \"",
                     payload.substr(0, kNumberDigits), "\" among ", first_,
                     " and the ", size() - 1, " after it"));
  }
  const std::size_t index = number - first_;
  if (payload != payloads_[index]) {
    return absl::DataLossError(absl::StrCat("message ", index, " is damaged"));
  }
  returned_.push_back(index);
  return index;
}

absl::Status RunMessages::Check() const {
  std::vector<bool> seen(size());
  std::vector<std::size_t> next;  // of each sender, the lowest still possible
  for (const std::size_t index : returned_) {
    const std::size_t sender = senders_[index];
    if (sender >= next.size()) next.resize(sender + 1);
    if (seen[index] || index < next[sender]) {
      return absl::DataLossError(
          absl::StrCat("message ", index, " came back ",
                       seen[index] ? "twice" : "out of order"));
    }
    seen[index] = true;
    next[sender] = index + 1;
  }
  const auto missing = std::find(seen.begin(), seen.end(), false);
  if (missing == seen.end()) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat(size() - returned_.size(), " of ", size(),
                   " messages are missing, first ", missing - seen.begin()));
}

absl::Status AwaitReady(absl::Span<pollfd> fds, absl::Duration until_next) {
  const timespec timeout = absl::ToTimespec(std::min(until_next, kPatience));
  const int ready = ::ppoll(fds.data(), fds.size(), &timeout, nullptr);
  if (ready > 0 || (ready < 0 && errno == EINTR)) return absl::OkStatus();
  if (ready < 0) return absl::InternalError(std::strerror(errno));
  if (until_next < kPatience) return absl::OkStatus();
  return absl::DeadlineExceededError(
      absl::StrCat("no answer for ", absl::FormatDuration(kPatience)));
}

}  // namespace referral::bench
