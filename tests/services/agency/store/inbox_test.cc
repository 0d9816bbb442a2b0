#include "services/agency/store/inbox.h"

#include "services/agency/store/receipts.h"
#include "tests/services/agency/support/store_fixture.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class InboxTest : public StoreFixture {
 protected:
  InboxTest() : StoreFixture("health") {}

  // The lead requests treatment, with a note.
  v1::Record Request(int message, int referral, const std::string& note = "") {
    evidence::BuildSpec spec = SpecOf(message, "sms");
    spec.acts.emplace_back().set_officer("off-1");
    *spec.acts[0].mutable_occurred_date() = DateOf(2019, 3, 1);
    *spec.acts[0].mutable_referral_requested() = TreatmentRequest(referral);
    if (!note.empty()) spec.sections.push_back(NoteOf("p1", note));
    return Record(spec);
  }
  v1::Record CancelRequest(int message, int referral) {
    evidence::BuildSpec spec = SpecOf(message, "sms");
    spec.acts.emplace_back().mutable_referral_cancelled()->set_referral_id(
        ReferralId(referral));
    return Record(spec);
  }
};

TEST_F(InboxTest, ADeliveredRequestIsInTheWorklist) {
  ASSERT_OK(Deliver(Request(1, 1)));
  EXPECT_EQ(Item(1).status(), v1::REFERRAL_STATUS_REQUESTED);
  EXPECT_EQ(Item(1).part(), v1::WorklistItem::PART_RECEIVER);
  EXPECT_THAT(listener_.referrals, ElementsAre(ReferralId(1)));
  Reopen();
  EXPECT_EQ(Item(1).status(), v1::REFERRAL_STATUS_REQUESTED);
}

TEST_F(InboxTest, WhatComesAgainIsTakenAgainAndChangesNothing) {
  const v1::Record request = Request(1, 1);
  const v1::Record cancel = CancelRequest(2, 1);
  ASSERT_OK(Deliver(request));
  ASSERT_OK(Deliver(cancel));
  ASSERT_OK(Deliver(request));
  EXPECT_EQ(Item(1).status(), v1::REFERRAL_STATUS_CANCELLED);
  Reopen();
  ASSERT_OK(Deliver(request));
  EXPECT_EQ(Item(1).status(), v1::REFERRAL_STATUS_CANCELLED);
  EXPECT_THAT(listener_.referrals, IsEmpty());
}

TEST_F(InboxTest, ARecordThatDoesNotVerifyIsNotStored) {
  v1::Record record = Request(1, 1);
  v1::Record bad_part = record;
  bad_part.mutable_message()->mutable_parts(0)->mutable_disclosure()->append(
      "x");
  EXPECT_FALSE(Deliver(bad_part).ok());
  v1::Record bad_proof = record;
  bad_proof.mutable_proof()->mutable_round_head()->mutable_head()->append("x");
  EXPECT_FALSE(Deliver(bad_proof).ok());
  EXPECT_FALSE(worklist().Find(ReferralId(1))->has_value());
  EXPECT_OK(Deliver(record));
}

TEST_F(InboxTest, AnActOnAReferralThatNeverCameCannotBeApplied) {
  const v1::Record request = Request(1, 1);
  const v1::Record cancel = CancelRequest(2, 1);
  EXPECT_THAT(Deliver(cancel), IsReason(Reason::kReferralNotFound));
  // In order it can.
  EXPECT_OK(Deliver(request));
  EXPECT_OK(Deliver(cancel));
}

TEST_F(InboxTest, AnotherRecordInTheSamePlaceIsRefused) {
  ASSERT_OK(Deliver(Request(1, 1)));
  RecordMaker other;
  auto made = other.Record([&] {
    evidence::BuildSpec spec = SpecOf(5, "sms");
    *spec.acts.emplace_back().mutable_referral_requested() =
        TreatmentRequest(5);
    return spec;
  }());
  ASSERT_OK(made);
  EXPECT_THAT(Deliver(made->record), IsReason(Reason::kDigestMismatch));
}

TEST_F(InboxTest, AHeadAloneIsKept) {
  v1::Record record = Request(1, 1);
  record.clear_message();
  EXPECT_OK(Deliver(record));
  EXPECT_FALSE(worklist().Find(ReferralId(1))->has_value());
}

