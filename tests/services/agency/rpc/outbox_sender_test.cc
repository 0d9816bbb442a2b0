// The outbox over a real connection to a router that misbehaves.
#include "services/agency/rpc/outbox_sender.h"

#include "common/base/errors.h"
#include "common/evidence/message.h"
#include "common/evidence/receipt.h"
#include "common/rpc/status_proto.h"
#include "tests/services/agency/rpc/agency_fixture.h"

namespace referral::agency {
namespace {

using ::referral::testing::IsReason;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class OutboxSenderTest : public AgencyFixture {
 protected:
  std::vector<std::string> RecordedIds() {
    std::vector<std::string> ids;
    for (const auto& one : router_.recorded()) ids.push_back(one.message_id);
    return ids;
  }

  // Calls that are answered QUEUED at once.
  void Queue(int from, int to, const std::string& case_id) {
    for (int i = from; i <= to; ++i) ASSERT_OK(AddNote(i, case_id));
  }
};

TEST_F(OutboxSenderTest, TheCallerGetsTheRoutersVerdict) {
  Start();
  ASSERT_OK_AND_ASSIGN(const v1::Submission submission, Refer(1, 1));
  EXPECT_EQ(submission.state(), v1::Submission::STATE_RECORDED);
  EXPECT_EQ(submission.receipt().message_id(), Uuid(1));
  EXPECT_EQ(submission.receipt().position(), 1u);
  ASSERT_THAT(router_.recorded(), SizeIs(1));
  EXPECT_EQ(router_.recorded()[0].sender, "sms");
}

TEST_F(OutboxSenderTest, ARefusalReachesTheCallerAndHoldsBackNothing) {
  Start();
  router_.FailNext(
      Uuid(1), {MakeError(Reason::kConsentMissing, "no consent", "acts[0]")});
  ASSERT_OK_AND_ASSIGN(const v1::Submission refused, Refer(1, 1));
  EXPECT_EQ(refused.state(), v1::Submission::STATE_REFUSED);
  const absl::Status refusal = rpc::FromProto(refused.refusal());
  EXPECT_THAT(refusal, IsReason(Reason::kConsentMissing));
  EXPECT_EQ(Where(refusal), "acts[0]");
  ASSERT_OK_AND_ASSIGN(const v1::Submission next, Refer(2, 2));
  EXPECT_EQ(next.state(), v1::Submission::STATE_RECORDED);
  EXPECT_THAT(router_.arrivals(Uuid(1)), SizeIs(1));
}

TEST_F(OutboxSenderTest, WhatTheRouterCannotTakeNowKeepsTheCasesOrder) {
  longest_wait_ = absl::ZeroDuration();
  router_.Stop();
  Start();
  Queue(1, 5, SomeCase());
  Queue(6, 6, SomeCase(9));
  router_.FailNext(Uuid(2), {MakeError(Reason::kQueueFull, "later"),
                             MakeError(Reason::kUnavailable, "later still")});
  router_.Start();
  ASSERT_TRUE(router_.AwaitRecorded(6));
  std::vector<std::string> of_case;
  for (const auto& one : router_.recorded()) {
    if (one.case_id == SomeCase()) of_case.push_back(one.message_id);
  }
  EXPECT_THAT(of_case,
              ElementsAre(Uuid(1), Uuid(2), Uuid(3), Uuid(4), Uuid(5)));
  EXPECT_THAT(router_.arrivals(Uuid(2)), SizeIs(3));
  for (int i = 1; i <= 6; ++i) {
    EXPECT_EQ(AwaitVerdict(i).state(), v1::Submission::STATE_RECORDED);
  }
}

TEST_F(OutboxSenderTest, WhatWasAcceptedWhileTheRouterIsAwayArrivesLater) {
  longest_wait_ = absl::Milliseconds(50);
  router_.Stop();
  Start();
  ASSERT_OK_AND_ASSIGN(const v1::Submission queued, Refer(1, 1));
  EXPECT_EQ(queued.state(), v1::Submission::STATE_QUEUED);
  EXPECT_FALSE(Item(1)->recorded());
  Restart();
  router_.Start();
  EXPECT_EQ(AwaitVerdict(1).state(), v1::Submission::STATE_RECORDED);
  EXPECT_TRUE(Item(1)->recorded());
}

TEST_F(OutboxSenderTest, WhatHadNoAnswerIsSentAgainByteForByte) {
  longest_wait_ = absl::ZeroDuration();
  router_.SwallowAnswers(true);
  Start();
  Queue(1, 3, SomeCase());
  for (int i = 1; i <= 3; ++i) {
    ASSERT_TRUE(router_.AwaitArrivals(Uuid(i), 1));
  }
  router_.Stop();
  router_.SwallowAnswers(false);
  router_.Start();
  for (int i = 1; i <= 3; ++i) {
    EXPECT_EQ(AwaitVerdict(i).state(), v1::Submission::STATE_RECORDED);
    const auto arrivals = router_.arrivals(Uuid(i));
    ASSERT_GE(arrivals.size(), 2u);
    EXPECT_THAT(arrivals, Each(arrivals[0]));
  }
  EXPECT_THAT(RecordedIds(), ElementsAre(Uuid(1), Uuid(2), Uuid(3)));
}

TEST_F(OutboxSenderTest, AReceiptForAnotherMessageIsNotBelieved) {
  router_.LieAbout(Uuid(1));
  Start();
  ASSERT_OK_AND_ASSIGN(const v1::Submission submission, Refer(1, 1));
  EXPECT_EQ(submission.state(), v1::Submission::STATE_RECORDED);
  EXPECT_EQ(submission.receipt().message_id(), Uuid(1));
  EXPECT_THAT(router_.arrivals(Uuid(1)), SizeIs(2));
}

TEST_F(OutboxSenderTest, ARefusedAgencyPausesAndRefusesNothing) {
  longest_wait_ = absl::ZeroDuration();
  Start();
  router_.FailNext(Uuid(1), {MakeError(Reason::kPeerNotAllowed, "who is it")});
  ASSERT_OK(Refer(1, 1));
  ASSERT_TRUE(router_.AwaitArrivals(Uuid(1), 1));
  EXPECT_EQ(Submission(1)->state(), v1::Submission::STATE_QUEUED);
  // A new start tries at once; so does the outbox itself, in the end.
  Restart();
  EXPECT_EQ(AwaitVerdict(1).state(), v1::Submission::STATE_RECORDED);
}

TEST_F(OutboxSenderTest, ManyMessagesOfManyCasesKeepEachCasesOrder) {
  longest_wait_ = absl::ZeroDuration();
  router_.Stop();
  Start();
  constexpr int kMessages = 600;
  for (int i = 1; i <= kMessages; ++i) {
    ASSERT_OK(AddNote(i, SomeCase(static_cast<uint8_t>(i % 7))));
  }
  router_.FailNext(Uuid(100), {MakeError(Reason::kQueueFull, "later")});
  router_.FailNext(Uuid(300), {MakeError(Reason::kWrongHome, "never")});
  router_.Start();
  ASSERT_TRUE(router_.AwaitRecorded(kMessages - 1));
  std::map<std::string, std::string> newest;
  for (const auto& one : router_.recorded()) {
    EXPECT_LT(newest[one.case_id], one.message_id);
    newest[one.case_id] = one.message_id;
  }
  EXPECT_EQ(AwaitVerdict(300).state(), v1::Submission::STATE_REFUSED);
}

TEST_F(OutboxSenderTest, WhatIsSentIsSigned) {
  Start();
  ASSERT_OK(Refer(1, 1));
  const auto message = evidence::OpenMessage(router_.arrivals(Uuid(1))[0]);
  ASSERT_OK(message);
  EXPECT_EQ(message->proof.key_id(), kKeyId);
}

TEST_F(OutboxSenderTest, AForgedReceiptIsNotBelieved) {
  router_.ForgeReceiptOf(Uuid(1));
  Start();
  ASSERT_OK_AND_ASSIGN(const v1::Submission submission, Refer(1, 1));
  EXPECT_EQ(submission.state(), v1::Submission::STATE_RECORDED);
  EXPECT_THAT(router_.arrivals(Uuid(1)), SizeIs(2));
  const evidence::SignatureCheck check;
  EXPECT_OK(evidence::VerifySignedReceipt(
      submission.receipt(), evidence::KeyBook(SomeDeployment()), check));
}

// The router recorded the message and its answer was lost; its key was lost
// too.
TEST_F(OutboxSenderTest, AReceiptFromBeforeTheRoutersKeyWasRevokedCounts) {
  longest_wait_ = absl::ZeroDuration();
  router_.SwallowAnswers(true);
  Start();
  Queue(1, 1, SomeCase());
  ASSERT_TRUE(router_.AwaitArrivals(Uuid(1), 1));
  router_.Stop();
  config::v1::Deployment renewed = SomeDeployment();
  renewed.mutable_router_signing_keys(0)->set_revoked(true);
  ListKey(SigningKeyOf("router", 2), "k2", *renewed.add_router_signing_keys());
  WriteDeployment(renewed);
  router_.SignWith(2, "k2");
  router_.SwallowAnswers(false);
  router_.Start();
  Restart();
  Queue(2, 2, SomeCase());
  const v1::Submission first = AwaitVerdict(1);
  EXPECT_EQ(first.state(), v1::Submission::STATE_RECORDED);
  EXPECT_EQ(first.receipt().proof().round_head().key_id(), kKeyId);
  const v1::Submission second = AwaitVerdict(2);
  EXPECT_EQ(second.state(), v1::Submission::STATE_RECORDED);
  EXPECT_EQ(second.receipt().proof().round_head().key_id(), "k2");
}

// The key of `sms` has been lost and revoked; there is another one.
class ResignTest : public OutboxSenderTest {
 protected:
  ResignTest() {
    auto& agency = *renewed_.mutable_agencies(0);
    agency.mutable_signing_keys(0)->set_revoked(true);
    ListKey(SigningKeyOf("sms", 2), "k2", *agency.add_signing_keys());
    longest_wait_ = absl::ZeroDuration();
  }

