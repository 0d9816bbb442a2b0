#include "deploy/pilot/calls.h"

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "common/base/errors.h"
#include "common/base/mutex.h"
#include "common/rpc/status.h"
#include "common/rpc/status_proto.h"
#include "deploy/pilot/worklist_watch.h"
#include "tests/support/status_matchers.h"

namespace referral::pilot {
namespace {

using ::referral::testing::IsOk;
using ::referral::testing::IsReason;
using ::referral::testing::IsStatusCode;

constexpr char kMessage[] = "00000000-0000-8000-8000-000000000001";

v1::Submission InState(v1::Submission::State state) {
  v1::Submission submission;
  submission.set_message_id(kMessage);
  submission.set_case_id("AZ-00000-00000-0");
  submission.set_state(state);
  return submission;
}

// Answers as the test says.
class FakeIntake final : public v1::SmsIntakeService::Service {
 public:
  grpc::Status AnnounceArrival(grpc::ServerContext*,
                               const v1::AnnounceArrivalRequest*,
                               v1::Submission* response) override {
    MutexLock lock(mutex);
    ++calls;
    if (!failures.empty()) {
      const absl::Status failure = failures.front();
      failures.pop_front();
      return rpc::ToGrpc(failure);
    }
    *response = answer;
    return grpc::Status::OK;
  }

  Mutex mutex;
  std::deque<absl::Status> failures ABSL_GUARDED_BY(mutex);
  v1::Submission answer ABSL_GUARDED_BY(mutex);
  int calls ABSL_GUARDED_BY(mutex) = 0;
};

class FakeDesk final : public v1::ReferralDesk::Service {
 public:
  // Each stream tells the next list of changes, then ends.
  grpc::Status WatchSubmissions(
      grpc::ServerContext*, const v1::WatchSubmissionsRequest*,
      grpc::ServerWriter<v1::Submission>* writer) override {
    std::vector<v1::Submission> changes;
    {
      MutexLock lock(mutex);
      if (!streams.empty()) {
        changes = streams.front();
        streams.pop_front();
      }
    }
    for (const v1::Submission& change : changes) writer->Write(change);
    return grpc::Status::OK;
  }

  grpc::Status WatchWorklist(
      grpc::ServerContext*, const v1::WatchWorklistRequest*,
      grpc::ServerWriter<v1::WorklistItem>* writer) override {
    v1::ReferralStatus status;
    {
      MutexLock lock(mutex);
      if (statuses.empty()) return grpc::Status::OK;
      status = statuses.front();
      statuses.pop_front();
    }
    v1::WorklistItem item;
    item.set_referral_id("r");
    item.set_status(status);
    writer->Write(item);
    return grpc::Status::OK;
  }

  Mutex mutex;
  std::deque<std::vector<v1::Submission>> streams ABSL_GUARDED_BY(mutex);
  std::deque<v1::ReferralStatus> statuses ABSL_GUARDED_BY(mutex);
};

class CallsTest : public ::testing::Test {
 protected:
  CallsTest() {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(),
                             &port);
    builder.RegisterService(&intake_);
    builder.RegisterService(&desk_);
    server_ = builder.BuildAndStart();
    AgencyOptions options;
    options.insecure_loopback = true;
    const std::string address = absl::StrCat("127.0.0.1:", port);
    cast_.emplace(Cast::Make({{"sms", Vocabulary::kSmsIntake, address},
                              {"health", Vocabulary::kHealth, address}})
                      .value());
    agencies_ = Agencies::Connect(*cast_, options).value();
  }
  ~CallsTest() override {
    stop_.Fail(absl::OkStatus(), "");
    server_->Shutdown();
  }

  absl::StatusOr<v1::Submission> Announce(Stop& stop) {
    Calls calls(*agencies_, stop);
    return calls.Submit(
        "sms", [&](grpc::ClientContext* context, v1::Submission* submission) {
          return agencies_->sms().AnnounceArrival(context, {}, submission);
        });
  }

  void AnswerWith(v1::Submission answer,
                  std::deque<absl::Status> failures = {}) {
    MutexLock lock(intake_.mutex);
    intake_.answer = std::move(answer);
    intake_.failures = std::move(failures);
  }

  int TimesCalled() {
    MutexLock lock(intake_.mutex);
    return intake_.calls;
  }