TEST_F(InboxTest, WithheldPartsDoNotStandInTheWay) {
  v1::Record record = Request(1, 1, "not for you");
  record.mutable_message()->mutable_parts()->RemoveLast();
  EXPECT_OK(Deliver(record));
  EXPECT_EQ(Item(1).status(), v1::REFERRAL_STATUS_REQUESTED);
  EXPECT_THAT(Notes(1), IsEmpty());
}

TEST_F(InboxTest, SectionsOfThePeopleAreReadFromBothSides) {
  ASSERT_OK(Deliver(Request(1, 1, "Göz ağrısı")));
  ASSERT_OK(Accept(NoteRequest(2, SomeCase(), "seen on Monday")));
  // One's own counts once it is recorded.
  EXPECT_THAT(Notes(1), ElementsAre("Göz ağrısı"));
  RecordMessage(2);
  EXPECT_THAT(Notes(1), ElementsAre("Göz ağrısı", "seen on Monday"));
}

TEST_F(InboxTest, OnesOwnActComesOnTopUntilItIsRecorded) {
  ASSERT_OK(Deliver(Request(1, 1)));
  ASSERT_OK(Accept(AcceptRequest(2, 1)));
  EXPECT_EQ(Item(1).status(), v1::REFERRAL_STATUS_ACCEPTED);
  EXPECT_FALSE(Item(1).recorded());
  ASSERT_OK(Accept(StartRequest(3, 1)));
  EXPECT_EQ(Item(1).status(), v1::REFERRAL_STATUS_IN_PROGRESS);
  RecordMessage(2);
  RecordMessage(3);
  EXPECT_EQ(Item(1).status(), v1::REFERRAL_STATUS_IN_PROGRESS);
  EXPECT_TRUE(Item(1).recorded());
  ASSERT_OK(Accept(CompleteRequest(4, 1)));
  RecordMessage(4);
  EXPECT_EQ(Item(1).status(), v1::REFERRAL_STATUS_COMPLETED);
  EXPECT_EQ(Item(1).outcome(), v1::OUTCOME_NEED_MET);
}

TEST_F(InboxTest, ARefusedActLeavesTheReferralAsItWas) {
  ASSERT_OK(Deliver(Request(1, 1)));
  ASSERT_OK(Accept(AcceptRequest(2, 1)));
  Refuse(2, Reason::kStatusChanged);
  EXPECT_EQ(Item(1).status(), v1::REFERRAL_STATUS_REQUESTED);
  EXPECT_TRUE(Item(1).recorded());
}

TEST_F(InboxTest, KeepsTheNewestReceiptOfBothWays) {
  EXPECT_FALSE(NewestReceipt(store_->database())->has_value());
  const v1::Record first = Request(1, 1);
  const v1::Record second = Request(2, 2);
  ASSERT_OK(Deliver(second));
  ASSERT_OK(Deliver(first));
  EXPECT_EQ(NewestReceipt(store_->database())->value().position(), 2u);
  ASSERT_OK(Accept(AcceptRequest(3, 1)));
  const auto made = RecordMessage(3);
  Reopen();
  const auto newest = NewestReceipt(store_->database());
  EXPECT_EQ(newest->value().SerializeAsString(),
            made.receipt.SerializeAsString());
}

TEST_F(InboxTest, ListsByReferralIdInPages) {
  for (int i = 1; i <= 5; ++i) ASSERT_OK(Deliver(Request(i, i)));
  ASSERT_OK(Accept(AcceptRequest(9, 3)));
  const auto list = [&](const WorklistFilter& filter) {
    std::vector<std::string> ids;
    std::string after;
    do {
      const auto page = worklist().List(filter, after, 2);
      EXPECT_OK(page);
      for (const auto& item : page->items) ids.push_back(item.referral_id());
      after = page->next_after;
    } while (!after.empty());
    return ids;
  };
  EXPECT_THAT(list({}), ElementsAre(ReferralId(1), ReferralId(2), ReferralId(3),
                                    ReferralId(4), ReferralId(5)));
  EXPECT_THAT(list({{v1::REFERRAL_STATUS_ACCEPTED}, ""}),
              ElementsAre(ReferralId(3)));
  EXPECT_THAT(list({{}, SomeCase()}),
              ElementsAre(ReferralId(1), ReferralId(2), ReferralId(3),
                          ReferralId(4), ReferralId(5)));
  EXPECT_THAT(list({{}, SomeCase(9)}), IsEmpty());
}

}  // namespace
}  // namespace referral::agency
