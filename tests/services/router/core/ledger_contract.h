// What every Ledger promises. A test program includes this and instantiates
// LedgerContract with a maker of its own.
#ifndef REFERRAL_TESTS_SERVICES_ROUTER_CORE_LEDGER_CONTRACT_H_
#define REFERRAL_TESTS_SERVICES_ROUTER_CORE_LEDGER_CONTRACT_H_

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/router/core/ledger.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace referral::router::testing {

// Makes an empty ledger that may use the directory.
using LedgerMaker =
    std::function<std::unique_ptr<Ledger>(const std::string& directory)>;

class LedgerContract : public ::testing::TestWithParam<LedgerMaker> {
 protected:
  LedgerContract() : ledger_(GetParam()(directory_.Join("ledger"))) {}

  void Commit(const std::vector<std::string>& case_ids,
              const std::vector<std::string>& recipients = {}) {
    ASSERT_OK(ledger_->Commit(MakeBatch(*ledger_, case_ids, recipients)));
  }

  referral::testing::TempDir directory_;
  const std::unique_ptr<Ledger> ledger_;
};

TEST_P(LedgerContract, AnEmptyLedgerBeginsBeforePositionOne) {
  EXPECT_EQ(ledger_->Head().position, 0u);
  EXPECT_EQ(ledger_->Head().round_digest, std::string(32, '\0'));
  EXPECT_EQ(ledger_->Head().recorded_time, absl::InfinitePast());
  EXPECT_THAT(ledger_->ReadRound(1),
              referral::testing::IsReason(Reason::kNotFound));
  EXPECT_THAT(ledger_->ReadRound(0),
              referral::testing::IsReason(Reason::kNotFound));
  EXPECT_THAT(ledger_->ReadRecord(CaseId(1), 1),
              referral::testing::IsReason(Reason::kNotFound));
  ASSERT_OK_AND_ASSIGN(const auto file, ledger_->ReadCaseFile(CaseId(1)));
  EXPECT_FALSE(file.has_value());
  ASSERT_OK_AND_ASSIGN(const auto router, ledger_->ReadRouterFile());
  EXPECT_EQ(router.last_sequence(), 0u);
  ASSERT_OK_AND_ASSIGN(const auto cursor, ledger_->ReadCursor("sms"));
  EXPECT_EQ(cursor.agency(), "sms");
  EXPECT_EQ(cursor.position(), 0u);
}

TEST_P(LedgerContract, ACommittedRoundCanBeReadInEveryWay) {
  Commit({CaseId(1), CaseId(2), CaseId(1)}, {"sms"});
  EXPECT_EQ(ledger_->Head().position, 3u);
  for (std::uint64_t position = 1; position <= 3; ++position) {
    ASSERT_OK_AND_ASSIGN(const auto round, ledger_->ReadRound(position));
    EXPECT_EQ(round.entries_size(), 3);
  }
  EXPECT_THAT(ledger_->ReadRound(4),
              referral::testing::IsReason(Reason::kNotFound));
  EXPECT_THAT(ledger_->ReadRecord(CaseId(1), 3),
              referral::testing::IsReason(Reason::kNotFound));
  ASSERT_OK_AND_ASSIGN(const auto third, ledger_->ReadRecord(CaseId(1), 2));
  ASSERT_OK_AND_ASSIGN(const auto same, ledger_->ReadRecordAt(3));
  EXPECT_EQ(same.SerializeAsString(), third.SerializeAsString());
  EXPECT_THAT(ledger_->ReadRecordAt(4),
              referral::testing::IsReason(Reason::kNotFound));
  ASSERT_OK_AND_ASSIGN(const auto file, ledger_->ReadCaseFile(CaseId(1)));
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->last_sequence(), 2u);
}

