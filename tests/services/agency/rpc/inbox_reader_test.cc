// The inbox over a real connection to a router that misbehaves.
#include "services/agency/rpc/inbox_reader.h"

#include "common/evidence/digests.h"
#include "common/evidence/message.h"
#include "common/evidence/signature.h"
#include "tests/services/agency/rpc/agency_fixture.h"

namespace referral::agency {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class InboxReaderTest : public AgencyFixture {
 protected:
  InboxReaderTest() : AgencyFixture("health") {}

  v1::Record Record(int message, const v1::Act& act,
                    const std::string& case_id = SomeCase()) {
    evidence::BuildSpec spec = SpecOf(message, "sms", case_id);
    spec.acts = {act};
    return router_.MakeRecord(spec);
  }
  v1::Record Request(int message, int referral) {
    v1::Act act;
    *act.mutable_referral_requested() = TreatmentRequest(referral);
    return Record(message, act);
  }
};

TEST_F(InboxReaderTest, SaysWhoItIsAndAcknowledgesWhatItHasStored) {
  Start();
  ASSERT_TRUE(router_.AwaitInboxes(1));
  EXPECT_FALSE(router_.hello().hello().software_version().empty());
  EXPECT_EQ(router_.hello().credit(), kInboxCredit);
  EXPECT_FALSE(router_.hello().hello().has_newest_receipt());
  router_.Deliver(Request(1, 1));
  ASSERT_TRUE(router_.AwaitAcks(1));
  EXPECT_THAT(router_.acks(), ElementsAre(1));
  EXPECT_EQ(Item(1)->status(), v1::REFERRAL_STATUS_REQUESTED);
  Restart();
  ASSERT_TRUE(router_.AwaitInboxes(2));
  EXPECT_EQ(router_.hello().hello().newest_receipt().position(), 1u);
  EXPECT_EQ(Item(1)->status(), v1::REFERRAL_STATUS_REQUESTED);
}

TEST_F(InboxReaderTest, AcknowledgesAgainWhatComesAgain) {
  Start();
  const v1::Record record = Request(1, 1);
  router_.Deliver(record);
  ASSERT_TRUE(router_.AwaitAcks(1));
  router_.Stop();
  router_.Deliver(record);
  router_.Start();
  ASSERT_TRUE(router_.AwaitAcks(2));
  EXPECT_THAT(router_.acks(), ElementsAre(1, 1));
}

TEST_F(InboxReaderTest, APoisonedRecordIsRefusedWithItsReasonAndNoOtherWaits) {
  Start();
  v1::Act act;
  act.mutable_referral_cancelled()->set_referral_id(ReferralId(9));
  router_.Deliver(Record(1, act, SomeCase(9)));
  v1::Record damaged = Request(2, 2);
  damaged.mutable_message()->mutable_parts(0)->mutable_disclosure()->append(
      "x");
  router_.Deliver(damaged);
  router_.Deliver(Request(3, 3));
  ASSERT_TRUE(router_.AwaitNacks(2));
  ASSERT_TRUE(router_.AwaitAcks(1));
  EXPECT_THAT(router_.acks(), ElementsAre(3));
  std::map<uint64_t, std::string> reasons;
  for (const auto& nack : router_.nacks()) {
    reasons[nack.position()] = nack.reason_code();
  }
  EXPECT_EQ(reasons[1], "REFERRAL_NOT_FOUND");
  EXPECT_EQ(reasons[2], "DIGEST_MISMATCH");
}

TEST_F(InboxReaderTest, WhatTheSenderDidNotSignIsRefused) {
  Start();
  v1::Record forged = Request(1, 1);
  *forged.mutable_message()->mutable_proof() = evidence::SignEnvelopes(
      {evidence::EnvelopeDigest(forged.message().envelope())},
      SigningKeyOf("education"), kKeyId)[0];
  router_.Deliver(forged);
  router_.Deliver(Request(2, 2));
  ASSERT_TRUE(router_.AwaitNacks(1));
  ASSERT_TRUE(router_.AwaitAcks(1));
  EXPECT_THAT(router_.acks(), ElementsAre(2));
  EXPECT_EQ(router_.nacks()[0].reason_code(), "SIGNATURE_INVALID");
}

// What a re-routing hands on has its own sender's signature [32].
TEST_F(InboxReaderTest, TheRequestThatIsHandedOnIsVerifiedToo) {
  Start();
  const v1::Record request = Request(1, 1);
  v1::Act act;
  v1::ReferralRerouted& rerouted = *act.mutable_referral_rerouted();
  rerouted.set_referral_id(ReferralId(2));
  rerouted.set_replaces_referral_id(ReferralId(1));
  rerouted.set_receiver("health");
  rerouted.set_original_sequence(1);
  const v1::Record record = Record(2, act);
  v1::Record forged = request;
  forged.mutable_message()->clear_proof();
  router_.Deliver(record, forged);
  ASSERT_TRUE(router_.AwaitNacks(1));
  EXPECT_EQ(router_.nacks()[0].reason_code(), "SIGNATURE_REQUIRED");
  router_.Stop();
  router_.Deliver(record, request);
  router_.Start();
  ASSERT_TRUE(router_.AwaitAck(2));
  EXPECT_EQ(Item(2)->status(), v1::REFERRAL_STATUS_REQUESTED);
}

TEST_F(InboxReaderTest, ANewKeyOfTheRouterNeedsNoRestart) {
  Start();
  router_.Deliver(Request(1, 1));
  ASSERT_TRUE(router_.AwaitAcks(1));
  config::v1::Deployment renewed = SomeDeployment();
  ListKey(SigningKeyOf("router", 2), "k2", *renewed.add_router_signing_keys());
  WriteDeployment(renewed);
  router_.SignWith(2, "k2");
  router_.Deliver(Request(2, 2));
  ASSERT_TRUE(router_.AwaitAcks(2));
  EXPECT_THAT(router_.nacks(), IsEmpty());
}

TEST_F(InboxReaderTest, AWithdrawnConsentIsHeededAndConfirmed) {
  Start();
  router_.Deliver(Request(1, 1));
  v1::Act act;
  act.mutable_consent_withdrawn()->set_person_id("p1");
  router_.Deliver(Record(2, act));
  ASSERT_TRUE(router_.AwaitAck(2));
  ASSERT_TRUE(router_.AwaitRecorded(1));
  const auto recorded = router_.recorded()[0];
  EXPECT_EQ(recorded.sender, "health");
  const auto message =
      evidence::OpenMessage(router_.arrivals(recorded.message_id)[0]);
  ASSERT_OK(message);
  ASSERT_THAT(message->acts, SizeIs(1));
  EXPECT_EQ(message->acts[0].act.parts_destroyed().withdrawn_message_id(),
            Uuid(2));
}

TEST_F(InboxReaderTest, OpensAgainWhateverEndsIt) {
  Start();
  ASSERT_TRUE(router_.AwaitInboxes(1));
  router_.TakeOverInbox();
  ASSERT_TRUE(router_.AwaitInboxes(2));
  router_.Stop();
  router_.Start();
  ASSERT_TRUE(router_.AwaitInboxes(3));
  router_.Deliver(Request(1, 1));
  ASSERT_TRUE(router_.AwaitAcks(1));
}

TEST_F(InboxReaderTest, TellsHowFarTheOutboxIsBehind) {
  longest_wait_ = absl::ZeroDuration();
  router_.SwallowAnswers(true);
  Start();
  ASSERT_TRUE(router_.AwaitInboxes(1));
  ASSERT_OK(AddNote(1, SomeCase()));
  ASSERT_OK(AddNote(2, SomeCase()));
  ASSERT_TRUE(router_.AwaitOutboxDepth(2));
  router_.Stop();
  router_.SwallowAnswers(false);
  router_.Start();
  ASSERT_TRUE(router_.AwaitOutboxDepth(0));
}

TEST_F(InboxReaderTest, AcknowledgesManyInTheirOrder) {
  Start();
  std::vector<uint64_t> want;
  for (int i = 1; i <= 300; ++i) {
    router_.Deliver(Request(i, i));
    want.push_back(static_cast<uint64_t>(i));
  }
  ASSERT_TRUE(router_.AwaitAcks(300));
  EXPECT_EQ(router_.acks(), want);
}

}  // namespace
}  // namespace referral::agency
