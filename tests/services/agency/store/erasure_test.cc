// A case that the router erased, at an agency that had part in it.
#include "common/evidence/sealing.h"
#include "tests/services/agency/support/raw_files.h"
#include "tests/services/agency/support/store_fixture.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;

constexpr char kSecret[] = "Göz ağrısı, 3 il";
constexpr char kOwn[] = "Müalicə bitdi";

class ErasureStoreTest : public StoreFixture {
 protected:
  ErasureStoreTest() : StoreFixture("health") {}

  v1::Record Request(int message, int referral,
                     const std::string& case_id = SomeCase()) {
    evidence::BuildSpec spec = SpecOf(message, "education", case_id);
    spec.sections = {NoteOf("p1", kSecret)};
    v1::ReferralRequested request = TreatmentRequest(referral);
    request.set_receiver(self_);
    *spec.acts.emplace_back().mutable_referral_requested() = request;
    return Record(spec);
  }
  // The router says it in its own log, unsigned: its round is signed.
  v1::Record Erasure(int message, const std::string& case_id = SomeCase()) {
    evidence::BuildSpec spec = SpecOf(message, "AZ", "AZ-ROUTER");
    spec.acts.emplace_back().mutable_case_erased()->set_case_id(case_id);
    const auto sent = evidence::BuildMessage(spec);
    EXPECT_OK(sent);
    auto made = router_.Record(sent->SerializeAsString());
    EXPECT_OK(made);
    return made->record;
  }
  std::string RowOf(uint64_t sequence) {
    const auto bytes =
        store_->database().Get(kReceived, CaseNumberKey(SomeCase(), sequence));
    EXPECT_OK(bytes);
    if (!bytes->has_value()) return "";
    return ParseValue<storage::v1::ReceivedRecord>(**bytes, "row")->record();
  }
};

TEST_F(ErasureStoreTest, NothingOfTheCaseIsLeftAndOthersStay) {
  ASSERT_OK(Deliver(Request(1, 1)));
  ASSERT_OK(Deliver(Request(2, 2, SomeCase(9))));
  ASSERT_OK(Accept(NoteRequest(3, SomeCase(), kOwn)));
  RecordMessage(3);
  const std::string before = RowOf(1);
  ASSERT_OK(Deliver(Erasure(4)));
  EXPECT_EQ(RowOf(1), "");
  EXPECT_FALSE(worklist().Find(ReferralId(1))->has_value());
  // What lay on the disk before opens never again.
  EXPECT_THAT(store_->OpenSealed(
                  SomeCase(), evidence::ReceivedContext(SomeCase(), 1), before),
              IsReason(Reason::kKeyMissing));
  EXPECT_EQ(Item(2).case_id(), SomeCase(9));
  Reopen();
  EXPECT_FALSE(worklist().Find(ReferralId(1))->has_value());
  EXPECT_EQ(Item(2).case_id(), SomeCase(9));
}

TEST_F(ErasureStoreTest, ACallerIsAnsweredAsBefore) {
  ASSERT_OK(Deliver(Request(1, 1)));
  ASSERT_OK_AND_ASSIGN(const auto answer,
                       Accept(NoteRequest(2, SomeCase(), kOwn)));
  RecordMessage(2);
  ASSERT_OK(Deliver(Erasure(3)));
  EXPECT_EQ(SubmissionOf(2).message_id(), answer.message_id());
  EXPECT_EQ(SubmissionOf(2).state(), v1::Submission::STATE_RECORDED);
}

TEST_F(ErasureStoreTest, WhatIsOnItsWayIsRefusedByTheRouterNotLost) {
  ASSERT_OK(Deliver(Request(1, 1)));
  ASSERT_OK(Accept(NoteRequest(2, SomeCase(), kOwn)));
  ASSERT_OK(Deliver(Erasure(3)));
  ASSERT_OK_AND_ASSIGN(const auto entry, reader().Read(NumberOf(2)));
  EXPECT_NE(entry.signed_message(), "");
  Refuse(2, Reason::kCaseErased);
  EXPECT_EQ(SubmissionOf(2).state(), v1::Submission::STATE_REFUSED);
}

TEST_F(ErasureStoreTest, IsDoneOnceHoweverOftenItComes) {
  ASSERT_OK(Deliver(Request(1, 1)));
  const v1::Record erasure = Erasure(2);
  ASSERT_OK(Deliver(erasure));
  ASSERT_OK(Deliver(erasure));
  Reopen();
  ASSERT_OK(Deliver(erasure));
  // Of a case that never came here, too.
  EXPECT_OK(Deliver(Erasure(3, SomeCase(9))));
}

}  // namespace
}  // namespace referral::agency