TEST_P(LedgerContract, ALongCaseHasItsPrintsInOrder) {
  const std::vector<std::string> messages(300, CaseId(1));
  Commit({CaseId(2)});
  Commit(messages);
  Commit(messages);
  ASSERT_OK_AND_ASSIGN(const auto rows, ledger_->ReadMessagePrints(CaseId(1)));
  ASSERT_EQ(rows.size(), 600 / 64);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].case_id(), CaseId(1));
    EXPECT_EQ(rows[i].number(), i);
  }
  ASSERT_OK_AND_ASSIGN(const auto none, ledger_->ReadMessagePrints(CaseId(2)));
  EXPECT_TRUE(none.empty());
}

TEST_P(LedgerContract, ARoundThatDoesNotFollowIsNotWritten) {
  const storage::v1::CommitBatch first = MakeBatch(*ledger_, {CaseId(1)}, {});
  ASSERT_OK(ledger_->Commit(first));
  EXPECT_FALSE(ledger_->Commit(first).ok());
  EXPECT_EQ(ledger_->Head().position, 1u);
  Commit({CaseId(1)});
  EXPECT_EQ(ledger_->Head().position, 2u);
}

TEST_P(LedgerContract, AnInboxIsReadFromTheRoundThatHoldsThePosition) {
  Commit({CaseId(1), CaseId(2)}, {"sms"});            // 1, 2
  Commit({CaseId(1)}, {"health"});                    // 3
  Commit({CaseId(3), CaseId(4)}, {"health", "sms"});  // 4, 5
  const auto positions = [&](absl::string_view agency, std::uint64_t from,
                             int rows) {
    std::vector<std::uint64_t> found;
    const auto read = ledger_->ReadInbox(agency, from, rows);
    EXPECT_OK(read);
    for (const auto& row : *read) {
      for (const auto& item : row.items()) found.push_back(item.position());
    }
    return found;
  };
  using ::testing::ElementsAre;
  EXPECT_THAT(positions("sms", 0, 10), ElementsAre(1, 2, 4, 5));
  EXPECT_THAT(positions("sms", 2, 10), ElementsAre(1, 2, 4, 5));
  EXPECT_THAT(positions("sms", 3, 10), ElementsAre(4, 5));
  EXPECT_THAT(positions("sms", 5, 10), ElementsAre(4, 5));
  EXPECT_THAT(positions("sms", 6, 10), ElementsAre());
  EXPECT_THAT(positions("sms", 0, 1), ElementsAre(1, 2));
  EXPECT_THAT(positions("health", 0, 10), ElementsAre(3, 4, 5));
  EXPECT_THAT(positions("healt", 0, 10), ElementsAre());
}

TEST_P(LedgerContract, DeliveryChangesWithoutARound) {
  storage::v1::CommitBatch batch;
  storage::v1::DeliveryCursor& cursor = *batch.add_cursors();
  cursor.set_agency("sms");
  cursor.set_position(7);
  for (const char* case_id : {"a", "b"}) {
    storage::v1::CaseDelivery& parked = *batch.add_case_deliveries();
    parked.set_agency("sms");
    parked.set_case_id(case_id);
  }
  ASSERT_OK(ledger_->Commit(batch));
  EXPECT_EQ(ledger_->Head().position, 0u);
  EXPECT_EQ(ledger_->ReadCursor("sms")->position(), 7u);
  EXPECT_EQ(ledger_->ReadCursor("sm")->position(), 0u);
  EXPECT_EQ(ledger_->ReadCaseDeliveries("sms")->size(), 2u);
  EXPECT_EQ(ledger_->ReadCaseDeliveries("sm")->size(), 0u);

  storage::v1::CommitBatch ended;
  storage::v1::CaseDeliveryEnd& end = *ended.add_case_delivery_ends();
  end.set_agency("sms");
  end.set_case_id("a");
  ASSERT_OK(ledger_->Commit(ended));
  ASSERT_OK_AND_ASSIGN(const auto left, ledger_->ReadCaseDeliveries("sms"));
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left.front().case_id(), "b");
}

