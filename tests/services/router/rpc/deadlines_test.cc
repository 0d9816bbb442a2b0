// No unary call may wait without end, whichever it is.
#include <algorithm>

#include "gmock/gmock.h"
#include "tests/services/router/rpc/rpc_testing.h"
#include "tests/support/unary_calls.h"

namespace referral::router::testing {
namespace {

using ::referral::testing::CallWithoutDeadline;
using ::referral::testing::UnaryMethodsOf;
using ::testing::Contains;
using ::testing::SizeIs;

class DeadlinesTest : public RouterRpcTest {
 protected:
  void ExpectDeadlineRequired(const rpc::Peer& caller,
                              const std::vector<std::string>& methods) {
    for (const std::string& method : methods) {
      SCOPED_TRACE(method);
      EXPECT_THAT(CallWithoutDeadline(router_.channel(), caller, method),
                  IsReason(Reason::kDeadlineRequired));
    }
    EXPECT_EQ(router_.Refusals("call", "DEADLINE_REQUIRED"),
              static_cast<int>(methods.size()));
  }
};

TEST_F(DeadlinesTest, EveryUnaryCallOfTheRouterServiceNeedsOne) {
  const std::string publish = "/referral.v1.RouterService/PublishCapacity";
  auto methods = UnaryMethodsOf("referral.v1.RouterService");
  EXPECT_THAT(methods, Contains("/referral.v1.RouterService/Submit"));
  EXPECT_THAT(methods, SizeIs(11));
  // That one is for providers alone.
  const auto providers = std::find(methods.begin(), methods.end(), publish);
  ASSERT_NE(providers, methods.end());
  methods.erase(providers);
  ExpectDeadlineRequired(Agency("sms"), methods);
  EXPECT_THAT(CallWithoutDeadline(router_.channel(), Agency("health"), publish),
              IsReason(Reason::kDeadlineRequired));
}

TEST_F(DeadlinesTest, EveryUnaryCallOfOperatorsNeedsOne) {
  const auto methods = UnaryMethodsOf("referral.v1.OpsService");
  EXPECT_THAT(methods, Contains("/referral.v1.OpsService/DropParked"));
  ExpectDeadlineRequired(Operator(), methods);
}

TEST_F(DeadlinesTest, StreamsNeedNone) {
  grpc::ClientContext context;
  rpc::AddIdentity(Agency("sms"), context);
  const auto stream = router_.stub().SubmitMany(&context);
  stream->WritesDone();
  v1::SubmitManyResponse response;
  EXPECT_FALSE(stream->Read(&response));
  EXPECT_TRUE(stream->Finish().ok());
}

}  // namespace
}  // namespace referral::router::testing
