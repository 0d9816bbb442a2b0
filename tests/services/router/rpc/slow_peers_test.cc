// Peers that keep the router waiting, on real connections.
#include <functional>

#include "common/base/limits.h"
#include "gmock/gmock.h"
#include "tests/services/router/rpc/case_story.h"
#include "tests/services/router/rpc/rpc_testing.h"

namespace referral::router::testing {
namespace {

// More than fits into the buffers between a router and a client that takes
// next to nothing.
constexpr std::uint32_t kManyMessages = 400;

class SlowPeersTest : public ::testing::Test {
 protected:
  SlowPeersTest()
      : router_({.deployment = DeploymentText() +
                               "front_door { slow_reader_seconds: 1 }\n"}) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_HTTP2_STREAM_LOOKAHEAD_BYTES, 1024);
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    stub_ = v1::RouterService::NewStub(grpc::CreateCustomChannel(
        router_.running().address(), grpc::InsecureChannelCredentials(),
        arguments));
  }

  void FillCase() {
    ASSERT_OK(router_.AnnounceCase(1));
    const auto context = ContextOf(Agency("sms"));
    const auto stream = router_.stub().SubmitMany(context.get());
    SendInforms(*stream, 1000);
    stream->WritesDone();
    v1::SubmitManyResponse response;
    while (stream->Read(&response)) {
      for (const auto& result : response.results()) {
        ASSERT_TRUE(result.has_receipt());
      }
    }
    ASSERT_TRUE(stream->Finish().ok());
  }
  // Of the same case, with ids from `first_id` on.
  static void SendInforms(
      grpc::ClientReaderWriter<v1::SubmitManyRequest, v1::SubmitManyResponse>&
          stream,
      std::uint32_t first_id) {
    for (std::uint32_t sent = 0; sent < kManyMessages;) {
      v1::SubmitManyRequest frame;
      for (int i = 0; i < 100; ++i, ++sent) {
        frame.add_items()->set_signed_message(
            Message("sms", CaseId(1), MessageId(first_id + sent), Inform())
                .SerializeAsString());
      }
      ASSERT_TRUE(stream.Write(frame));
    }
  }

  // Waits until somebody is cut off, while an honest client is served.
  void AwaitCut(const std::string& reason) {
    const absl::Time latest = absl::Now() + absl::Seconds(30);
    while (router_.Refusals("stream", reason) == 0) {
      ASSERT_LT(absl::Now(), latest) << "nobody was cut off";
      router_.Status();
    }
    EXPECT_EQ(router_.Refusals("stream", reason), 1);
  }

  TestRouter router_;
  std::unique_ptr<v1::RouterService::Stub> stub_;
};

TEST_F(SlowPeersTest, WhoDoesNotReadItsInboxIsCutOff) {
  // What the lead gets, border sends.
  for (std::uint32_t i = 1; i <= kManyMessages; ++i) {
    ASSERT_OK(router_.AnnounceCase(i));
  }
  const auto context = ContextOf(Agency("sms"));
  const auto stream = stub_->OpenInbox(context.get());
  v1::OpenInboxRequest hello;
  hello.mutable_hello()->set_software_version("test");
  hello.set_credit(kMaxInboxCredit);
  ASSERT_TRUE(stream->Write(hello));
  AwaitCut("SLOW_READER");
  v1::OpenInboxResponse response;
  while (stream->Read(&response)) {
  }
  EXPECT_FALSE(stream->Finish().ok());
  // The inbox is free, and nothing of it is lost.
  TestInbox honest(router_, "sms");
  honest.Hello(10);
  EXPECT_GT(honest.Next().position(), 0);
}

TEST_F(SlowPeersTest, WhoDoesNotReadACasesLogIsCutOff) {
  FillCase();
  v1::ReadCaseLogRequest request;
  request.set_case_id(CaseId(1));
  const auto context = ContextOf(Agency("sms"));
  const auto stream = stub_->ReadCaseLog(context.get(), request);
  AwaitCut("SLOW_READER");
  v1::ReadCaseLogResponse response;
  std::uint32_t read = 0;
  while (stream->Read(&response)) ++read;
  EXPECT_LT(read, kManyMessages);
  EXPECT_FALSE(stream->Finish().ok());
}

TEST_F(SlowPeersTest, WhoDoesNotReadItsResultsIsCutOff) {
  ASSERT_OK(router_.AnnounceCase(1));
  const auto context = ContextOf(Agency("sms"));
  const auto stream = stub_->SubmitMany(context.get());
  SendInforms(*stream, 1000);
  AwaitCut("SLOW_READER");
  v1::SubmitManyResponse response;
  while (stream->Read(&response)) {
  }
  EXPECT_FALSE(stream->Finish().ok());
}

TEST_F(SlowPeersTest, WhoDoesNotSayHelloIsCutOff) {
  TestInbox silent(router_, "sms");
  AwaitCut("SLOW_SENDER");
  EXPECT_THAT(silent.End(), IsReason(Reason::kSlowSender));
}

TEST_F(SlowPeersTest, IdleStreamsAreFine) {
  ASSERT_OK(router_.AnnounceCase(1));
  const auto context = ContextOf(Agency("sms"));
  const auto idle = router_.stub().SubmitMany(context.get());
  TestInbox inbox(router_, "sms");
  inbox.Hello(10);
  inbox.Ack(inbox.Next().position());
  inbox.WaitUntilCaughtUp();
  // By the time this one is cut off, the others have idled for as long.
  TestInbox silent(router_, "health");
  AwaitCut("SLOW_SENDER");
  SendInforms(*idle, 1000);
  idle->WritesDone();
  v1::SubmitManyResponse response;
  std::uint32_t results = 0;
  while (idle->Read(&response)) {
    results += static_cast<std::uint32_t>(response.results_size());
  }
  EXPECT_EQ(results, kManyMessages);
  EXPECT_TRUE(idle->Finish().ok());
  EXPECT_OK(inbox.Close());
}

}  // namespace
}  // namespace referral::router::testing
