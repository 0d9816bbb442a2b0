// A router closes connections that are old: nobody may notice.
#include <memory>
#include <sstream>

#include "spdlog/sinks/ostream_sink.h"
#include "spdlog/spdlog.h"
#include "tests/services/agency/rpc/agency_fixture.h"

namespace referral::agency {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class AgedConnectionTest : public AgencyFixture {
 protected:
  AgedConnectionTest() : before_(spdlog::default_logger()) {
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(log_);
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("log", sink));
    router_.Stop();
    rpc::ServerOptions options = FakeRouter::Insecure();
    options.max_connection_age = absl::Milliseconds(200);
    router_.Start(options);
  }
  ~AgedConnectionTest() override {
    agency_.reset();
    spdlog::set_default_logger(before_);
  }

  // What the agency logged until it was stopped.
  std::string Log() {
    agency_.reset();
    return log_.str();
  }

 private:
  const std::shared_ptr<spdlog::logger> before_;
  std::ostringstream log_;
};

TEST_F(AgedConnectionTest, MessagesKeepFlowingAndNothingIsLogged) {
  Start();
  for (int i = 1; i <= 2; ++i) {
    const auto streams = static_cast<size_t>(i + 1);
    ASSERT_TRUE(router_.AwaitOutboxes(streams));
    ASSERT_TRUE(router_.AwaitInboxes(streams));
    ASSERT_OK_AND_ASSIGN(const v1::Submission submission, Refer(i, i));
    EXPECT_EQ(submission.state(), v1::Submission::STATE_RECORDED);
  }
  evidence::BuildSpec spec = SpecOf(7, "health");
  *spec.acts.emplace_back().mutable_referral_requested() = TreatmentRequest(7);
  router_.Deliver(router_.MakeRecord(spec));
  ASSERT_TRUE(router_.AwaitAcks(1));
  EXPECT_THAT(Log(), IsEmpty());
}

TEST_F(AgedConnectionTest, NoMessageIsSentTwice) {
  longest_wait_ = absl::ZeroDuration();
  Start();
  int message = 0;
  const absl::Time give_up = absl::Now() + absl::Seconds(60);
  while (router_.outboxes() < 3 && absl::Now() < give_up) {
    ++message;
    ASSERT_OK(AddNote(message, SomeCase()));
    ASSERT_TRUE(router_.AwaitRecorded(static_cast<size_t>(message)));
    EXPECT_EQ(router_.arrivals(Uuid(message)).size(), 1u);
  }
  EXPECT_GE(router_.outboxes(), 3u);
  EXPECT_THAT(Log(), IsEmpty());
}

}  // namespace
}  // namespace referral::agency
