#include "gmock/gmock.h"
#include "tests/services/router/rpc/case_story.h"
#include "tests/services/router/rpc/rpc_testing.h"

namespace referral::router::testing {
namespace {

using ::testing::IsEmpty;

class OpsServiceTest : public RouterRpcTest {
 protected:
  absl::Status StatusFor(const rpc::Peer& peer) {
    v1::RouterStatus status;
    return rpc::FromGrpc(
        router_.ops().GetStatus(ContextOf(peer).get(), {}, &status));
  }
  v1::ListParkedResponse Parked() {
    v1::ListParkedResponse response;
    EXPECT_OK(rpc::FromGrpc(
        router_.ops().ListParked(ContextOf(Operator()).get(), {}, &response)));
    return response;
  }
  static v1::ParkedRequest Request(const std::string& agency,
                                   const std::string& case_id,
                                   const std::string& reason = "tried") {
    v1::ParkedRequest request;
    request.set_agency(agency);
    request.set_case_id(case_id);
    request.set_reason(reason);
    return request;
  }
  absl::Status Replay(const v1::ParkedRequest& request,
                      const rpc::Peer& peer = Operator()) {
    v1::ParkedResponse response;
    return rpc::FromGrpc(
        router_.ops().ReplayParked(ContextOf(peer).get(), request, &response));
  }
  absl::StatusOr<std::uint64_t> Drop(const v1::ParkedRequest& request) {
    v1::ParkedResponse response;
    RETURN_IF_ERROR(rpc::FromGrpc(router_.ops().DropParked(
        ContextOf(Operator()).get(), request, &response)));
    return response.router_log_sequence();
  }
  // Refuses the next delivery until it is parked.
  static std::uint64_t ParkNext(TestInbox& inbox) {
    std::uint64_t position = 0;
    for (std::uint32_t i = 1; i <= kMaxDeliveryAttempts; ++i) {
      const auto delivery = inbox.Next();
      EXPECT_EQ(delivery.attempt(), i);
      position = delivery.position();
      inbox.Nack(position);
    }
    return position;
  }
  v1::VerifyCasesResponse Verify(const std::string& case_id) {
    v1::VerifyCasesRequest request;
    request.set_case_id(case_id);
    const auto context = ContextOf(Operator());
    const auto stream = router_.ops().VerifyCases(context.get(), request);
    v1::VerifyCasesResponse last;
    v1::VerifyCasesResponse frame;
    while (stream->Read(&frame)) {
      EXPECT_THAT(frame.findings(), IsEmpty());
      last = frame;
    }
    verified_ = rpc::FromGrpc(stream->Finish());
    return last;
  }

