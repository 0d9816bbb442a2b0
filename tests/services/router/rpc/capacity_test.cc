// Providers say of their places, callers look services up by them [33].
#include "gmock/gmock.h"
#include "tests/services/router/rpc/rpc_testing.h"

namespace referral::router::testing {
namespace {

class CapacityTest : public RouterRpcTest {
 protected:
  static v1::PublishCapacityRequest Row(v1::CapacityState state,
                                        std::uint32_t places = 0) {
    v1::PublishCapacityRequest request;
    v1::Capacity& row = *request.add_capacities();
    row.set_service_code("medical.check");
    row.set_region_code("baku");
    row.set_state(state);
    row.set_places(places);
    return request;
  }
  absl::StatusOr<v1::PublishCapacityResponse> Publish(
      const rpc::Peer& peer, const v1::PublishCapacityRequest& request) {
    v1::PublishCapacityResponse response;
    const grpc::Status status = router_.stub().PublishCapacity(
        ContextOf(peer).get(), request, &response);
    if (!status.ok()) return rpc::FromGrpc(status);
    return response;
  }
  v1::LookUpServicesResponse LookUp() {
    v1::LookUpServicesRequest request;
    request.set_programme_id("restart");
    v1::LookUpServicesResponse response;
    EXPECT_TRUE(
        router_.stub()
            .LookUpServices(ContextOf(Agency("sms")).get(), request, &response)
            .ok());
    return response;
  }
};

TEST_F(CapacityTest, WhatIsAnsweredIsInForceAndSurvivesARestart33) {
  v1::PublishCapacityRequest request = Row(v1::CAPACITY_STATE_HAS_PLACES, 7);
  request.mutable_capacities(0)->set_agency("somebody-else");
  ASSERT_OK_AND_ASSIGN(const v1::PublishCapacityResponse answer,
                       Publish(Agency("health"), request));
  ASSERT_EQ(answer.capacities_size(), 1);
  EXPECT_EQ(answer.capacities(0).agency(), "health") << "of the certificate";
  EXPECT_TRUE(answer.capacities(0).has_published_time());
  for (int i = 0; i < 2; ++i) {
    const v1::LookUpServicesResponse offers = LookUp();
    ASSERT_EQ(offers.offers(0).capacities_size(), 1);
    EXPECT_EQ(offers.offers(0).capacities(0).places(), 7u);
    EXPECT_EQ(offers.offers(0).capacities(0).SerializeAsString(),
              answer.capacities(0).SerializeAsString());
    router_.Stop();
    router_.Start();
  }
}

TEST_F(CapacityTest, OnlyProvidersPublishAndOnlyTheirOwn33) {
  for (const std::string agency : {"sms", "border", "ombudsman", "iom"}) {
    SCOPED_TRACE(agency);
    EXPECT_THAT(Publish(Agency(agency), Row(v1::CAPACITY_STATE_NONE)),
                IsReason(Reason::kRoleNotAllowed));
  }
  EXPECT_FALSE(Publish(Operator(), Row(v1::CAPACITY_STATE_NONE)).ok());
  v1::PublishCapacityRequest another = Row(v1::CAPACITY_STATE_NONE);
  another.mutable_capacities(0)->set_service_code("education.school");
  EXPECT_THAT(Publish(Agency("health"), another),
              IsReason(Reason::kUnknownService));
  EXPECT_EQ(LookUp().offers(0).capacities_size(), 0);
}

TEST_F(CapacityTest, ABadRowRefusesTheWholeCall) {
  v1::PublishCapacityRequest request = Row(v1::CAPACITY_STATE_NONE);
  *request.add_capacities() = request.capacities(0);
  request.mutable_capacities(1)->set_region_code("london");
  const std::uint64_t position = router_.Position();
  EXPECT_THAT(Publish(Agency("health"), request),
              IsReason(Reason::kInvalidField));
  EXPECT_EQ(router_.Position(), position);
}

}  // namespace
}  // namespace referral::router::testing
