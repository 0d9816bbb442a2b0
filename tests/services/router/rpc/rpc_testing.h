// A router in this process, on a port of its own, and its clients.
#ifndef REFERRAL_TESTS_SERVICES_ROUTER_RPC_RPC_TESTING_H_
#define REFERRAL_TESTS_SERVICES_ROUTER_RPC_RPC_TESTING_H_

#include <grpcpp/grpcpp.h>

#include <cstdlib>
#include <deque>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/rpc/channel.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "common/rpc/status_proto.h"
#include "gtest/gtest.h"
#include "proto/referral/v1/ops_service.grpc.pb.h"
#include "proto/referral/v1/router_service.grpc.pb.h"
#include "services/router/running_router.h"
#include "tests/services/router/core/router_testing.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace referral::router::testing {

using ::referral::testing::IsOk;
using ::referral::testing::IsOkAndHolds;
using ::referral::testing::IsReason;
using ::referral::testing::IsStatusCode;

// Who calls.
inline rpc::Peer Agency(const std::string& id) {
  return {rpc::Peer::Kind::kAgency, "", id, ""};
}
inline rpc::Peer Operator() {
  return {rpc::Peer::Kind::kOperator, "", "ops", ""};
}

// A context with a deadline that no test should meet.
inline std::unique_ptr<grpc::ClientContext> ContextOf(const rpc::Peer& peer) {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() +
                        std::chrono::seconds(60));
  rpc::AddIdentity(peer, *context);
  return context;
}

// What a router is started with; what is pointed to outlives it.
struct TestSetup {
  std::string deployment = DeploymentText();
  const Clock* clock = nullptr;  // the system's
  store::SyncHook* sync_hook = nullptr;
};

// A router of a data directory of its own.
class TestRouter {
 public:
  explicit TestRouter(const TestSetup& setup = {}) : setup_(setup) {
    Write("deployment.textproto", setup.deployment);
    Write("restart.textproto", ProgrammeText());
    Start();
  }

  RouterOptions options() const {
    RouterOptions options;
    options.data_dir = dir_.Join("data");
    options.deployment = dir_.Join("deployment.textproto");
    options.programmes = {dir_.Join("restart.textproto")};
    options.insecure_loopback = true;
    options.sync_hook = setup_.sync_hook;
    return options;
  }
  void Write(const std::string& file, const std::string& text) const {
    std::ofstream(dir_.Join(file)) << text;
  }
  std::string Path(const std::string& file) const { return dir_.Join(file); }

  void Start() {
    ASSERT_OK_AND_ASSIGN(
        router_,
        RunningRouter::Start(
            options(), setup_.clock == nullptr ? system_clock_ : *setup_.clock,
            [](const absl::Status&) {}));
    ASSERT_OK_AND_ASSIGN(
        channel_, rpc::MakeChannel(
                      router_->address(),
                      {.insecure_loopback = true, .tls = {}, .server_id = ""}));
    router_stub_ = v1::RouterService::NewStub(channel_);
    ops_stub_ = v1::OpsService::NewStub(channel_);
  }
  void Stop() { router_.reset(); }

  RunningRouter& running() { return *router_; }
  const std::shared_ptr<grpc::Channel>& channel() { return channel_; }
  v1::RouterService::Stub& stub() { return *router_stub_; }
  v1::OpsService::Stub& ops() { return *ops_stub_; }

  absl::StatusOr<v1::Receipt> SubmitBytes(const rpc::Peer& peer,
                                          const std::string& bytes,
                                          std::uint64_t expected = 0) {
    v1::SubmitRequest request;
    request.set_signed_message(bytes);
    request.set_expected_sequence(expected);
    v1::Receipt receipt;
    const grpc::Status status =
        stub().Submit(ContextOf(peer).get(), request, &receipt);
    if (!status.ok()) return rpc::FromGrpc(status);
    return receipt;
  }
  absl::StatusOr<v1::Receipt> Submit(const std::string& sender,
                                     const v1::SignedMessage& message,
                                     std::uint64_t expected = 0) {
    return SubmitBytes(Agency(sender), message.SerializeAsString(), expected);
  }
  // Border announces the case of that number.
  absl::StatusOr<v1::Receipt> AnnounceCase(std::uint32_t number) {
    return Submit("border", Message("border", CaseId(number), MessageId(number),
                                    Announce()));
  }

