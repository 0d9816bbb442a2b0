#include "services/agency/store/notices.h"

#include "tests/services/agency/support/store_fixture.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class NoticesStoreTest : public StoreFixture {
 protected:
  NoticesStoreTest() : StoreFixture("health") {}

  v1::Record RecordOf(int message, const v1::Act& act,
                      const std::string& sender = "AZ",
                      const std::string& case_id = SomeCase()) {
    evidence::BuildSpec spec = SpecOf(message, sender, case_id);
    spec.acts = {act};
    return Record(spec);
  }
  // A clock of a referral that this agency never had in its worklist.
  v1::Record Passed(int message, const std::string& case_id = SomeCase()) {
    v1::Act act;
    act.mutable_deadline_passed()->set_clock(v1::CLOCK_RESPONSE);
    act.mutable_deadline_passed()->set_subject_id(ReferralId(message));
    return RecordOf(message, act, "AZ", case_id);
  }

  absl::StatusOr<v1::Notice> Dismiss(uint64_t number) {
    std::promise<absl::StatusOr<v1::Notice>> promise;
    DismissNotice(*store_, number, [&](absl::StatusOr<v1::Notice> notice) {
      promise.set_value(std::move(notice));
    });
    return promise.get_future().get();
  }

  std::vector<uint64_t> Numbers(const std::string& case_id = "") const {
    const auto page = NoticeReader(*store_).List(case_id, 0, 1000);
    EXPECT_OK(page);
    std::vector<uint64_t> numbers;
    for (const v1::Notice& notice : page->notices) {
      numbers.push_back(notice.number());
    }
    return numbers;
  }
};

TEST_F(NoticesStoreTest, WhatIsOnlyANoticeIsStoredAndNotParked) {  // [29]
  ASSERT_OK(Deliver(Passed(1)));
  v1::Act closed;
  closed.mutable_case_closed()->mutable_continuation()->set_owner("health");
  ASSERT_OK(Deliver(RecordOf(2, closed, "sms", SomeCase(9))));
  v1::Act rerouted;
  rerouted.mutable_referral_rerouted()->set_referral_id(ReferralId(8));
  ASSERT_OK(Deliver(RecordOf(3, rerouted)));
  EXPECT_THAT(Numbers(), ElementsAre(1, 2, 3));
  EXPECT_THAT(Numbers(SomeCase(9)), ElementsAre(2));
  EXPECT_THAT(listener_.notices, ElementsAre(1, 2, 3));
  EXPECT_THAT(listener_.referrals, IsEmpty());
  EXPECT_FALSE(worklist().Find(ReferralId(8))->has_value());
}

TEST_F(NoticesStoreTest, WhatComesAgainAddsNothing) {
  const v1::Record passed = Passed(1);
  ASSERT_OK(Deliver(passed));
  ASSERT_OK(Deliver(passed));
  EXPECT_THAT(Numbers(), ElementsAre(1));
  Reopen();
  ASSERT_OK(Deliver(passed));
  EXPECT_THAT(Numbers(), ElementsAre(1));
  ASSERT_OK(Dismiss(1));
  ASSERT_OK(Deliver(passed));
  EXPECT_THAT(Numbers(), IsEmpty());
  EXPECT_THAT(listener_.notices, IsEmpty());
}

TEST_F(NoticesStoreTest, IsDismissedOnce) {
  ASSERT_OK(Deliver(Passed(1)));
  ASSERT_OK_AND_ASSIGN(const v1::Notice notice, Dismiss(1));
  EXPECT_EQ(notice.referral_id(), ReferralId(1));
  EXPECT_THAT(Dismiss(1), IsReason(Reason::kNotFound));
  EXPECT_THAT(Dismiss(0), IsReason(Reason::kNotFound));
  EXPECT_THAT(Dismiss(77), IsReason(Reason::kNotFound));
}

TEST_F(NoticesStoreTest, ANumberIsNeverUsedAgain) {
  ASSERT_OK(Deliver(Passed(1)));
  ASSERT_OK(Dismiss(1));
  Reopen();
  ASSERT_OK(Deliver(Passed(2)));
  EXPECT_THAT(Numbers(), ElementsAre(2));
}

TEST_F(NoticesStoreTest, TheOldestGoFirst) {
  inbox_ = std::make_unique<Inbox>(*store_, *outbox_, catalogue_, clock_,
                                   listener_, /*max_notices=*/3);
  for (int n = 1; n <= 3; ++n) ASSERT_OK(Deliver(Passed(n)));
  EXPECT_THAT(Numbers(), ElementsAre(1, 2, 3));
  ASSERT_OK(Deliver(Passed(4)));
  EXPECT_THAT(Numbers(), ElementsAre(2, 3, 4));
  ASSERT_OK(Dismiss(3));
  ASSERT_OK(Deliver(Passed(5)));
  EXPECT_THAT(Numbers(), ElementsAre(4, 5));
}

TEST_F(NoticesStoreTest, ListsInPagesOldestFirst) {
  for (int n = 1; n <= 12; ++n) ASSERT_OK(Deliver(Passed(n)));
  const NoticeReader reader(*store_);
  std::vector<uint64_t> numbers;
  uint64_t after = 0;
  do {
    const auto page = reader.List("", after, 5);
    ASSERT_OK(page);
    for (const auto& notice : page->notices) {
      numbers.push_back(notice.number());
    }
    after = page->next_after;
  } while (after != 0);
  EXPECT_THAT(numbers, ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
}

TEST_F(NoticesStoreTest, AStoreFromBeforeThereWereNoticesGetsThem) {
  Close();
  std::vector<std::string> families = FamilyNames();
  families.pop_back();
  const std::string path = directory_.Join("before");
  {
    store::DatabaseOptions options;
    options.path = path;
    options.families = families;
    options.format_version = kFormatVersion;
    ASSERT_OK(store::Database::Open(options));
  }
  AgencyStore::Options options = StoreOptions();
  options.path = path;
  auto store = AgencyStore::Open(options);
  ASSERT_OK(store);
  store_ = *std::move(store);
  outbox_ = std::make_unique<Outbox>(*store_, catalogue_, clock_, listener_);
  ASSERT_OK(outbox_->Load());
  inbox_ =
      std::make_unique<Inbox>(*store_, *outbox_, catalogue_, clock_, listener_);
  ASSERT_OK(Deliver(Passed(1)));
  EXPECT_THAT(Numbers(), ElementsAre(1));
}

}  // namespace
}  // namespace referral::agency
