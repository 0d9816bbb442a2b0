// The agency service and its router prove to each other who they are.
#include <map>
#include <memory>
#include <string>

#include "common/rpc/tls.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/services/agency/rpc/agency_fixture.h"
#include "tests/support/process.h"

namespace referral::agency {
namespace {

using ::testing::IsEmpty;

class AgencyTlsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    directory_ = new testing::TempDir();
    SetUpCertificates();
  }
  static void SetUpCertificates() {
    const auto made = testing::RunCommand(
        {REFERRAL_MAKE_DEV_CERTS, directory_->path()}, absl::Seconds(60));
    ASSERT_EQ(made.exit_code, 0) << made.err;
  }
  static void TearDownTestSuite() {
    delete directory_;
    directory_ = nullptr;
  }

  static rpc::TlsFiles FilesOf(const std::string& name) {
    rpc::TlsFiles files;
    files.ca = directory_->Join("ca.pem");
    files.cert = directory_->Join(name + ".pem");
    files.key = directory_->Join(name + ".key");
    files.crl = directory_->Join("crl.pem");
    files.refresh_seconds = 1;
    return files;
  }

  void StartRouterAs(const std::string& name) {
    rpc::ServerOptions options;
    options.tls = FilesOf(name);
    router_.Start(options);
  }

  void StartAgency() {
    AgencyOptions options;
    options.agency = "sms";
    options.data_dir = data_.Join("sms");
    options.router = router_.address();
    options.deployment = SomeDeployment();
    options.programmes = {SomeProgramme()};
    options.tls = FilesOf("agency-sms");
    WriteSigningKey(data_.Join("signing.pem"), "sms");
    WriteMasterKeys(data_.Join("master.key"), {1});
    options.keys = {data_.Join("signing.pem"), data_.Join("master.key")};
    auto agency = Agency::Start(options, clock_);
    ASSERT_OK(agency);
    agency_ = *std::move(agency);
  }

  // A note by whoever has this certificate.
  absl::StatusOr<v1::Submission> AddNoteAs(const std::string& name,
                                           int message) {
    rpc::ChannelOptions options;
    options.tls = FilesOf(name);
    options.server_id = "spiffe://referral.az/agency/sms";
    const auto channel = rpc::MakeChannel(agency_->address(), options);
    if (!channel.ok()) return channel.status();
    const auto desk = v1::ReferralDesk::NewStub(*channel);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::seconds(10));
    v1::Submission submission;
    const grpc::Status status =
        desk->AddInformation(&context, NoteRequest(message), &submission);
    if (!status.ok()) return rpc::FromGrpc(status);
    return submission;
  }

  static testing::TempDir* directory_;
  const testing::TempDir data_;
  const SystemClock clock_;
  FakeRouter router_;
  std::unique_ptr<Agency> agency_;
};

testing::TempDir* AgencyTlsTest::directory_ = nullptr;

TEST_F(AgencyTlsTest, ItsSystemsReachTheRouterThroughIt) {
  StartRouterAs("router");
  StartAgency();
  ASSERT_OK_AND_ASSIGN(const v1::Submission submission,
                       AddNoteAs("system-sms-pilot", 1));
  EXPECT_EQ(submission.state(), v1::Submission::STATE_RECORDED);
}

TEST_F(AgencyTlsTest, NobodyElseIsLetIn) {
  StartRouterAs("router");
  StartAgency();
  for (const char* name :
       {"system-health-pilot", "agency-sms", "agency-health", "operator-ops"}) {
    SCOPED_TRACE(name);
    EXPECT_THAT(AddNoteAs(name, 1), testing::IsReason(Reason::kPeerNotAllowed));
  }
  EXPECT_THAT(router_.order(), IsEmpty());
}

TEST_F(AgencyTlsTest, TheRevokedAreShutOutAndCounted) {
  StartRouterAs("router");
  StartAgency();
  ASSERT_OK(AddNoteAs("system-sms-pilot", 1));
  const auto revoked =
      testing::RunCommand({REFERRAL_MAKE_DEV_CERTS, "--revoke",
                           directory_->path(), "system-sms-pilot"},
                          absl::Seconds(60));
  ASSERT_EQ(revoked.exit_code, 0) << revoked.err;
  const absl::Time give_up = absl::Now() + absl::Seconds(30);
  absl::Status status;
  while (status.code() != absl::StatusCode::kUnavailable &&
         absl::Now() < give_up) {
    status = AddNoteAs("system-sms-pilot", 1).status();
  }
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
  EXPECT_THAT(agency_->metrics().Text(),
              ::testing::HasSubstr("referral_refusals_total{reason="
                                   "\"CERTIFICATE_REVOKED\","
                                   "where=\"handshake\"}"));
  // The script makes what was revoked anew.
  SetUpCertificates();
  EXPECT_OK(AddNoteAs("system-sms-pilot", 1));
}

TEST_F(AgencyTlsTest, WhoCannotProveToBeTheRouterGetsNothing) {
  StartRouterAs("agency-health");
  StartAgency();
  ASSERT_OK_AND_ASSIGN(const v1::Submission submission,
                       AddNoteAs("system-sms-pilot", 1));
  EXPECT_EQ(submission.state(), v1::Submission::STATE_QUEUED);
  EXPECT_THAT(router_.order(), IsEmpty());
}

}  // namespace
}  // namespace referral::agency