  v1::RouterStatus Status() {
    v1::RouterStatus status;
    const grpc::Status result =
        ops().GetStatus(ContextOf(Operator()).get(), {}, &status);
    EXPECT_TRUE(result.ok()) << result.error_message();
    return status;
  }
  std::uint64_t Position() { return Status().last_position(); }

  // How often `reason` was refused at `where`.
  int Refusals(const std::string& where, const std::string& reason) {
    const std::string text = router_->metrics().Text();
    const std::string line = absl::StrCat("referral_refusals_total{reason=\"",
                                          reason, "\",where=\"", where, "\"} ");
    const size_t at = text.find(line);
    return at == std::string::npos ? 0 : std::atoi(&text[at + line.size()]);
  }

 private:
  const ::referral::testing::TempDir dir_;
  const TestSetup setup_;
  const SystemClock system_clock_;
  std::unique_ptr<RunningRouter> router_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::RouterService::Stub> router_stub_;
  std::unique_ptr<v1::OpsService::Stub> ops_stub_;
};

// A consumer of an inbox.
class TestInbox {
 public:
  TestInbox(TestRouter& router, const std::string& agency)
      : context_(ContextOf(Agency(agency))),
        stream_(router.stub().OpenInbox(context_.get())) {}

  void Hello(std::uint32_t credit) {
    v1::OpenInboxRequest frame;
    frame.mutable_hello()->set_software_version("test");
    frame.set_credit(credit);
    stream_->Write(frame);
  }
  void Send(const v1::OpenInboxRequest& frame) { stream_->Write(frame); }
  void Ack(std::uint64_t position) {
    v1::OpenInboxRequest frame;
    frame.add_acks(position);
    stream_->Write(frame);
  }
  void Nack(std::uint64_t position) {
    v1::OpenInboxRequest frame;
    v1::OpenInboxRequest::Nack& nack = *frame.add_nacks();
    nack.set_position(position);
    nack.set_reason_code("BAD_PART");
    nack.mutable_delay();  // none
    stream_->Write(frame);
  }
  // The next delivery; frames without one are passed over.
  v1::OpenInboxResponse::Delivery Next() {
    v1::OpenInboxResponse frame;
    while (queue_.empty() && stream_->Read(&frame)) {
      for (const auto& delivery : frame.deliveries()) {
        queue_.push_back(delivery);
      }
    }
    if (queue_.empty()) return {};  // the stream has ended
    const v1::OpenInboxResponse::Delivery next = queue_.front();
    queue_.pop_front();
    return next;
  }
  // Reads until the router says that everything was delivered.
  void WaitUntilCaughtUp() {
    v1::OpenInboxResponse frame;
    while (stream_->Read(&frame)) {
      for (const auto& delivery : frame.deliveries()) {
        queue_.push_back(delivery);
      }
      if (frame.caught_up()) return;
    }
    ADD_FAILURE() << "the stream has ended";
  }
  // Reads to the end.
  absl::Status End() {
    v1::OpenInboxResponse frame;
    while (stream_->Read(&frame)) {
    }
    return rpc::FromGrpc(stream_->Finish());
  }
  absl::Status Close() {
    stream_->WritesDone();
    return End();
  }

 private:
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<
      grpc::ClientReaderWriter<v1::OpenInboxRequest, v1::OpenInboxResponse>>
      stream_;
  std::deque<v1::OpenInboxResponse::Delivery> queue_;
};

class RouterRpcTest : public ::testing::Test {
 protected:
  TestRouter router_;
};

}  // namespace referral::router::testing

#endif  // REFERRAL_TESTS_SERVICES_ROUTER_RPC_RPC_TESTING_H_
