#include "gmock/gmock.h"
#include "tests/services/router/rpc/policy_story.h"
#include "tests/services/router/rpc/rpc_testing.h"

namespace referral::router::testing {
namespace {

using ::testing::ElementsAre;

class ConfigCallsTest : public RouterRpcTest {
 protected:
  absl::StatusOr<v1::ConfigFile> Get(const std::string& id,
                                     std::uint32_t version = 0,
                                     const rpc::Peer& peer = Operator()) {
    v1::GetConfigFileRequest request;
    request.set_id(id);
    request.set_version(version);
    v1::ConfigFile response;
    const grpc::Status status =
        router_.ops().GetConfigFile(ContextOf(peer).get(), request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response;
  }
};

TEST_F(ConfigCallsTest, AVersionIsLoadedAndReadBack14) {
  ASSERT_OK_AND_ASSIGN(const auto loaded, LoadProgramme(router_, RicherText()));
  EXPECT_EQ(loaded.status().version(), 2u);
  EXPECT_TRUE(loaded.status().differs_on_disk());
  EXPECT_TRUE(router_.Status().configs(1).differs_on_disk());
  router_.Stop();
  router_.Start();
  ASSERT_OK_AND_ASSIGN(const v1::ConfigFile newest, Get("restart"));
  EXPECT_EQ(newest.text(), RicherText());
  EXPECT_THAT(newest.versions(), ElementsAre(1u, 2u));
  ASSERT_OK_AND_ASSIGN(const v1::ConfigFile first, Get("restart", 1));
  EXPECT_EQ(first.text(), ProgrammeText());
  ASSERT_OK_AND_ASSIGN(const v1::ConfigFile deployment, Get("deployment"));
  EXPECT_EQ(deployment.text(), DeploymentText());
  EXPECT_THAT(Get("restart", 3), IsReason(Reason::kNotFound));
  EXPECT_THAT(Get("other"), IsReason(Reason::kNotFound));
}

TEST_F(ConfigCallsTest, ADryRunAndWhatIsInForceRecordNothing) {
  const std::uint64_t before = router_.Position();
  v1::LoadConfigFileRequest request;
  request.set_programme_text(RicherText());
  request.set_reason("just looking");
  request.set_dry_run(true);
  ASSERT_OK_AND_ASSIGN(const auto would, Load(router_, request));
  EXPECT_EQ(would.status().version(), 2u);
  ASSERT_OK_AND_ASSIGN(const auto same,
                       LoadProgramme(router_, ProgrammeText()));
  EXPECT_TRUE(same.unchanged());
  EXPECT_EQ(router_.Position(), before);
}

TEST_F(ConfigCallsTest, WhatIsNoFileIsRefusedWithItsLine) {
  v1::LoadConfigFileRequest request;
  request.set_programme_text("id: \"restart\"\nno_such_field: 1\n");
  EXPECT_THAT(Load(router_, request), IsReason(Reason::kReasonRequired));
  request.set_reason("two\nlines");
  EXPECT_THAT(Load(router_, request), IsReason(Reason::kReasonRequired));
  request.set_reason("a mistake");
  const absl::Status refused = Load(router_, request).status();
  EXPECT_THAT(refused, IsReason(Reason::kConfigInvalid));
  EXPECT_THAT(Where(refused), ::testing::StartsWith("programme_text:2"));
  request.clear_file();
  EXPECT_THAT(Load(router_, request), IsReason(Reason::kInvalidField));
  request.set_deployment_text(
      absl::StrReplaceAll(DeploymentText(), {{"\"AZ\"", "\"TJ\""}}));
  EXPECT_THAT(Load(router_, request), IsReason(Reason::kWrongHome));
}

TEST_F(ConfigCallsTest, OnlyOperatorsAreServed) {
  EXPECT_THAT(Get("restart", 0, Agency("sms")),
              IsReason(Reason::kPeerNotAllowed));
  v1::LoadConfigFileRequest request;
  request.set_programme_text(RicherText());
  request.set_reason("more money");
  EXPECT_THAT(Load(router_, request, Agency("sms")),
              IsReason(Reason::kPeerNotAllowed));
}

}  // namespace
}  // namespace referral::router::testing
