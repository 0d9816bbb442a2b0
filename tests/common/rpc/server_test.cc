#include "common/rpc/server.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/support/byte_buffer.h>

#include <fstream>
#include <future>

#include "common/rpc/address.h"
#include "common/rpc/channel.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "proto/referral/config/v1/deployment.pb.h"
#include "tests/common/rpc/who_service.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace referral::rpc {
namespace {

using ::referral::testing::IsOk;
using ::referral::testing::IsReason;
using ::referral::testing::TempDir;

class ServerTest : public ::testing::Test {
 protected:
  ServerTest() : service_({"referral.az", true, {Peer::Kind::kAgency}, ""}) {
    options_.insecure_loopback = true;
  }

  absl::StatusOr<std::unique_ptr<Server>> Start() {
    return Server::Start(options_, {&service_});
  }

  static std::shared_ptr<grpc::Channel> Dial(const Server& server) {
    ChannelOptions options;
    options.insecure_loopback = true;
    auto channel = MakeChannel(server.bound_address(), options);
    EXPECT_OK(channel);
    return *channel;
  }

  // A unary call of any method with these bytes.
  static grpc::Status Call(const std::shared_ptr<grpc::Channel>& channel,
                           const std::string& method, const std::string& bytes,
                           std::string* answer) {
    grpc::GenericStub stub(channel);
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    const grpc::Slice slice(bytes);
    const grpc::ByteBuffer request(&slice, 1);
    grpc::ByteBuffer response;
    std::promise<grpc::Status> done;
    stub.UnaryCall(&context, method, {}, &request, &response,
                   [&done](grpc::Status status) { done.set_value(status); });
    const grpc::Status status = done.get_future().get();
    grpc::Slice flat;
    if (status.ok() && response.DumpToSingleSlice(&flat).ok()) {
      answer->assign(reinterpret_cast<const char*>(flat.begin()), flat.size());
    }
    return status;
  }

  static grpc::Status ListAgencies(
      const std::shared_ptr<grpc::Channel>& channel, absl::Duration timeout) {
    const auto stub = v1::OpsService::NewStub(channel);
    grpc::ClientContext context;
    if (timeout != absl::InfiniteDuration()) {
      context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
    }
    v1::ListAgenciesResponse response;
    return stub->ListAgencies(&context, {}, &response);
  }

