#include <map>

#include "common/base/limits.h"
#include "gmock/gmock.h"
#include "tests/services/router/rpc/rpc_testing.h"
#include "tests/support/manual_clock.h"

namespace referral::router::testing {
namespace {

using ::referral::testing::ManualClock;

class SubmitManyTest : public RouterRpcTest {
 protected:
  using Results = std::map<std::uint64_t, absl::StatusOr<v1::Receipt>>;

  void Open(const rpc::Peer& peer) {
    context_ = ContextOf(peer);
    stream_ = router_.stub().SubmitMany(context_.get());
  }
  static void Add(v1::SubmitManyRequest& frame, std::uint64_t tag,
                  const v1::SignedMessage& message) {
    v1::SubmitManyRequest::Item& item = *frame.add_items();
    item.set_tag(tag);
    item.set_signed_message(message.SerializeAsString());
  }
  // Reads until there are `count` results, or to the end of the stream.
  Results Read(size_t count) {
    Results results;
    v1::SubmitManyResponse response;
    while (results.size() < count && stream_->Read(&response)) {
      EXPECT_LE(response.results_size(), static_cast<int>(kMaxFrameMessages));
      for (const auto& result : response.results()) {
        if (result.has_receipt()) {
          results.emplace(result.tag(), result.receipt());
        } else {
          results.emplace(result.tag(), rpc::FromProto(result.error()));
        }
      }
    }
    return results;
  }
  absl::Status Finish() { return rpc::FromGrpc(stream_->Finish()); }

  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<
      grpc::ClientReaderWriter<v1::SubmitManyRequest, v1::SubmitManyResponse>>
      stream_;
};

TEST_F(SubmitManyTest, MessagesOfACaseAreDecidedInTheOrderSent) {
  ASSERT_OK(router_.AnnounceCase(1));
  Open(Agency("sms"));
  constexpr std::uint64_t kFrames = 20;
  constexpr std::uint64_t kItems = 50;
  std::uint32_t id = 100;
  for (std::uint64_t i = 0; i < kFrames; ++i) {
    v1::SubmitManyRequest frame;
    for (std::uint64_t j = 0; j < kItems; ++j, ++id) {
      Add(frame, i * kItems + j,
          Message("sms", CaseId(1), MessageId(id), Inform()));
    }
    ASSERT_TRUE(stream_->Write(frame));
  }
  stream_->WritesDone();
  const Results results = Read(kFrames * kItems);
  ASSERT_EQ(results.size(), kFrames * kItems);
  for (const auto& [tag, result] : results) {
    ASSERT_OK(result);
    EXPECT_EQ(result->sequence(), tag + 2);
  }
  EXPECT_OK(Finish());
}

TEST_F(SubmitManyTest, EveryMessageGetsItsOwnAnswer) {
  ASSERT_OK(router_.AnnounceCase(1));
  Open(Agency("sms"));
  v1::SubmitManyRequest frame;
  Add(frame, 7, Message("sms", CaseId(1), MessageId(2), Inform()));
  frame.add_items()->set_tag(8);
  Add(frame, 9, Message("health", CaseId(1), MessageId(3), Inform()));
  Add(frame, 10, Message("sms", CaseId(5), MessageId(4), Inform()));
  Add(frame, 11, Message("sms", CaseId(1), MessageId(5), Inform()));
  ASSERT_TRUE(stream_->Write(frame));
  stream_->WritesDone();
  const Results results = Read(5);
  ASSERT_EQ(results.size(), 5);
  EXPECT_OK(results.at(7));
  EXPECT_THAT(results.at(8), IsReason(Reason::kMalformedMessage));
  EXPECT_THAT(results.at(9), IsReason(Reason::kSenderMismatch));
  EXPECT_THAT(results.at(10), IsReason(Reason::kCaseNotFound));
  // A refusal does not hold back what follows.
  ASSERT_OK(results.at(11));
  EXPECT_EQ(results.at(11)->sequence(), 3);
  EXPECT_OK(Finish());
}

TEST(SubmitManyOrderTest, MessageFromTheFutureKeepsItsPlaceInItsCase) {
  ManualClock clock;
  TestRouter router({.deployment = DeploymentText(), .clock = &clock});
  ASSERT_OK(router.AnnounceCase(1));
  v1::SignedMessage early = Message("sms", CaseId(1), MessageId(11), Inform());
  v1::Envelope envelope;
  ASSERT_TRUE(envelope.ParseFromString(early.envelope()));
  envelope.mutable_sent_time()->set_seconds(envelope.sent_time().seconds() +
                                            3600);
  early.set_envelope(envelope.SerializeAsString());
  const v1::SignedMessage next =
      Message("sms", CaseId(1), MessageId(12), Inform());

  const auto context = ContextOf(Agency("sms"));
  const auto stream = router.stub().SubmitMany(context.get());
  v1::SubmitManyRequest frame;
  frame.add_items()->set_signed_message(early.SerializeAsString());
  frame.add_items()->set_signed_message(next.SerializeAsString());
  const auto send = [&] {
    std::vector<absl::StatusOr<v1::Receipt>> results;
    v1::SubmitManyResponse response;
    EXPECT_TRUE(stream->Write(frame));
    while (results.size() < 2 && stream->Read(&response)) {
      for (const auto& result : response.results()) {
        if (result.has_receipt()) {
          results.emplace_back(result.receipt());
        } else {
          results.emplace_back(rpc::FromProto(result.error()));
        }
      }
    }
    return results;
  };
  std::vector<absl::StatusOr<v1::Receipt>> results = send();
  ASSERT_EQ(results.size(), 2);
  EXPECT_THAT(results[0], IsReason(Reason::kClockAhead));
  EXPECT_THAT(results[1], IsReason(Reason::kPredecessorPending));

  clock.Advance(absl::Hours(1));
  results = send();
  ASSERT_EQ(results.size(), 2);
  ASSERT_OK(results[0]);
  ASSERT_OK(results[1]);
  EXPECT_EQ(results[0]->sequence(), 2);
  EXPECT_EQ(results[1]->sequence(), 3);
  stream->WritesDone();
  EXPECT_OK(rpc::FromGrpc(stream->Finish()));
}

TEST_F(SubmitManyTest, UnaryAndStreamGiveTheSameReceipt) {
  ASSERT_OK(router_.AnnounceCase(1));
  const v1::SignedMessage message =
      Message("sms", CaseId(1), MessageId(2), Inform());
  ASSERT_OK_AND_ASSIGN(const v1::Receipt unary, router_.Submit("sms", message));
  Open(Agency("sms"));
  v1::SubmitManyRequest frame;
  Add(frame, 1, message);
  Add(frame, 2, message);
  ASSERT_TRUE(stream_->Write(frame));
  const Results results = Read(2);
  for (const std::uint64_t tag : {1, 2}) {
    ASSERT_OK(results.at(tag));
    EXPECT_EQ(results.at(tag)->SerializeAsString(), unary.SerializeAsString());
  }
  stream_->WritesDone();
  EXPECT_OK(Finish());
}

TEST_F(SubmitManyTest, FrameWithoutMessagesEndsTheStream) {
  Open(Agency("sms"));
  ASSERT_TRUE(stream_->Write({}));
  EXPECT_THAT(Read(1), ::testing::IsEmpty());
  EXPECT_THAT(Finish(), IsReason(Reason::kInvalidField));
}

TEST_F(SubmitManyTest, FrameWithTooManyMessagesEndsTheStream) {
  Open(Agency("sms"));
  v1::SubmitManyRequest frame;
  for (size_t i = 0; i <= kMaxFrameMessages; ++i) frame.add_items();
  ASSERT_TRUE(stream_->Write(frame));
  EXPECT_THAT(Read(1), ::testing::IsEmpty());
  EXPECT_THAT(Finish(), IsReason(Reason::kInvalidField));
}

TEST_F(SubmitManyTest, MoreStreamsThanAnAgencyMayHaveAreRefused) {
  constexpr int kDefaultStreams = 16;
  ASSERT_OK(router_.AnnounceCase(1));
  std::vector<std::unique_ptr<grpc::ClientContext>> contexts;
  std::vector<decltype(stream_)> streams;
  for (int i = 0; i < kDefaultStreams; ++i) {
    Open(Agency("sms"));
    // An answer shows that the stream is open on the other side.
    v1::SubmitManyRequest frame;
    frame.add_items();
    ASSERT_TRUE(stream_->Write(frame));
    ASSERT_EQ(Read(1).size(), 1);
    contexts.push_back(std::move(context_));
    streams.push_back(std::move(stream_));
  }
  Open(Agency("sms"));
  EXPECT_THAT(Read(1), ::testing::IsEmpty());
  EXPECT_THAT(Finish(), IsReason(Reason::kTooManyStreams));
  for (const auto& context : contexts) context->TryCancel();
}

TEST_F(SubmitManyTest, OnlyAgenciesMaySubmit) {
  Open(Operator());
  EXPECT_THAT(Read(1), ::testing::IsEmpty());
  EXPECT_THAT(Finish(), IsReason(Reason::kPeerNotAllowed));
}

TEST_F(SubmitManyTest, StoppingRouterEndsTheStreamAndAnswersWhatItTook) {
  ASSERT_OK(router_.AnnounceCase(1));
  Open(Agency("sms"));
  v1::SubmitManyRequest frame;
  Add(frame, 1, Message("sms", CaseId(1), MessageId(2), Inform()));
  ASSERT_TRUE(stream_->Write(frame));
  EXPECT_EQ(Read(1).size(), 1);
  router_.Stop();
  EXPECT_THAT(Read(1), ::testing::IsEmpty());
  EXPECT_THAT(Finish(), IsReason(Reason::kShuttingDown));
}

}  // namespace
}  // namespace referral::router::testing
