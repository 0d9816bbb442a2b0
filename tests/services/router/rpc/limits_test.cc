// What one agency may use, over all its calls and streams.
#include <map>
#include <thread>

#include "absl/strings/str_replace.h"
#include "common/base/mutex.h"
#include "common/store/sync_hook.h"
#include "gmock/gmock.h"
#include "tests/services/router/rpc/rpc_testing.h"
#include "tests/support/manual_clock.h"

namespace referral::router::testing {
namespace {

using ::referral::testing::ManualClock;

// The deployment, with limits for the lead.
std::string Limited(const std::string& limits) {
  return absl::StrReplaceAll(
      DeploymentText(),
      {{"role: AGENCY_ROLE_LEAD ",
        absl::StrCat("role: AGENCY_ROLE_LEAD limits { ", limits, " } ")}});
}

// Holds up every sync while it is shut.
class Barrier final : public store::SyncHook {
 public:
  absl::Status BeforeSync(absl::string_view) override {
    MutexLock lock(mutex_);
    if (shut_) ++waiting_;
    changed_.SignalAll();
    while (shut_) changed_.Wait(mutex_);
    return absl::OkStatus();
  }
  void Set(bool shut) {
    MutexLock lock(mutex_);
    shut_ = shut;
    changed_.SignalAll();
  }
  // False: nothing came to be synced.
  bool AwaitSync() {
    MutexLock lock(mutex_);
    while (waiting_ == 0) {
      if (changed_.WaitFor(mutex_, absl::Seconds(20))) return waiting_ > 0;
    }
    return true;
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  bool shut_ ABSL_GUARDED_BY(mutex_) = false;
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;
};

// The lead's outbox.
class TestOutbox {
 public:
  using Results = std::map<std::uint64_t, absl::StatusOr<v1::Receipt>>;

  explicit TestOutbox(TestRouter& router)
      : context_(ContextOf(Agency("sms"))),
        stream_(router.stub().SubmitMany(context_.get())) {}

  // One frame; tags are message numbers.
  void Send(const std::vector<std::pair<std::uint32_t, v1::SignedMessage>>&
                messages) {
    v1::SubmitManyRequest frame;
    for (const auto& [tag, message] : messages) {
      v1::SubmitManyRequest::Item& item = *frame.add_items();
      item.set_tag(tag);
      item.set_signed_message(message.SerializeAsString());
    }
    EXPECT_TRUE(stream_->Write(frame));
  }
  Results Read(size_t count) {
    Results results;
    v1::SubmitManyResponse response;
    while (results.size() < count && stream_->Read(&response)) {
      for (const auto& result : response.results()) {
        if (result.has_receipt()) {
          results.emplace(result.tag(), result.receipt());
        } else {
          results.emplace(result.tag(), rpc::FromProto(result.error()));
        }
      }
    }
    EXPECT_EQ(results.size(), count);
    return results;
  }
  absl::Status Close() {
    stream_->WritesDone();
    return rpc::FromGrpc(stream_->Finish());
  }