  ServerOptions options_;
  WhoService service_;
};

TEST_F(ServerTest, ErrorArrivesWithAllItsDetails) {
  ASSERT_OK_AND_ASSIGN(const auto server, Start());
  EXPECT_EQ(FromGrpc(ListAgencies(Dial(*server), absl::Seconds(20))),
            MakeError(Reason::kConsentMissing, "no consent: ə",
                      "acts[1].referral_requested"));
}

TEST_F(ServerTest, CallWithoutDeadlineIsRefusedWhereOneIsRequired) {
  ASSERT_OK_AND_ASSIGN(const auto server, Start());
  EXPECT_THAT(FromGrpc(ListAgencies(Dial(*server), absl::InfiniteDuration())),
              IsReason(Reason::kDeadlineRequired));
}

TEST_F(ServerTest, HealthIsASwitch) {
  constexpr char kMethod[] = "/grpc.health.v1.Health/Check";
  std::string answer;
  {
    ASSERT_OK_AND_ASSIGN(const auto server, Start());
    EXPECT_EQ(Call(Dial(*server), kMethod, "", &answer).error_code(),
              grpc::StatusCode::UNIMPLEMENTED);
  }
  options_.health = true;
  ASSERT_OK_AND_ASSIGN(const auto server, Start());
  ASSERT_TRUE(Call(Dial(*server), kMethod, "", &answer).ok());
  EXPECT_EQ(answer, std::string("\x08\x01"));  // status: SERVING
}

TEST_F(ServerTest, DeploymentSaysWhatIsServedAndForHowLong) {
  config::v1::Deployment deployment;
  ServerOptions options;
  ApplyDeployment(deployment, options);
  EXPECT_FALSE(options.health);
  EXPECT_FALSE(options.reflection);
  EXPECT_EQ(options.max_connection_age, kMaxConnectionAge);
  deployment.set_health(true);
  deployment.set_reflection(true);
  deployment.mutable_front_door()->set_max_connection_age_seconds(60);
  ApplyDeployment(deployment, options);
  EXPECT_TRUE(options.health);
  EXPECT_TRUE(options.reflection);
  EXPECT_EQ(options.max_connection_age, absl::Minutes(1));
}

TEST_F(ServerTest, AgedConnectionIsReplacedAndNoCallIsLost) {
  options_.max_connection_age = absl::Milliseconds(200);
  ASSERT_OK_AND_ASSIGN(const auto server, Start());
  const auto channel = Dial(*server);
  const Peer self{Peer::Kind::kAgency, "", "sms", ""};
  ASSERT_OK(AskWho(channel, self));
  const std::string first = service_.address();
  const absl::Time give_up = absl::Now() + absl::Seconds(30);
  while (service_.address() == first && absl::Now() < give_up) {
    ASSERT_OK(AskWho(channel, self));
  }
  EXPECT_NE(service_.address(), first);
}

TEST_F(ServerTest, ReflectionIsASwitch) {
  constexpr char kMethod[] =
      "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo";
  std::string answer;
  {
    ASSERT_OK_AND_ASSIGN(const auto server, Start());
    EXPECT_EQ(Call(Dial(*server), kMethod, "", &answer).error_code(),
              grpc::StatusCode::UNIMPLEMENTED);
  }
  options_.reflection = true;
  ASSERT_OK_AND_ASSIGN(const auto server, Start());
  // An empty request is answered with an error response, not refused.
  EXPECT_TRUE(Call(Dial(*server), kMethod, "", &answer).ok());
}

TEST_F(ServerTest, PortInUseIsAnError) {
  ASSERT_OK_AND_ASSIGN(const auto first, Start());
  options_.listen_address = first->bound_address();
  const auto second = Start();
  EXPECT_THAT(second, IsReason(Reason::kPortInUse));
  EXPECT_EQ(Where(second.status()), first->bound_address());
}

TEST_F(ServerTest, UnusableAddressIsAnError) {
  options_.insecure_loopback = true;
  options_.listen_address = "no-such-host.invalid:0";
  EXPECT_THAT(Start(), IsReason(Reason::kInsecureRefused));
  options_.listen_address = "127.0.0.1";  // no port
  EXPECT_THAT(Start(), IsReason(Reason::kInvalidField));
}

TEST_F(ServerTest, InsecureIsRefusedBeyondLoopback) {
  for (const char* address : {"0.0.0.0:0", "[::]:0", "192.0.2.1:0"}) {
    SCOPED_TRACE(address);
    options_.listen_address = address;
    EXPECT_THAT(Start(), IsReason(Reason::kInsecureRefused));
    ChannelOptions dial;
    dial.insecure_loopback = true;
    EXPECT_THAT(MakeChannel(address, dial), IsReason(Reason::kInsecureRefused));
  }
}

TEST_F(ServerTest, MessageBeyondTheLimitIsRefusedAndTheServerStillServes) {
  options_.max_message_bytes = 1000;
  ASSERT_OK_AND_ASSIGN(const auto server, Start());
  const auto channel = Dial(*server);
  // An unknown field of so many bytes.
  const auto message = [](size_t size) {
    std::string bytes = "\xfa\x3e";  // field 1007, length-delimited
    size -= bytes.size() + 2;
    bytes.push_back(static_cast<char>((size & 0x7f) | 0x80));
    bytes.push_back(static_cast<char>(size >> 7));
    return bytes + std::string(size, 'x');
  };
  constexpr char kMethod[] = "/referral.v1.OpsService/ListAgencies";
  std::string answer;
  EXPECT_EQ(Call(channel, kMethod, message(1001), &answer).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(Call(channel, kMethod, message(1000), &answer).error_code(),
            grpc::StatusCode::FAILED_PRECONDITION);
}

TEST_F(ServerTest, PortFileHoldsTheAddressToDial) {
  const TempDir dir;
  ASSERT_OK_AND_ASSIGN(const auto server, Start());
  ASSERT_OK(server->WritePortFile(dir.Join("port")));
  std::ifstream file(dir.Join("port"));
  std::string line;
  ASSERT_TRUE(std::getline(file, line));
  EXPECT_EQ(line, server->bound_address());
  EXPECT_FALSE(std::filesystem::exists(dir.Join("port.new")));
  EXPECT_THAT(server->WritePortFile(dir.Join("nowhere/port")),
              IsReason(Reason::kDiskFailed));
}

TEST_F(ServerTest, ChannelFindsAServerThatComesBack) {
  ASSERT_OK_AND_ASSIGN(auto server, Start());
  const auto channel = Dial(*server);
  const Peer self{Peer::Kind::kAgency, "", "sms", ""};
  ASSERT_OK(AskWho(channel, self));
  options_.listen_address = server->bound_address();
  server->Shutdown();
  EXPECT_EQ(AskWho(channel, self).status().code(),
            absl::StatusCode::kUnavailable);
  server.reset();
  ASSERT_OK_AND_ASSIGN(server, Start());
  ASSERT_TRUE(channel->WaitForConnected(
      absl::ToChronoTime(absl::Now() + absl::Seconds(20))));
  EXPECT_OK(AskWho(channel, self));
}

}  // namespace
}  // namespace referral::rpc