  std::string KeyOf(const std::string& arrival) {
    return evidence::OpenMessage(arrival)->proof.key_id();
  }
  void HandOutTheNewKey() {
    WriteDeployment(renewed_);
    WriteSigningKey(directory_.Join("signing.pem"), "sms", 2);
  }

  config::v1::Deployment renewed_ = SomeDeployment();
};

TEST_F(ResignTest, TheSameEnvelopesAreSignedAnewInTheirOrder) {
  router_.Stop();
  Start();
  Queue(1, 3, SomeCase());
  Queue(4, 4, SomeCase(9));
  router_.Register(renewed_);
  HandOutTheNewKey();
  router_.Start();
  ASSERT_TRUE(router_.AwaitRecorded(4));
  std::vector<std::string> of_case;
  for (const auto& one : router_.recorded()) {
    if (one.case_id == SomeCase()) of_case.push_back(one.message_id);
  }
  EXPECT_THAT(of_case, ElementsAre(Uuid(1), Uuid(2), Uuid(3)));
  for (int i = 1; i <= 4; ++i) {
    EXPECT_EQ(AwaitVerdict(i).state(), v1::Submission::STATE_RECORDED);
    const auto arrivals = router_.arrivals(Uuid(i));
    EXPECT_EQ(KeyOf(arrivals.front()), kKeyId);
    EXPECT_EQ(KeyOf(arrivals.back()), "k2");
    EXPECT_EQ(evidence::OpenMessage(arrivals.front())->envelope_bytes,
              evidence::OpenMessage(arrivals.back())->envelope_bytes);
  }
}

TEST_F(ResignTest, WithoutAnotherKeyItPausesAndRefusesNothing) {
  router_.Register(renewed_);
  Start();
  Queue(1, 2, SomeCase());
  ASSERT_TRUE(router_.AwaitArrivals(Uuid(1), 1));
  EXPECT_EQ(Submission(1)->state(), v1::Submission::STATE_QUEUED);
  EXPECT_EQ(Submission(2)->state(), v1::Submission::STATE_QUEUED);
  HandOutTheNewKey();
  // A new start tries at once; so does the outbox itself, in the end.
  Restart();
  EXPECT_EQ(AwaitVerdict(1).state(), v1::Submission::STATE_RECORDED);
  EXPECT_EQ(AwaitVerdict(2).state(), v1::Submission::STATE_RECORDED);
  EXPECT_THAT(RecordedIds(), ElementsAre(Uuid(1), Uuid(2)));
}

TEST_F(ResignTest, ANewKeyIsTakenWhileServing) {
  key_file_interval_ = absl::Milliseconds(5);
  Start();
  Queue(1, 1, SomeCase());
  ASSERT_TRUE(router_.AwaitRecorded(1));
  EXPECT_EQ(KeyOf(router_.arrivals(Uuid(1))[0]), kKeyId);
  router_.Register(renewed_);
  HandOutTheNewKey();
  // The looks come soon; until then what is sent is signed anew.
  const absl::Time until = absl::Now() + absl::Seconds(20);
  std::string key;
  for (int i = 2; key != "k2" && absl::Now() < until; ++i) {
    Queue(i, i, SomeCase());
    ASSERT_TRUE(router_.AwaitRecorded(static_cast<size_t>(i)));
    key = KeyOf(router_.arrivals(Uuid(i))[0]);
  }
  EXPECT_EQ(key, "k2");
}

}  // namespace
}  // namespace referral::agency
