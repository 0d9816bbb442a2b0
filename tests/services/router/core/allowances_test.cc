#include "services/router/core/allowances.h"

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "tests/services/router/core/router_testing.h"

namespace referral::router {
namespace {

model::Directory DirectoryWith(const std::string& agencies) {
  config::v1::Deployment deployment;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      testing::DeploymentText() + agencies, &deployment));
  return model::Directory(deployment);
}

TEST(AllowancesTest, AnAgencyHasOneAndTakesTheNewestLimits) {
  Allowances allowances;
  const auto first = allowances.Of(
      "labour",
      DirectoryWith("agencies { id: 'labour' limits { max_streams: 3 } }"));
  EXPECT_EQ(first->limits().max_streams, 3);
  const auto second = allowances.Of(
      "labour",
      DirectoryWith("agencies { id: 'labour' limits { max_streams: 5 } }"));
  EXPECT_EQ(first, second);
  EXPECT_EQ(first->limits().max_streams, 5);
  EXPECT_NE(first, allowances.Of("sms", DirectoryWith("")));
}

TEST(AllowancesTest, AgenciesThatAreNotListedShareOne) {
  Allowances allowances;
  const model::Directory directory = DirectoryWith("");
  const auto stranger = allowances.Of("stranger", directory);
  EXPECT_EQ(stranger, allowances.Of("another", directory));
  EXPECT_NE(stranger, allowances.Of("sms", directory));
}

}  // namespace
}  // namespace referral::router
