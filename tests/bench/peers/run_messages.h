// The messages of one run of a peer: what is sent, when, and what of it came
// back.
#ifndef REFERRAL_TESTS_BENCH_PEERS_RUN_MESSAGES_H_
#define REFERRAL_TESTS_BENCH_PEERS_RUN_MESSAGES_H_

#include <poll.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

namespace referral::bench {

// Not thread-safe.
class RunMessages {
 public:
  // Makes the messages of the next run, each of kMessageBytes, numbered on from
  // those of the run before; forgets what came back of that.
  void Make(std::size_t count);

  std::size_t size() const { return payloads_.size(); }
  // What is sent as message `index`, from 0.
  const std::string& payload(std::size_t index) const {
    return payloads_[index];
  }
  std::uint64_t number(std::size_t index) const { return first_ + index; }

  // Where several send at once, the order that counts is that of each sender.
  // Unless said otherwise, sender 0 sends all.
  void SetSender(std::size_t index, std::size_t sender);

  // A message came back, after those told before: which it is.
  // Errors: DATA_LOSS  it was not sent in this run, or is damaged.
  absl::StatusOr<std::size_t> Returned(absl::string_view payload);

  std::size_t returned() const { return returned_.size(); }

  // Errors: DATA_LOSS  a message did not come back, or twice, or before one
  // that the same sender had sent before it.
  absl::Status Check() const;

 private:
  std::uint64_t first_ = 1;
  std::vector<std::string> payloads_;
  std::vector<std::size_t> senders_;   // by index
  std::vector<std::size_t> returned_;  // indices, in the order of coming back
};

// Waits until one of `fds` is ready, as poll() does, or the next message is to
// be sent, which is in `until_next`: infinite if only an answer can change
// that. Errors: DEADLINE_EXCEEDED  the peer has not answered for too long.
absl::Status AwaitReady(absl::Span<pollfd> fds, absl::Duration until_next);

}  // namespace referral::bench

#endif  // REFERRAL_TESTS_BENCH_PEERS_RUN_MESSAGES_H_
