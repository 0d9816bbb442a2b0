// An agency service as its ministry's systems see it, before a fake router. It
// signs, seals and verifies; only the transport is the plain one.
#ifndef REFERRAL_TESTS_SERVICES_AGENCY_RPC_AGENCY_FIXTURE_H_
#define REFERRAL_TESTS_SERVICES_AGENCY_RPC_AGENCY_FIXTURE_H_

#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/clock.h"
#include "common/config/text_file.h"
#include "common/rpc/channel.h"
#include "common/rpc/peer.h"
#include "common/rpc/status.h"
#include "gmock/gmock.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "proto/referral/v1/desk_service.grpc.pb.h"
#include "services/agency/rpc/agency.h"
#include "tests/services/agency/fake_router.h"
#include "tests/services/agency/support/keys.h"
#include "tests/services/agency/support/samples.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temp_dir.h"

namespace referral::agency {

class AgencyFixture : public ::testing::Test {
 protected:
  explicit AgencyFixture(std::string self = "sms") : self_(std::move(self)) {
    WriteSigningKey(directory_.Join("signing.pem"), self_);
    WriteMasterKeys(directory_.Join("master.key"), {1});
    WriteDeployment(SomeDeployment());
    router_.Start();
  }
  ~AgencyFixture() override {
    desk_.reset();
    agency_.reset();
  }

  AgencyOptions Options() {
    AgencyOptions options;
    options.agency = self_;
    options.data_dir = directory_.Join("data");
    options.router = router_.address();
    options.deployment = deployment_;
    options.deployment.mutable_front_door()->set_slow_reader_seconds(
        slow_reader_seconds_);
    options.deployment_file = directory_.Join("deployment.textproto");
    options.programmes = {SomeProgramme()};
    options.insecure_loopback = true;
    options.keys = {directory_.Join("signing.pem"),
                    directory_.Join("master.key")};
    options.key_file_interval = key_file_interval_;
    options.longest_wait = longest_wait_;
    options.max_watch_backlog = max_watch_backlog_;
    return options;
  }

  // The deployment that the service finds in its file from now on.
  void WriteDeployment(const config::v1::Deployment& deployment) {
    deployment_ = deployment;
    std::ofstream(directory_.Join("deployment.textproto"))
        << config::CanonicalText(deployment);
  }

  void Start() {
    auto agency = Agency::Start(Options(), clock_);
    ASSERT_OK(agency);
    agency_ = *std::move(agency);
    rpc::ChannelOptions channel;
    channel.insecure_loopback = true;
    auto made = rpc::MakeChannel(agency_->address(), channel);
    ASSERT_OK(made);
    desk_ = v1::ReferralDesk::NewStub(*made);
  }

  void Restart() {
    desk_.reset();
    agency_.reset();
    Start();
  }

  // A ministry system of this agency.
  rpc::Peer System() const {
    rpc::Peer peer;
    peer.kind = rpc::Peer::Kind::kSystem;
    peer.id = self_;
    peer.system = "registry";
    return peer;
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> CallAs(
      const rpc::Peer& peer,
      grpc::Status (v1::ReferralDesk::Stub::*method)(grpc::ClientContext*,
                                                     const Request&, Response*),
      const Request& request) {
    grpc::ClientContext context;
    rpc::AddIdentity(peer, context);
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::seconds(20));
    Response response;
    const grpc::Status status =
        ((*desk_).*method)(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response;
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(
      grpc::Status (v1::ReferralDesk::Stub::*method)(grpc::ClientContext*,
                                                     const Request&, Response*),
      const Request& request) {
    return CallAs(System(), method, request);
  }

  absl::StatusOr<v1::Submission> Refer(int message, int referral) {
    return Call(&v1::ReferralDesk::Stub::ReferOnward,
                ReferRequest(message, referral));
  }
  absl::StatusOr<v1::Submission> AddNote(int message,
                                         const std::string& case_id) {
    return Call(&v1::ReferralDesk::Stub::AddInformation,
                NoteRequest(message, case_id));
  }
  absl::StatusOr<v1::Submission> Submission(int message) {
    v1::GetSubmissionRequest request;
    request.set_message_id(Uuid(message));
    return Call(&v1::ReferralDesk::Stub::GetSubmission, request);
  }
  absl::StatusOr<v1::WorklistItem> Item(int referral) {
    v1::GetWorklistItemRequest request;
    request.set_referral_id(ReferralId(referral));
    return Call(&v1::ReferralDesk::Stub::GetWorklistItem, request);
  }

  // Watches until the submission is no longer queued.
  v1::Submission AwaitVerdict(int message) {
    grpc::ClientContext context;
    rpc::AddIdentity(System(), context);
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::seconds(20));
    v1::WatchSubmissionsRequest request;
    request.add_message_ids(Uuid(message));
    const auto stream = desk_->WatchSubmissions(&context, request);
    v1::Submission submission;
    while (stream->Read(&submission)) {
      if (submission.state() != v1::Submission::STATE_QUEUED) break;
    }
    context.TryCancel();
    return submission;
  }

  const std::string self_;
  const testing::TempDir directory_;
  config::v1::Deployment deployment_;
  const SystemClock clock_;
  absl::Duration longest_wait_ = absl::Seconds(20);
  absl::Duration key_file_interval_ = kKeyFileInterval;
  size_t max_watch_backlog_ = 10'000;
  uint32_t slow_reader_seconds_ = 0;  // the default
  FakeRouter router_;
  std::unique_ptr<Agency> agency_;
  std::unique_ptr<v1::ReferralDesk::Stub> desk_;
};

}  // namespace referral::agency

#endif  // REFERRAL_TESTS_SERVICES_AGENCY_RPC_AGENCY_FIXTURE_H_
