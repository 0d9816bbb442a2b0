#include "common/evidence/record.h"
#include "gmock/gmock.h"
#include "tests/services/router/rpc/rpc_testing.h"

namespace referral::router::testing {
namespace {

class InboxStreamTest : public RouterRpcTest {};

TEST_F(InboxStreamTest, DeliversRecordsThatProveThemselves) {
  TestInbox inbox(router_, "sms");
  inbox.Hello(10);
  inbox.WaitUntilCaughtUp();
  ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, router_.AnnounceCase(1));
  const auto delivery = inbox.Next();
  EXPECT_EQ(delivery.position(), receipt.position());
  EXPECT_EQ(delivery.attempt(), 1);
  EXPECT_TRUE(delivery.record().has_message());
  ASSERT_OK_AND_ASSIGN(const auto head,
                       evidence::VerifyRecord(delivery.record()));
  EXPECT_EQ(head.case_id, CaseId(1));
  inbox.Ack(delivery.position());
  inbox.WaitUntilCaughtUp();
  EXPECT_OK(inbox.Close());
}

TEST_F(InboxStreamTest,
       UnacknowledgedComesAgainOnTheNextStreamAndAfterRestart) {
  ASSERT_OK(router_.AnnounceCase(1));
  ASSERT_OK(router_.AnnounceCase(2));
  {
    TestInbox inbox(router_, "sms");
    inbox.Hello(10);
    const std::uint64_t first = inbox.Next().position();
    inbox.Next();
    inbox.Ack(first);
    EXPECT_OK(inbox.Close());
  }
  for (int i = 0; i < 2; ++i) {
    TestInbox inbox(router_, "sms");
    inbox.Hello(10);
    EXPECT_EQ(evidence::VerifyRecord(inbox.Next().record())->case_id,
              CaseId(2));
    EXPECT_OK(inbox.Close());
    router_.Stop();
    router_.Start();
  }
}

TEST_F(InboxStreamTest, CreditBoundsWhatIsOut) {
  for (std::uint32_t i = 1; i <= 5; ++i) ASSERT_OK(router_.AnnounceCase(i));
  TestInbox inbox(router_, "sms");
  inbox.Hello(2);
  const std::uint64_t first = inbox.Next().position();
  const std::uint64_t second = inbox.Next().position();
  EXPECT_EQ(router_.Status().agencies(0).inbox().out(), 2);
  inbox.Ack(second);
  EXPECT_EQ(inbox.Next().position(), second + 1);
  EXPECT_EQ(router_.Status().agencies(0).inbox().out(), 2);
  inbox.Ack(first);
  EXPECT_EQ(inbox.Next().position(), second + 2);
}

TEST_F(InboxStreamTest, NewerStreamTakesOver) {
  ASSERT_OK(router_.AnnounceCase(1));
  TestInbox older(router_, "sms");
  older.Hello(10);
  EXPECT_GT(older.Next().position(), 0);
  TestInbox newer(router_, "sms");
  newer.Hello(10);
  EXPECT_GT(newer.Next().position(), 0);
  const absl::Status end = older.End();
  EXPECT_THAT(end, IsReason(Reason::kTakenOver));
  EXPECT_THAT(end, IsStatusCode(absl::StatusCode::kAborted));
}

TEST_F(InboxStreamTest, RefusedFramesEndTheStream) {
  v1::OpenInboxRequest no_hello;
  no_hello.set_credit(1);
  v1::OpenInboxRequest no_version;
  no_version.mutable_hello();
  v1::OpenInboxRequest bad_reason;
  bad_reason.mutable_hello()->set_software_version("test");
  bad_reason.add_nacks()->set_reason_code("no code");
  v1::OpenInboxRequest bad_delay = bad_reason;
  bad_delay.mutable_nacks(0)->set_reason_code("CODE");
  bad_delay.mutable_nacks(0)->mutable_delay()->set_seconds(-1);
  for (const auto& frame : {no_hello, no_version, bad_reason, bad_delay}) {
    SCOPED_TRACE(frame.ShortDebugString());
    TestInbox inbox(router_, "sms");
    inbox.Send(frame);
    EXPECT_THAT(inbox.End(), IsReason(Reason::kInvalidField));
  }
  TestInbox inbox(router_, "sms");
  inbox.Hello(1);
  inbox.Hello(1);
  EXPECT_THAT(inbox.End(), IsReason(Reason::kInvalidField));
}

TEST_F(InboxStreamTest, NotifiersAndPartnersHaveNoInbox) {
  for (const std::string agency : {"border", "iom"}) {
    SCOPED_TRACE(agency);
    TestInbox inbox(router_, agency);
    EXPECT_THAT(inbox.End(), IsReason(Reason::kRoleNotAllowed));
  }
  TestInbox stranger(router_, "stranger");
  EXPECT_THAT(stranger.End(), IsReason(Reason::kPeerNotAllowed));
}

TEST_F(InboxStreamTest, ReceiptBeyondTheHeadStopsService) {
  TestRouter ahead;  // the same router, had it not lost its records
  ASSERT_OK(ahead.AnnounceCase(1));
  ASSERT_OK_AND_ASSIGN(const v1::Receipt lost, ahead.AnnounceCase(2));
  v1::OpenInboxRequest frame;
  frame.mutable_hello()->set_software_version("test");
  *frame.mutable_hello()->mutable_newest_receipt() = lost;
  {
    TestInbox inbox(router_, "sms");
    inbox.Send(frame);
    EXPECT_THAT(inbox.End(), IsReason(Reason::kRouterBehindReceipt));
  }
  EXPECT_THAT(router_.running().status(),
              IsReason(Reason::kRouterBehindReceipt));
  EXPECT_THAT(router_.AnnounceCase(3), IsReason(Reason::kRouterBehindReceipt));
  TestInbox refused(router_, "health");
  EXPECT_THAT(refused.End(), IsReason(Reason::kRouterBehindReceipt));
}

TEST_F(InboxStreamTest, ForgedReceiptIsRefusedAndServiceGoesOn) {
  TestRouter ahead;
  ASSERT_OK(ahead.AnnounceCase(1));
  ASSERT_OK_AND_ASSIGN(v1::Receipt forged, ahead.AnnounceCase(2));
  forged.set_position(forged.position() + 1000);
  v1::OpenInboxRequest frame;
  frame.mutable_hello()->set_software_version("test");
  *frame.mutable_hello()->mutable_newest_receipt() = forged;
  TestInbox inbox(router_, "sms");
  inbox.Send(frame);
  EXPECT_FALSE(inbox.End().ok());
  EXPECT_OK(router_.running().status());
  EXPECT_OK(router_.AnnounceCase(3));
}

TEST_F(InboxStreamTest, OwnReceiptIsWelcomed) {
  ASSERT_OK_AND_ASSIGN(const v1::Receipt receipt, router_.AnnounceCase(1));
  v1::OpenInboxRequest frame;
  frame.mutable_hello()->set_software_version("test");
  *frame.mutable_hello()->mutable_newest_receipt() = receipt;
  frame.set_credit(1);
  TestInbox inbox(router_, "sms");
  inbox.Send(frame);
  EXPECT_EQ(inbox.Next().position(), receipt.position());
}

TEST_F(InboxStreamTest, StoppingRouterEndsTheStream) {
  TestInbox inbox(router_, "sms");
  inbox.Hello(10);
  inbox.WaitUntilCaughtUp();
  router_.Stop();
  EXPECT_THAT(inbox.End(), IsReason(Reason::kShuttingDown));
}

}  // namespace
}  // namespace referral::router::testing
