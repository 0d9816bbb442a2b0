#ifndef REFERRAL_SERVICES_ROUTER_CORE_INBOX_H_
#define REFERRAL_SERVICES_ROUTER_CORE_INBOX_H_

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/limits.h"
#include "proto/referral/config/v1/deployment.pb.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "services/router/core/inbox_window.h"
#include "services/router/core/ledger.h"
#include "services/router/core/sequencer.h"

namespace referral::router {

// When a delivery is repeated and when it is given up.
struct RedeliveryPolicy {
  std::uint32_t max_attempts = kMaxDeliveryAttempts;
  absl::Duration first_delay = kFirstRedeliveryDelay;
  absl::Duration longest_delay = kMaxRedeliveryDelay;
  // How long a delivery may stay unanswered before it counts as refused.
  absl::Duration ack_wait = kAckWait;
};

// What a deployment says, with the defaults of its proto.
RedeliveryPolicy RedeliveryPolicyOf(const config::v1::Deployment& deployment);

// Now, by both clocks: delays run by the monotonic one.
struct Moment {
  absl::Time wall;
  absl::Duration monotonic;
};

// A message that may go out.
struct DueDelivery {
  std::uint64_t position = 0;
  std::string case_id;
  std::uint64_t sequence = 0;
  std::uint32_t attempt = 0;  // from 1
};

struct InboxCounts {
  std::uint64_t depth = 0;  // not acknowledged, those held back included
  std::uint64_t out = 0;
  std::uint64_t parked_cases = 0;
  std::uint64_t cursor_position = 0;
  std::uint64_t oldest_position = 0;  // 0 if depth is 0
};

// What one agency has yet to get, and in which order [29]: by position, at
// most one message of a case out at a time, the next only after it. A refused
// message comes again after a growing delay; after the last attempt it is
// parked and holds back its own case alone, until an operator replays or
// drops it. Then the case catches up from its own log until it has reached
// the cursor.
//
// Reads the ledger, writes nothing: changes leave through TakeChange. Keeps at
// most kInboxLookAhead items in memory and never reads what lies before the
// cursor, except the logs of cases that catch up. Not thread-safe; time is
// passed in. Errors of everything that reads: STORE_CORRUPT.
class Inbox {
 public:
  // `ledger` must outlive it.
  Inbox(std::string agency, const Ledger& ledger);

  // Takes up where the ledger stands. Call once, first.
  absl::Status Load();
  void SetPolicy(const RedeliveryPolicy& policy) { policy_ = policy; }

  // What a committed round added; what is known already is ignored.
  void OnNews(absl::Span<const storage::v1::InboxItem> items);
  // Reads ahead where there is room for it.
  absl::Status Refill();

  // The next message that may go out, which then is out.
  std::optional<DueDelivery> Next(const Moment& now);
  // The consumer has stored it. False if it was never delivered or has been
  // acknowledged before.
  absl::StatusOr<bool> Ack(std::uint64_t position);
  // The consumer refuses it. False if it is not out.
  absl::StatusOr<bool> Nack(std::uint64_t position,
                            absl::string_view reason_code,
                            std::optional<absl::Duration> delay,
                            const Moment& now);
  // Delays that have ended, and deliveries that stayed unanswered.
  absl::Status Expire(const Moment& now);
  // The consumer is gone: what was out may go out again. What was out longest
  // counts as an attempt, for it may be what the consumer died of: a message
  // that kills its consumer every time is parked like one that is refused.
  absl::Status Abandon(const Moment& now);
  // The same when the consumer lives, with another stream, or when the router
  // itself ends the stream: no attempt counts.
  void Disconnect();

  // Monotonic time of the next thing to do; infinite if there is none.
  absl::Duration NextDue() const;
  bool caught_up() const { return pending_ == 0 && catching_up_ == 0; }
  std::uint64_t out() const { return out_; }
  InboxCounts Counts() const;
  std::vector<storage::v1::CaseDelivery> Parked() const;

  // What an operator's act does to the parked case; the case waits until
  // Resolve. Errors: NOT_PARKED.
  absl::StatusOr<storage::v1::CaseDelivery> PlanReplay(
      absl::string_view case_id);
  absl::StatusOr<storage::v1::CaseDelivery> PlanDrop(absl::string_view case_id);
  // The row of the parked message; nullptr if the case is not parked.
  const storage::v1::CaseDelivery* FindParked(absl::string_view case_id) const;
  // The planned row is on disk, or (nullopt) will never be.
  absl::Status Resolve(absl::string_view case_id,
                       std::optional<storage::v1::CaseDelivery> row);

  // What changed since the last call, to be written in this order.
  std::optional<DeliveryChange> TakeChange();

 private:
  enum class Phase { kIdle, kReady, kOut, kDelayed, kParked };
  struct Head {
    std::uint64_t position = 0;
    std::uint64_t sequence = 0;
  };
  // A case with something in this inbox.
  struct Case {
    std::string id;
    Phase phase = Phase::kIdle;
    std::deque<Head> waiting;    // items of the window that are not done
    Head head;                   // what goes out next; not if idle or parked
    std::uint32_t attempts = 0;  // refused so far
    bool delivered = false;      // the head was out at least once
    absl::Duration due;          // while out or delayed
    std::optional<storage::v1::CaseDelivery> row;  // parked or catching up
    bool planned = false;                          // waits for Resolve
    std::uint64_t held = 0;  // items at or before the cursor, not done
  };

  void Append(const storage::v1::InboxItem& item);
  absl::Status LoadCase(const storage::v1::CaseDelivery& row);
  absl::Status CountPending();
  void Advance();
  void MakeHead(Case& c);
  void ClearHead(Case& c);
  void Delay(Case& c, absl::Duration due);
  absl::Status Refuse(Case& c, absl::string_view reason_code,
                      std::optional<absl::Duration> delay, const Moment& now);
  absl::Status Park(Case& c, absl::string_view reason_code, const Moment& now);
  absl::Status Settle(Case& c);
  void EndRow(Case& c);
  void SetRow(Case& c, storage::v1::CaseDelivery row);
  // The next record of the case for this agency at or before the cursor.
  absl::StatusOr<std::optional<Head>> NextInLog(
      const std::string& case_id, std::uint64_t from_sequence) const;
  absl::Duration DelayAfter(std::uint32_t attempts) const;
  absl::StatusOr<Case*> FindPlannable(absl::string_view case_id);

  const std::string agency_;
  const Ledger& ledger_;
  RedeliveryPolicy policy_;

  InboxWindow window_;
  std::uint64_t tail_ = 0;     // newest item known
  std::uint64_t pending_ = 0;  // items beyond the cursor, not done
  std::uint64_t held_ = 0;     // sum over the cases
  std::uint64_t out_ = 0;
  std::uint64_t catching_up_ = 0;  // cases

  std::unordered_map<std::string, Case> cases_;
  std::set<std::string> rows_;  // cases with a row
  std::unordered_map<std::uint64_t, Case*> heads_;
  std::set<std::uint64_t> ready_;
  std::set<std::pair<absl::Duration, std::uint64_t>> due_;

  bool cursor_changed_ = false;
  std::set<std::string> changed_rows_;
  std::set<std::string> ended_rows_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_INBOX_H_