  SystemClock clock_;
  Stop stop_{clock_, absl::Seconds(60)};
  FakeIntake intake_;
  FakeDesk desk_;
  std::unique_ptr<grpc::Server> server_;
  std::optional<Cast> cast_;
  std::unique_ptr<Agencies> agencies_;
};

TEST_F(CallsTest, RecordedAnswerIsTakenAtOnce) {
  AnswerWith(InState(v1::Submission::STATE_RECORDED));
  const auto submission = Announce(stop_);
  ASSERT_THAT(submission, IsOk());
  EXPECT_EQ(submission->case_id(), "AZ-00000-00000-0");
  EXPECT_EQ(TimesCalled(), 1);
}

TEST_F(CallsTest, CallIsRepeatedWhileTheServiceIsAway) {
  AnswerWith(InState(v1::Submission::STATE_RECORDED),
             {absl::UnavailableError("restarting"),
              absl::DeadlineExceededError("slow"),
              absl::CancelledError("shutting down"),
              MakeError(Reason::kQueueFull, "full")});
  EXPECT_THAT(Announce(stop_), IsOk());
  EXPECT_EQ(TimesCalled(), 5);
}

TEST_F(CallsTest, RefusalIsNotRepeated) {
  AnswerWith(InState(v1::Submission::STATE_RECORDED),
             {MakeError(Reason::kConsentMissing, "no consent", "person_ids")});
  EXPECT_THAT(Announce(stop_), IsReason(Reason::kConsentMissing));
  EXPECT_EQ(TimesCalled(), 1);
}

TEST_F(CallsTest, QueuedSubmissionIsFollowedUntilItIsRecorded) {
  AnswerWith(InState(v1::Submission::STATE_QUEUED));
  {
    MutexLock lock(desk_.mutex);
    desk_.streams = {{InState(v1::Submission::STATE_QUEUED)},
                     {},
                     {InState(v1::Submission::STATE_QUEUED),
                      InState(v1::Submission::STATE_RECORDED)}};
  }
  const auto submission = Announce(stop_);
  ASSERT_THAT(submission, IsOk());
  EXPECT_EQ(submission->state(), v1::Submission::STATE_RECORDED);
}

TEST_F(CallsTest, RefusalOfTheRouterKeepsItsReason) {
  AnswerWith(InState(v1::Submission::STATE_QUEUED));
  v1::Submission refused = InState(v1::Submission::STATE_REFUSED);
  *refused.mutable_refusal() =
      rpc::ToProto(MakeError(Reason::kBudgetExceeded, "too much", "budget"));
  {
    MutexLock lock(desk_.mutex);
    desk_.streams = {{refused}};
  }
  EXPECT_THAT(Announce(stop_), IsReason(Reason::kBudgetExceeded));
}

TEST_F(CallsTest, TimeOfTheReplayEndsTheTries) {
  AnswerWith(InState(v1::Submission::STATE_RECORDED));
  Stop over(clock_, absl::ZeroDuration());
  EXPECT_THAT(Announce(over),
              IsStatusCode(absl::StatusCode::kDeadlineExceeded));
  EXPECT_EQ(TimesCalled(), 0);
}

TEST_F(CallsTest, StoppedReplayRepeatsNothing) {
  AnswerWith(InState(v1::Submission::STATE_RECORDED),
             {absl::UnavailableError("restarting")});
  stop_.Fail(absl::InternalError("another case failed"), "f:1");
  EXPECT_THAT(Announce(stop_), IsStatusCode(absl::StatusCode::kCancelled));
  EXPECT_EQ(stop_.where(), "f:1");
}

TEST_F(CallsTest, WatchGoesOnAfterABrokenStream) {
  {
    MutexLock lock(desk_.mutex);
    desk_.statuses = {v1::REFERRAL_STATUS_REQUESTED,
                      v1::REFERRAL_STATUS_ACCEPTED,
                      v1::REFERRAL_STATUS_COMPLETED};
  }
  WorklistWatch watch("health", *agencies_, stop_);
  EXPECT_THAT(watch.WaitFor("r",
                            [](v1::ReferralStatus status) {
                              return status == v1::REFERRAL_STATUS_COMPLETED;
                            }),
              IsOk());
  stop_.Fail(absl::OkStatus(), "");
  EXPECT_THAT(watch.WaitFor("other", [](v1::ReferralStatus) { return true; }),
              IsStatusCode(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace referral::pilot
