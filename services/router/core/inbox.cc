#include "services/router/core/inbox.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/evidence/timestamp.h"
#include "proto/referral/v1/message.pb.h"

namespace referral::router {
namespace {

using storage::v1::CaseDelivery;
using storage::v1::InboxItem;

// Reason of a delivery that stayed unanswered.
constexpr absl::string_view kAckWaitOver = "ACK_WAIT_OVER";
// The same, and its stream has ended.
constexpr absl::string_view kStreamEnded = "STREAM_ENDED";

// Defaults of config.v1.DeliveryPolicy, in milliseconds.
constexpr std::uint32_t kDefaultFirstDelayMs = 100;
constexpr std::uint32_t kDefaultLongestDelayMs = 60'000;

std::uint32_t Or(std::uint32_t value, std::uint32_t fallback) {
  return value == 0 ? fallback : value;
}

}  // namespace

RedeliveryPolicy RedeliveryPolicyOf(const config::v1::Deployment& deployment) {
  const config::v1::DeliveryPolicy& delivery = deployment.delivery();
  RedeliveryPolicy policy;
  policy.max_attempts = Or(delivery.max_attempts(), kMaxDeliveryAttempts);
  policy.first_delay =
      absl::Milliseconds(Or(delivery.first_delay_ms(), kDefaultFirstDelayMs));
  policy.longest_delay = absl::Milliseconds(
      Or(delivery.longest_delay_ms(), kDefaultLongestDelayMs));
  return policy;
}

Inbox::Inbox(std::string agency, const Ledger& ledger)
    : agency_(std::move(agency)), ledger_(ledger) {}

std::optional<DueDelivery> Inbox::Next(const Moment& now) {
  if (ready_.empty()) return std::nullopt;
  const std::uint64_t position = *ready_.begin();
  ready_.erase(ready_.begin());
  Case& c = *heads_.at(position);
  c.phase = Phase::kOut;
  c.delivered = true;
  ++out_;
  Delay(c, now.monotonic + policy_.ack_wait);
  return DueDelivery{position, c.id, c.head.sequence, c.attempts + 1};
}

absl::StatusOr<bool> Inbox::Ack(std::uint64_t position) {
  const auto found = heads_.find(position);
  if (found == heads_.end() || !found->second->delivered) return false;
  Case& c = *found->second;
  ClearHead(c);
  if (c.row.has_value()) {
    --c.held;
    --held_;
    CaseDelivery row = *c.row;
    row.set_next_sequence(c.head.sequence + 1);
    row.set_position(position + 1);
    SetRow(c, std::move(row));
    RETURN_IF_ERROR(Settle(c));
  } else {
    window_.Done(position);
    c.waiting.pop_front();
    --pending_;
    cursor_changed_ = true;
  }
  MakeHead(c);
  Advance();
  return true;
}

absl::StatusOr<bool> Inbox::Nack(std::uint64_t position,
                                 absl::string_view reason_code,
                                 std::optional<absl::Duration> delay,
                                 const Moment& now) {
  const auto found = heads_.find(position);
  if (found == heads_.end() || found->second->phase != Phase::kOut) {
    return false;
  }
  RETURN_IF_ERROR(Refuse(*found->second, reason_code, delay, now));
  return true;
}

absl::Status Inbox::Refuse(Case& c, absl::string_view reason_code,
                           std::optional<absl::Duration> delay,
                           const Moment& now) {
  ClearHead(c);
  ++c.attempts;
  if (c.attempts >= policy_.max_attempts) return Park(c, reason_code, now);
  const absl::Duration wait =
      delay.has_value()
          ? std::clamp(*delay, absl::ZeroDuration(), kMaxRedeliveryDelay)
          : DelayAfter(c.attempts);
  heads_[c.head.position] = &c;
  c.phase = Phase::kDelayed;
  Delay(c, now.monotonic + wait);
  return absl::OkStatus();
}

absl::Status Inbox::Park(Case& c, absl::string_view reason_code,
                         const Moment& now) {
  ASSIGN_OR_RETURN(const storage::v1::StoredRecord record,
                   ledger_.ReadRecord(c.id, c.head.sequence));
  v1::Envelope envelope;
  if (!envelope.ParseFromString(record.envelope())) {
    return MakeError(Reason::kStoreCorrupt, "an envelope cannot be parsed",
                     c.id);
  }
  CaseDelivery row;
  row.set_agency(agency_);
  row.set_case_id(c.id);
  row.set_state(CaseDelivery::STATE_PARKED);
  row.set_next_sequence(c.head.sequence);
  row.set_position(c.head.position);
  row.set_origin(envelope.sender());
  row.set_message_id(envelope.message_id());
  row.set_attempts(c.attempts);
  row.set_reason_code(std::string(reason_code));
  *row.mutable_parked_time() = evidence::ToTimestamp(now.wall);
  c.phase = Phase::kParked;
  SetRow(c, std::move(row));
  Advance();
  return absl::OkStatus();
}

absl::Status Inbox::Expire(const Moment& now) {
  while (!due_.empty() && due_.begin()->first <= now.monotonic) {
    Case& c = *heads_.at(due_.begin()->second);
    if (c.phase == Phase::kOut) {
      RETURN_IF_ERROR(Refuse(c, kAckWaitOver, std::nullopt, now));
      continue;
    }
    due_.erase(due_.begin());
    c.phase = Phase::kReady;
    ready_.insert(c.head.position);
  }
  return absl::OkStatus();
}

absl::Status Inbox::Abandon(const Moment& now) {
  // Deliveries that are out are due in the order in which they went out.
  const auto longest = std::find_if(due_.begin(), due_.end(), [this](auto due) {
    return heads_.at(due.second)->phase == Phase::kOut;
  });
  if (longest != due_.end()) {
    RETURN_IF_ERROR(
        Refuse(*heads_.at(longest->second), kStreamEnded, std::nullopt, now));
  }
  Disconnect();
  return absl::OkStatus();
}

void Inbox::Disconnect() {
  for (auto& [position, c] : heads_) {
    if (c->phase != Phase::kOut) continue;
    due_.erase({c->due, position});
    c->phase = Phase::kReady;
    ready_.insert(position);
    --out_;
  }
}

absl::Duration Inbox::NextDue() const {
  return due_.empty() ? absl::InfiniteDuration() : due_.begin()->first;
}

// --- Heads and rows ---------------------------------------------------------

void Inbox::Advance() {
  const auto may_pass = [this](const InboxItem& item) {
    return cases_.at(item.case_id()).row.has_value();
  };
  const auto on_passed = [this](const InboxItem& item) {
    Case& c = cases_.at(item.case_id());
    c.waiting.pop_front();
    ++c.held;
    ++held_;
    --pending_;
  };
  if (window_.Advance(may_pass, on_passed)) cursor_changed_ = true;
}

// What goes out next of a case that has nothing out.
void Inbox::MakeHead(Case& c) {
  if (c.row.has_value()) {
    if (c.row->state() == CaseDelivery::STATE_PARKED) return;
    c.head = {c.row->position(), c.row->next_sequence()};
  } else if (!c.waiting.empty()) {
    c.head = c.waiting.front();
  } else {
    cases_.erase(std::string(c.id));
    return;
  }
  c.phase = Phase::kReady;
  c.attempts = 0;
  c.delivered = false;
  heads_[c.head.position] = &c;
  ready_.insert(c.head.position);
}

void Inbox::ClearHead(Case& c) {
  if (c.phase == Phase::kOut) --out_;
  if (c.phase == Phase::kOut || c.phase == Phase::kDelayed) {
    due_.erase({c.due, c.head.position});
  }
  ready_.erase(c.head.position);
  heads_.erase(c.head.position);
  c.phase = Phase::kIdle;
}

void Inbox::Delay(Case& c, absl::Duration due) {
  c.due = due;
  due_.insert({due, c.head.position});
}

absl::Duration Inbox::DelayAfter(std::uint32_t attempts) const {
  absl::Duration delay = policy_.first_delay;
  for (std::uint32_t i = 1; i < attempts && delay < policy_.longest_delay;
       ++i) {
    delay *= 2;
  }
  return std::min(delay, policy_.longest_delay);
}

void Inbox::SetRow(Case& c, CaseDelivery row) {
  const auto catches_up = [&c] {
    return c.row.has_value() &&
           c.row->state() == CaseDelivery::STATE_CATCHING_UP;
  };
  if (catches_up()) --catching_up_;
  c.row = std::move(row);
  if (catches_up()) ++catching_up_;
  rows_.insert(c.id);
  changed_rows_.insert(c.id);
  ended_rows_.erase(c.id);
}

// Points a row that catches up at its next record, or ends it once the case
// has reached the cursor.
absl::Status Inbox::Settle(Case& c) {
  ASSIGN_OR_RETURN(const std::optional<Head> next,
                   NextInLog(c.id, c.row->next_sequence()));
  if (!next.has_value()) {
    EndRow(c);
    return absl::OkStatus();
  }
  CaseDelivery row = *c.row;
  row.set_next_sequence(next->sequence);
  row.set_position(next->position);
  SetRow(c, std::move(row));
  return absl::OkStatus();
}

void Inbox::EndRow(Case& c) {
  while (!c.waiting.empty() &&
         c.waiting.front().sequence < c.row->next_sequence()) {
    window_.Done(c.waiting.front().position);
    c.waiting.pop_front();
    --pending_;
    cursor_changed_ = true;
  }
  --catching_up_;
  held_ -= c.held;
  c.held = 0;
  c.row.reset();
  rows_.erase(c.id);
  changed_rows_.erase(c.id);
  ended_rows_.insert(c.id);
}

std::optional<DeliveryChange> Inbox::TakeChange() {
  if (!cursor_changed_ && changed_rows_.empty() && ended_rows_.empty()) {
    return std::nullopt;
  }
  DeliveryChange change;
  storage::v1::DeliveryCursor cursor;
  cursor.set_agency(agency_);
  window_.WriteTo(cursor);
  change.cursors.push_back(std::move(cursor));
  for (const std::string& id : changed_rows_) {
    change.case_deliveries.push_back(*cases_.at(id).row);
  }
  for (const std::string& id : ended_rows_) {
    storage::v1::CaseDeliveryEnd end;
    end.set_agency(agency_);
    end.set_case_id(id);
    change.case_delivery_ends.push_back(std::move(end));
  }
  cursor_changed_ = false;
  changed_rows_.clear();
  ended_rows_.clear();
  return change;
}

}  // namespace referral::router
