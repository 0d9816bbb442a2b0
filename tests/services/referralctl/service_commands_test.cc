#include "services/referralctl/service_commands.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace referral::referralctl {
namespace {

using ::testing::ContainsRegex;

constexpr Style kWide = {.width = 0};

TEST(ServiceCommandsTest, ShowsWhatEachProviderSaysOfItsPlaces33) {
  v1::LookUpServicesResponse offers;
  auto& offer = *offers.add_offers();
  offer.set_service_code("shelter");
  offer.set_response_working_days(2);
  for (const char* provider : {"ngo-a", "ngo-b", "ngo-c"}) {
    offer.add_providers(provider);
  }
  v1::Capacity& places = *offer.add_capacities();
  places.set_agency("ngo-a");
  places.set_region_code("baku");
  places.set_state(v1::CAPACITY_STATE_HAS_PLACES);
  places.set_places(1200);
  v1::Capacity& list = *offer.add_capacities();
  list.set_agency("ngo-b");
  list.set_region_code("ganja");
  list.set_state(v1::CAPACITY_STATE_WAITING_LIST);
  const std::string table = ServiceTable(offers, kWide);
  EXPECT_THAT(table, ContainsRegex("shelter +ngo-a +2 +baku +1,200 places"));
  EXPECT_THAT(table, ContainsRegex("shelter +ngo-b +2 +ganja +waiting list"));
  EXPECT_THAT(table, ContainsRegex("shelter +ngo-c +2 +- +-"));
}

TEST(ServiceCommandsTest, ShowsNeedsAndWhereTheyLead26) {
  config::v1::Programme programme;
  auto& service = *programme.add_services();
  service.set_code("shelter");
  service.add_providers("ngo-a");
  auto& housing = *programme.add_pathways();
  housing.set_need_code("housing");
  housing.add_service_codes("shelter");
  housing.set_follow_up_months(6);
  EXPECT_THAT(PathwayTable(programme, kWide),
              ContainsRegex("housing +shelter +ngo-a +- +6"));
  EXPECT_EQ(nlohmann::json::parse(PathwaysJson(programme)),
            nlohmann::json::parse(R"({"pathways": [
                {"need": "housing", "services": ["shelter"],
                 "providers": ["ngo-a"], "next_needs": [],
                 "follow_up_months": 6}]})"));
}

}  // namespace
}  // namespace referral::referralctl