 private:
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<
      grpc::ClientReaderWriter<v1::SubmitManyRequest, v1::SubmitManyResponse>>
      stream_;
};

v1::SignedMessage InformOf(std::uint32_t case_number, std::uint32_t id) {
  return Message("sms", CaseId(case_number), MessageId(id), Inform());
}

TEST(LimitsTest, RateIsOneForCallsAndStreamsAndOthersHaveTheirOwn) {
  ManualClock clock;
  TestRouter router(
      {.deployment = Limited("max_messages_per_second: 2"), .clock = &clock});
  ASSERT_OK(router.AnnounceCase(1));
  ASSERT_OK(router.AnnounceCase(2));
  ASSERT_OK(router.AnnounceCase(3));
  TestOutbox outbox(router);
  outbox.Send({{11, InformOf(1, 11)}});
  EXPECT_OK(outbox.Read(1).at(11));
  EXPECT_OK(router.Submit("sms", InformOf(2, 12)));
  const auto refused = router.Submit("sms", InformOf(3, 13));
  EXPECT_THAT(refused, IsReason(Reason::kRateLimited));
  EXPECT_THAT(refused, IsStatusCode(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(router.Refusals("call", "RATE_LIMITED"), 1);
  EXPECT_OK(router.AnnounceCase(4));
  clock.Advance(absl::Milliseconds(500));
  EXPECT_OK(router.Submit("sms", InformOf(3, 13)));
  EXPECT_THAT(router.Submit("sms", InformOf(3, 14)),
              IsReason(Reason::kRateLimited));
}

TEST(LimitsTest, RateLimitedMessagesOfAStreamKeepTheOrderOfTheirCase) {
  ManualClock clock;
  TestRouter router(
      {.deployment = Limited("max_messages_per_second: 2"), .clock = &clock});
  ASSERT_OK(router.AnnounceCase(1));
  ASSERT_OK(router.AnnounceCase(2));
  TestOutbox outbox(router);
  const std::pair<std::uint32_t, v1::SignedMessage> a{11, InformOf(1, 11)};
  const std::pair<std::uint32_t, v1::SignedMessage> b{12, InformOf(1, 12)};
  const std::pair<std::uint32_t, v1::SignedMessage> c{13, InformOf(1, 13)};
  const std::pair<std::uint32_t, v1::SignedMessage> d{14, InformOf(1, 14)};
  outbox.Send({a, b, c, d});
  TestOutbox::Results results = outbox.Read(4);
  EXPECT_OK(results.at(11));
  EXPECT_OK(results.at(12));
  EXPECT_THAT(results.at(13), IsReason(Reason::kRateLimited));
  EXPECT_THAT(results.at(14), IsReason(Reason::kPredecessorPending));
  // Still none to spare: the first of them keeps its turn.
  outbox.Send({c, d});
  results = outbox.Read(2);
  EXPECT_THAT(results.at(13), IsReason(Reason::kRateLimited));
  EXPECT_THAT(results.at(14), IsReason(Reason::kPredecessorPending));
  clock.Advance(absl::Seconds(1));
  // Other cases go on; this one waits for its turn.
  outbox.Send({{21, InformOf(2, 21)}});
  EXPECT_OK(outbox.Read(1).at(21));
  outbox.Send({d});
  EXPECT_THAT(outbox.Read(1).at(14), IsReason(Reason::kPredecessorPending));
  clock.Advance(absl::Seconds(1));
  outbox.Send({c, d});
  results = outbox.Read(2);
  ASSERT_OK(results.at(13));
  ASSERT_OK(results.at(14));
  EXPECT_EQ(results.at(13)->sequence() + 1, results.at(14)->sequence());
  EXPECT_OK(outbox.Close());
}

TEST(LimitsTest, RateLimitedMessageThatIsThenRefusedHoldsNothingBack) {
  ManualClock clock;
  TestRouter router(
      {.deployment = Limited("max_messages_per_second: 1"), .clock = &clock});
  ASSERT_OK(router.AnnounceCase(1));
  v1::SignedMessage bad = InformOf(1, 12);
  bad.mutable_parts(0)->mutable_disclosure()->back() ^= 1;
  TestOutbox outbox(router);
  outbox.Send({{11, InformOf(1, 11)}, {12, bad}, {13, InformOf(1, 13)}});
  TestOutbox::Results results = outbox.Read(3);
  EXPECT_OK(results.at(11));
  EXPECT_THAT(results.at(12), IsReason(Reason::kRateLimited));
  EXPECT_THAT(results.at(13), IsReason(Reason::kPredecessorPending));
  clock.Advance(absl::Seconds(1));
  outbox.Send({{12, bad}});
  EXPECT_THAT(outbox.Read(1).at(12), IsReason(Reason::kDigestMismatch));
  clock.Advance(absl::Seconds(1));
  outbox.Send({{13, InformOf(1, 13)}});
  EXPECT_OK(outbox.Read(1).at(13));
}

TEST(LimitsTest, MessageBeyondTheAgencysSizeIsRefused) {
  TestRouter router({.deployment = Limited("max_message_bytes: 1024")});
  ASSERT_OK(router.AnnounceCase(1));
  EXPECT_THAT(router.SubmitBytes(Agency("sms"), std::string(1025, 'x')),
              IsReason(Reason::kMessageTooLarge));
  // One of the largest size comes to the gate.
  EXPECT_THAT(router.SubmitBytes(Agency("sms"), std::string(1024, 'x')),
              IsReason(Reason::kInvalidField));
  TestOutbox outbox(router);
  v1::SignedMessage large = InformOf(1, 11);
  large.mutable_proof()->set_signature(std::string(1024, 'x'));
  outbox.Send({{11, large}, {12, InformOf(1, 12)}});
  TestOutbox::Results results = outbox.Read(2);
  EXPECT_THAT(results.at(11), IsReason(Reason::kMessageTooLarge));
  EXPECT_OK(results.at(12));  // a refusal holds back nothing
}

TEST(LimitsTest, CallsBeyondTheMessagesInFlightAreRefused) {
  Barrier barrier;
  TestRouter router({.deployment = Limited("max_messages_in_flight: 1"),
                     .sync_hook = &barrier});
  ASSERT_OK(router.AnnounceCase(1));
  ASSERT_OK(router.AnnounceCase(2));
  barrier.Set(true);
  absl::StatusOr<v1::Receipt> first;
  std::thread caller([&] { first = router.Submit("sms", InformOf(1, 11)); });
  EXPECT_TRUE(barrier.AwaitSync());
  EXPECT_THAT(router.Submit("sms", InformOf(2, 12)),
              IsReason(Reason::kTooManyInFlight));
  barrier.Set(false);
  caller.join();
  EXPECT_OK(first);
  EXPECT_OK(router.Submit("sms", InformOf(2, 12)));
  EXPECT_EQ(router.Refusals("call", "TOO_MANY_IN_FLIGHT"), 1);
}

TEST(LimitsTest, StreamsReadOnAsLongAsTheyHaveNothingUnderWay) {
  TestRouter router({.deployment = Limited("max_messages_in_flight: 1")});
  ASSERT_OK(router.AnnounceCase(1));
  ASSERT_OK(router.AnnounceCase(2));
  TestOutbox one(router);
  TestOutbox two(router);
  for (std::uint32_t i = 0; i < 20; ++i) {
    one.Send({{100 + i, InformOf(1, 100 + i)}});
    two.Send({{200 + i, InformOf(2, 200 + i)}});
  }
  for (const auto& [tag, result] : one.Read(20)) EXPECT_OK(result);
  for (const auto& [tag, result] : two.Read(20)) EXPECT_OK(result);
}

TEST(LimitsTest, ReloadedLimitsCountForStreamsThatAreOpen) {
  TestRouter router;
  ASSERT_OK(router.AnnounceCase(1));
  TestOutbox outbox(router);
  v1::SignedMessage large = InformOf(1, 11);
  large.mutable_proof()->set_signature(std::string(1024, 'x'));
  outbox.Send({{11, InformOf(1, 11)}});
  EXPECT_OK(outbox.Read(1).at(11));
  router.Write("deployment.textproto", Limited("max_message_bytes: 1024"));
  v1::ReloadRequest request;
  request.set_reason("smaller messages");
  v1::ReloadResponse response;
  ASSERT_OK(rpc::FromGrpc(
      router.ops().Reload(ContextOf(Operator()).get(), request, &response)));
  outbox.Send({{12, large}});
  EXPECT_THAT(outbox.Read(1).at(12), IsReason(Reason::kMessageTooLarge));
}

}  // namespace
}  // namespace referral::router::testing
