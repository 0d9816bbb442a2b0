// Which messages of an outbox go to the router next: in order per case, a
// bounded number at a time, and a case from where it stopped after a failure
// that may pass.
#ifndef REFERRAL_SERVICES_AGENCY_CORE_OUTBOX_PLAN_H_
#define REFERRAL_SERVICES_AGENCY_CORE_OUTBOX_PLAN_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/base/limits.h"

namespace referral::agency {

// Delay before the next try after `failures` in a row (at least 1): doubles
// from kFirstReconnectDelay to kMaxReconnectDelay.
absl::Duration RetryDelay(int failures);

// Not thread-safe. Times are of a monotonic clock.
class OutboxPlan {
 public:
  explicit OutboxPlan(size_t max_in_flight = kMaxOutboxInFlight)
      : max_in_flight_(max_in_flight) {}

  // A message of the case is open. Numbers of a case come ascending.
  void Add(uint64_t number, absl::string_view case_id, absl::Time accepted);

  // The next messages to send, ascending, at most `max`; they are in flight
  // from now on.
  std::vector<uint64_t> Take(size_t max);

  // The router answered for good: the message is no longer open.
  void Settle(uint64_t number);

  // The router could not take it now. Later messages of the case wait; once
  // all of them that are in flight have been answered too, and the retry delay
  // has passed, the case goes on: with its first open message alone, with the
  // others when that one is settled.
  void Retry(uint64_t number, absl::Duration now);

  // Whatever is in flight was lost with its stream.
  void Lose();

  // Lets go on the cases whose delay has passed at `now`.
  void Release(absl::Duration now);

  // When Release has something to do next; infinite if nothing waits.
  absl::Duration NextRelease() const;

  bool HasSendable() const {
    return !sendable_.empty() && in_flight_ < max_in_flight_;
  }
  bool IsInFlight(uint64_t number) const;

  size_t depth() const { return open_.size(); }
  size_t in_flight() const { return in_flight_; }
  // When the oldest open message was accepted; infinite past if none is.
  absl::Time oldest() const;
  // Lowest open number, 0 if none is.
  uint64_t first() const { return open_.empty() ? 0 : open_.begin()->first; }

 private:
  struct Entry {
    std::string case_id;
    absl::Time accepted;
    bool in_flight = false;
  };
  struct CaseState {
    std::set<uint64_t> open;
    size_t in_flight = 0;
    int failures = 0;           // in a row, of the first open message
    bool blocked = false;       // nothing of the case is sent
    bool probing = false;       // only its first open message is
    absl::Duration not_before;  // while blocked
  };

  void Landed(Entry& entry, CaseState& state);
  void Unblock(CaseState& state);

  const size_t max_in_flight_;
  std::map<uint64_t, Entry> open_;
  absl::flat_hash_map<std::string, CaseState> cases_;
  std::set<uint64_t> sendable_;
  std::set<std::string> blocked_;
  size_t in_flight_ = 0;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_CORE_OUTBOX_PLAN_H_
