#include "services/agency/core/outbox_plan.h"

#include <algorithm>

namespace referral::agency {

absl::Duration RetryDelay(int failures) {
  absl::Duration delay = kFirstReconnectDelay;
  for (int i = 1; i < failures && delay < kMaxReconnectDelay; ++i) delay *= 2;
  return std::min(delay, kMaxReconnectDelay);
}

void OutboxPlan::Add(uint64_t number, absl::string_view case_id,
                     absl::Time accepted) {
  open_.emplace(number, Entry{std::string(case_id), accepted});
  CaseState& state = cases_[std::string(case_id)];
  state.open.insert(number);
  if (!state.blocked && !state.probing) sendable_.insert(number);
}

std::vector<uint64_t> OutboxPlan::Take(size_t max) {
  std::vector<uint64_t> taken;
  while (taken.size() < max && HasSendable()) {
    const uint64_t number = *sendable_.begin();
    sendable_.erase(sendable_.begin());
    Entry& entry = open_.at(number);
    entry.in_flight = true;
    ++cases_.at(entry.case_id).in_flight;
    ++in_flight_;
    taken.push_back(number);
  }
  return taken;
}

void OutboxPlan::Landed(Entry& entry, CaseState& state) {
  if (!entry.in_flight) return;
  entry.in_flight = false;
  --state.in_flight;
  --in_flight_;
}

void OutboxPlan::Settle(uint64_t number) {
  const auto it = open_.find(number);
  if (it == open_.end()) return;
  const std::string case_id = it->second.case_id;
  CaseState& state = cases_.at(case_id);
  Landed(it->second, state);
  open_.erase(it);
  sendable_.erase(number);
  state.open.erase(number);
  state.failures = 0;
  if (state.open.empty()) {
    cases_.erase(case_id);
    blocked_.erase(case_id);
  } else if (state.probing) {
    Unblock(state);
  }
}

void OutboxPlan::Retry(uint64_t number, absl::Duration now) {
  const auto it = open_.find(number);
  if (it == open_.end()) return;
  CaseState& state = cases_.at(it->second.case_id);
  Landed(it->second, state);
  if (number == *state.open.begin()) ++state.failures;
  state.probing = false;
  if (!state.blocked) {
    state.blocked = true;
    blocked_.insert(it->second.case_id);
    for (uint64_t open : state.open) sendable_.erase(open);
  }
  state.not_before = now + RetryDelay(std::max(state.failures, 1));
}

void OutboxPlan::Unblock(CaseState& state) {
  state.blocked = false;
  state.probing = false;
  for (uint64_t number : state.open) {
    if (!open_.at(number).in_flight) sendable_.insert(number);
  }
}

void OutboxPlan::Lose() {
  for (auto& [number, entry] : open_) {
    if (entry.in_flight) Landed(entry, cases_.at(entry.case_id));
  }
  for (auto& [case_id, state] : cases_) Unblock(state);
  blocked_.clear();
}

void OutboxPlan::Release(absl::Duration now) {
  for (auto it = blocked_.begin(); it != blocked_.end();) {
    CaseState& state = cases_.at(*it);
    if (state.in_flight > 0 || state.not_before > now) {
      ++it;
      continue;
    }
    state.blocked = false;
    state.probing = true;
    sendable_.insert(*state.open.begin());
    it = blocked_.erase(it);
  }
}

absl::Duration OutboxPlan::NextRelease() const {
  absl::Duration next = absl::InfiniteDuration();
  for (const std::string& case_id : blocked_) {
    const CaseState& state = cases_.at(case_id);
    if (state.in_flight == 0) next = std::min(next, state.not_before);
  }
  return next;
}

bool OutboxPlan::IsInFlight(uint64_t number) const {
  const auto it = open_.find(number);
  return it != open_.end() && it->second.in_flight;
}

absl::Time OutboxPlan::oldest() const {
  return open_.empty() ? absl::InfinitePast() : open_.begin()->second.accepted;
}

}  // namespace referral::agency