TEST_P(LedgerContract, DeadlinesAreReadInOrderOfTimeAfterAPlace) {
  const absl::Time noon = absl::FromUnixSeconds(1551690000);
  EXPECT_EQ(*ledger_->ReadDeadlineCursor(), absl::InfinitePast());
  // Each round sets a clock for a time and for an hour earlier.
  for (const int hours : {5, 2, 9}) {
    storage::v1::CommitBatch batch = MakeBatch(*ledger_, {CaseId(1)}, {});
    for (const int hour : {hours - 1, hours}) {
      storage::v1::DeadlineRow& row = *batch.add_deadline_rows();
      row.mutable_due_time()->set_seconds(
          absl::ToUnixSeconds(noon + absl::Hours(hour)));
      row.add_case_ids(std::to_string(hour));
    }
    ASSERT_OK(ledger_->Commit(batch));
  }
  DeadlinePlace last;
  const auto read = [&](const DeadlinePlace& after, int hours, int most) {
    std::string found;
    const auto entries =
        ledger_->ReadDeadlines(after, noon + absl::Hours(hours), most);
    EXPECT_OK(entries);
    for (const DeadlineEntry& entry : *entries) {
      found += entry.case_ids.at(0);
      last = entry.place;
    }
    return found;
  };
  const DeadlinePlace first{absl::InfinitePast(), 0};
  EXPECT_EQ(read(first, 24, 9), "124589");
  EXPECT_EQ(read(first, 5, 9), "1245");
  EXPECT_EQ(read(first, 24, 2), "12");
  const DeadlinePlace after_two = last;
  EXPECT_EQ(after_two.due, noon + absl::Hours(2));
  EXPECT_EQ(after_two.position, 2u);
  EXPECT_EQ(read(after_two, 24, 9), "4589");
  EXPECT_EQ(read({noon + absl::Hours(2), 1}, 24, 9), "24589");
}

TEST_P(LedgerContract, TheDeadlineCursorMovesWithoutARound) {
  storage::v1::CommitBatch batch;
  batch.mutable_deadline_cursor()->mutable_time()->set_seconds(77);
  ASSERT_OK(ledger_->Commit(batch));
  EXPECT_EQ(*ledger_->ReadDeadlineCursor(), absl::FromUnixSeconds(77));
  EXPECT_EQ(ledger_->Head().position, 0u);
}

TEST_P(LedgerContract, CaseFilesAreVisitedInOrderAfterAnId) {
  std::vector<std::string> ids = {CaseId(3), CaseId(1), CaseId(2)};
  Commit(ids);
  std::sort(ids.begin(), ids.end());
  const auto visited = [&](absl::string_view after, size_t most) {
    std::vector<std::string> found;
    EXPECT_OK(ledger_->VisitCaseFiles(after, [&](const auto& file) {
      found.push_back(file.case_id());
      return found.size() < most;
    }));
    return found;
  };
  EXPECT_EQ(visited("", 9), ids);
  EXPECT_EQ(visited(ids[0], 9), std::vector<std::string>({ids[1], ids[2]}));
  EXPECT_EQ(visited("", 2), std::vector<std::string>({ids[0], ids[1]}));
}

TEST_P(LedgerContract, TheVerifiedPositionMovesWithABatch) {
  storage::v1::CommitBatch batch = MakeBatch(*ledger_, {CaseId(1)}, {});
  EXPECT_EQ(ledger_->VerifiedPosition(), 0u);
  ASSERT_OK(ledger_->Commit(batch));
  batch = MakeBatch(*ledger_, {CaseId(1)}, {});
  batch.set_verified_position(1);
  ASSERT_OK(ledger_->Commit(batch));
  EXPECT_EQ(ledger_->VerifiedPosition(), 1u);
}

}  // namespace referral::router::testing

#endif  // REFERRAL_TESTS_SERVICES_ROUTER_CORE_LEDGER_CONTRACT_H_
