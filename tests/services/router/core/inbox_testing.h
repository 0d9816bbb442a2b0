// What the tests of inboxes share: an inbox over a ledger in memory.
#ifndef REFERRAL_TESTS_SERVICES_ROUTER_CORE_INBOX_TESTING_H_
#define REFERRAL_TESTS_SERVICES_ROUTER_CORE_INBOX_TESTING_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "services/router/core/inbox.h"
#include "tests/services/router/core/fake_ledger.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/status_matchers.h"

namespace referral::router::testing {

inline constexpr char kAgency[] = "health";

// What the sequencer does with a change of delivery.
inline void Write(FakeLedger& ledger, const DeliveryChange& change) {
  storage::v1::CommitBatch batch;
  for (const auto& cursor : change.cursors) *batch.add_cursors() = cursor;
  for (const auto& row : change.case_deliveries) {
    *batch.add_case_deliveries() = row;
  }
  for (const auto& end : change.case_delivery_ends) {
    *batch.add_case_delivery_ends() = end;
  }
  ASSERT_OK(ledger.Commit(batch));
}

inline std::vector<storage::v1::InboxItem> ItemsOf(
    const storage::v1::InboxRow& row) {
  return {row.items().begin(), row.items().end()};
}

// Case and sequence of a delivery.
using Delivered = std::pair<std::string, std::uint64_t>;

class InboxTest : public ::testing::Test {
 protected:
  InboxTest() { Restart(); }

  // A round with one record for each case, in order; the inbox hears of it.
  void Record(const std::vector<std::string>& case_ids,
              const std::string& recipient = kAgency) {
    const storage::v1::CommitBatch batch =
        MakeBatch(ledger_, case_ids, {recipient});
    ASSERT_OK(ledger_.Commit(batch));
    for (const storage::v1::InboxRow& row : batch.inbox_rows()) {
      if (row.agency() != kAgency) continue;
      inbox_->OnNews(ItemsOf(row));
    }
    ASSERT_OK(inbox_->Refill());
  }

  // Everything that may go out now.
  std::vector<Delivered> Deliver() {
    std::vector<Delivered> delivered;
    EXPECT_OK(inbox_->Expire(now_));
    EXPECT_OK(inbox_->Refill());
    while (std::optional<DueDelivery> due = inbox_->Next(now_)) {
      delivered.push_back({due->case_id, due->sequence});
      last_[due->case_id] = *due;
    }
    return delivered;
  }

  // Answers to what was last delivered of a case.
  bool Ack(const std::string& case_id) {
    const auto acked = inbox_->Ack(last_[case_id].position);
    EXPECT_OK(acked);
    return acked.value_or(false);
  }
  bool Nack(const std::string& case_id,
            std::optional<absl::Duration> delay = std::nullopt) {
    const auto nacked =
        inbox_->Nack(last_[case_id].position, "WORKLIST_FULL", delay, now_);
    EXPECT_OK(nacked);
    return nacked.value_or(false);
  }
  // Refuses what is delivered of the case until it is parked.
  void Park(const std::string& case_id) {
    for (std::uint32_t i = 0; i < policy_.max_attempts; ++i) {
      ASSERT_TRUE(Nack(case_id));
      Advance(policy_.longest_delay);
      Deliver();
    }
    ASSERT_NE(inbox_->FindParked(case_id), nullptr);
  }

  void Replay(const std::string& case_id) {
    Persist();
    ASSERT_OK_AND_ASSIGN(const auto row, inbox_->PlanReplay(case_id));
    Write(ledger_, {{}, {row}, {}, {}});
    ASSERT_OK(inbox_->Resolve(case_id, row));
  }
  void Drop(const std::string& case_id) {
    Persist();
    ASSERT_OK_AND_ASSIGN(const auto row, inbox_->PlanDrop(case_id));
    Write(ledger_, {{}, {row}, {}, {}});
    ASSERT_OK(inbox_->Resolve(case_id, row));
  }

  void Persist() {
    const std::optional<DeliveryChange> change = inbox_->TakeChange();
    if (change.has_value()) Write(ledger_, *change);
  }
  // The process ends and starts again.
  void Restart() {
    inbox_ = std::make_unique<Inbox>(kAgency, ledger_);
    ASSERT_OK(inbox_->Load());
    inbox_->SetPolicy(policy_);
  }
  void Advance(absl::Duration duration) {
    now_.wall += duration;
    now_.monotonic += duration;
  }

  FakeLedger ledger_;
  RedeliveryPolicy policy_{3, absl::Seconds(1), absl::Seconds(10),
                           absl::Seconds(30)};
  Moment now_{absl::FromUnixSeconds(1551690000), absl::Seconds(100)};
  std::unique_ptr<Inbox> inbox_;
  std::map<std::string, DueDelivery> last_;

  const std::string a_ = CaseId(1);
  const std::string b_ = CaseId(2);
  const std::string c_ = CaseId(3);
};

}  // namespace referral::router::testing

#endif  // REFERRAL_TESTS_SERVICES_ROUTER_CORE_INBOX_TESTING_H_