  absl::Status verified_;
};

TEST_F(OpsServiceTest, StatusTellsWhereEveryAgencyStands) {
  TellCase(router_, 1, 1);
  TestInbox inbox(router_, "health");
  v1::OpenInboxRequest hello;
  hello.mutable_hello()->set_software_version("9.9");
  hello.mutable_hello()->mutable_outbox()->set_depth(3);
  inbox.Send(hello);
  v1::OpenInboxRequest more;
  more.set_credit(1);
  inbox.Send(more);
  EXPECT_GT(inbox.Next().position(), 0);

  const v1::RouterStatus status = router_.Status();
  EXPECT_EQ(status.home(), "AZ");
  EXPECT_TRUE(status.insecure());
  EXPECT_EQ(status.case_count(), 1);
  EXPECT_EQ(status.last_position(), 9);
  EXPECT_GT(status.store_bytes(), 0);
  ASSERT_EQ(status.configs_size(), 2);
  EXPECT_EQ(status.configs(1).id(), "restart");
  ASSERT_EQ(status.agencies_size(), 5);
  const v1::AgencyStatus& sms = status.agencies(0);
  EXPECT_EQ(sms.agency(), "sms");
  EXPECT_TRUE(sms.has_last_contact_time());  // through Submit
  EXPECT_FALSE(sms.connected());
  const v1::AgencyStatus& health = status.agencies(1);
  EXPECT_TRUE(health.connected());
  EXPECT_EQ(health.outbox().depth(), 3);
  EXPECT_EQ(health.software_version(), "9.9");
  EXPECT_EQ(health.inbox().depth(), 1);
  EXPECT_EQ(health.inbox().out(), 1);
  EXPECT_TRUE(health.inbox().has_oldest_time());
  EXPECT_FALSE(status.agencies(2).has_last_contact_time());
}

TEST_F(OpsServiceTest, OnlyOperatorsAreServed) {
  for (const std::string agency : {"sms", "health", "ombudsman", "iom"}) {
    EXPECT_THAT(StatusFor(Agency(agency)), IsReason(Reason::kPeerNotAllowed));
  }
  EXPECT_THAT(StatusFor(rpc::Peer()), IsReason(Reason::kNotAuthenticated));
  EXPECT_THAT(Replay(Request("sms", CaseId(1)), Agency("sms")),
              IsReason(Reason::kPeerNotAllowed));
}

TEST_F(OpsServiceTest, ParkedMessageIsListedReplayedAndDropped) {
  TellCase(router_, 1, 3);
  TestInbox inbox(router_, "health");
  inbox.Hello(10);
  const std::uint64_t position = ParkNext(inbox);
  inbox.WaitUntilCaughtUp();
  ASSERT_EQ(Parked().parked_size(), 1);
  const auto parked = Parked().parked(0);
  EXPECT_EQ(parked.agency(), "health");
  EXPECT_EQ(parked.case_id(), CaseId(1));
  EXPECT_EQ(parked.position(), position);
  EXPECT_EQ(parked.sequence(), 7);
  EXPECT_EQ(parked.origin(), "sms");
  EXPECT_EQ(parked.attempts(), kMaxDeliveryAttempts);
  EXPECT_EQ(parked.reason_code(), "BAD_PART");
  EXPECT_EQ(parked.held_back(), 2);
  EXPECT_EQ(router_.Status().parked_count(), 1);

  EXPECT_OK(Replay(Request("health", CaseId(1))));
  EXPECT_THAT(Parked().parked(), IsEmpty());
  EXPECT_EQ(ParkNext(inbox), position);
  inbox.WaitUntilCaughtUp();

  ASSERT_OK_AND_ASSIGN(const std::uint64_t act,
                       Drop(Request("health", CaseId(1))));
  EXPECT_EQ(act, 4);  // after deployment, programme and the replay
  for (std::uint64_t next = position + 1; next <= position + 2; ++next) {
    EXPECT_EQ(inbox.Next().position(), next);
    inbox.Ack(next);
  }
  inbox.WaitUntilCaughtUp();
  // The requester is told, with the reason.
  TestInbox requester(router_, "sms");
  requester.Hello(1);
  const auto notice = requester.Next();
  ASSERT_EQ(notice.record().message().parts_size(), 1);
  v1::Disclosure disclosure;
  ASSERT_TRUE(disclosure.ParseFromString(
      notice.record().message().parts(0).disclosure()));
  const v1::DeliveryDropped& dropped = disclosure.act().delivery_dropped();
  EXPECT_EQ(dropped.agency(), "health");
  EXPECT_EQ(dropped.sequence(), 7);
  EXPECT_EQ(dropped.operator_id(), "ops");
  EXPECT_EQ(dropped.reason(), "tried");
}

TEST_F(OpsServiceTest, ParkedSurvivesARestart) {
  TellCase(router_, 1, 2);
  {
    TestInbox inbox(router_, "health");
    inbox.Hello(10);
    ParkNext(inbox);
    inbox.WaitUntilCaughtUp();
  }
  router_.Stop();
  router_.Start();
  ASSERT_EQ(Parked().parked_size(), 1);
  EXPECT_OK(Replay(Request("health", CaseId(1))));
  TestInbox inbox(router_, "health");
  inbox.Hello(10);
  const std::uint64_t position = inbox.Next().position();
  inbox.Ack(position);
  EXPECT_EQ(inbox.Next().position(), position + 1);
}

TEST_F(OpsServiceTest, WhatCannotBeReplayedIsRefused) {
  ASSERT_OK(router_.AnnounceCase(1));
  EXPECT_THAT(Replay(Request("sms", CaseId(1))), IsReason(Reason::kNotParked));
  EXPECT_THAT(Replay(Request("stranger", CaseId(1))),
              IsReason(Reason::kUnknownAgency));
  EXPECT_THAT(Replay(Request("sms", "AZ-1")), IsReason(Reason::kInvalidCaseId));
  for (const std::string& reason :
       {std::string(), std::string(257, 'x'), std::string("two\nlines")}) {
    EXPECT_THAT(Replay(Request("sms", CaseId(1), reason)),
                IsReason(Reason::kReasonRequired));
  }
  EXPECT_THAT(Replay(Request("sms", CaseId(1), std::string(256, 'x'))),
              IsReason(Reason::kNotParked));
}

TEST_F(OpsServiceTest, EveryCaseVerifies) {
  TellCase(router_, 1, 2);
  ASSERT_OK(router_.AnnounceCase(2));
  const v1::VerifyCasesResponse all = Verify("");
  EXPECT_OK(verified_);
  EXPECT_TRUE(all.done());
  EXPECT_EQ(all.cases_total(), 3);  // the router's own log is one of them
  EXPECT_EQ(all.cases_checked(), 3);
  EXPECT_EQ(all.records_checked(), 11);
  EXPECT_EQ(Verify(CaseId(2)).records_checked(), 1);
  Verify(CaseId(3));
  EXPECT_THAT(verified_, IsReason(Reason::kCaseNotFound));
  Verify("AZ-1");
  EXPECT_THAT(verified_, IsReason(Reason::kInvalidCaseId));
}

TEST_F(OpsServiceTest, ReloadTakesTheFilesIntoForce) {
  router_.Write("deployment.textproto",
                DeploymentText() +
                    "agencies { id: \"labour\" name: \"Labour\" "
                    "role: AGENCY_ROLE_PROVIDER }\n");
  v1::RouterStatus before = router_.Status();
  EXPECT_TRUE(before.configs(0).differs_on_disk());
  EXPECT_EQ(before.agencies_size(), 5);
  v1::ReloadRequest request;
  v1::ReloadResponse response;
  EXPECT_THAT(rpc::FromGrpc(router_.ops().Reload(ContextOf(Operator()).get(),
                                                 request, &response)),
              IsReason(Reason::kReasonRequired));
  request.set_reason("a new agency");
  ASSERT_OK(rpc::FromGrpc(
      router_.ops().Reload(ContextOf(Operator()).get(), request, &response)));
  EXPECT_EQ(response.configs(0).version(), 2);
  EXPECT_EQ(router_.Status().agencies_size(), 6);
  TestInbox inbox(router_, "labour");
  inbox.Hello(1);
  inbox.WaitUntilCaughtUp();

  router_.Write("deployment.textproto", "home: \"AZ\"");
  EXPECT_THAT(rpc::FromGrpc(router_.ops().Reload(ContextOf(Operator()).get(),
                                                 request, &response)),
              IsReason(Reason::kConfigInvalid));
  EXPECT_EQ(router_.Status().agencies_size(), 6);
}

}  // namespace
}  // namespace referral::router::testing
