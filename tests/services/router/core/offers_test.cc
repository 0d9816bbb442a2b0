#include "services/router/core/offers.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace referral::router::testing {
namespace {

using referral::testing::IsReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Two services and three providers: ngo-west in west, ngo-east in east, both
// speak az; ngo-all everywhere, in any language. ngo-gone has left.
class OffersTest : public ::testing::Test {
 protected:
  OffersTest() {
    AddAgency("ngo-west", "west", "az");
    AddAgency("ngo-east", "east", "az");
    AddAgency("ngo-all", "", "");
    AddAgency("ngo-gone", "", "").set_successor("ngo-all");
    AddService("shelter", {"ngo-west", "ngo-east", "ngo-gone"});
    AddService("school", {"ngo-all"}).add_age_groups(v1::AGE_GROUP_MINOR);
    for (const char* region : {"west", "east"}) {
      programme_.add_regions()->set_code(region);
    }
    auto& need = *programme_.add_pathways();
    need.set_need_code("schooling");
    need.add_service_codes("school");
    v1::CapacityPublished places;
    places.set_service_code("shelter");
    places.set_state(v1::CAPACITY_STATE_HAS_PLACES);
    for (const char* where : {"west", "east"}) {
      places.set_region_code(where);
      places.set_agency(absl::StrCat("ngo-", where));
      model::PutCapacity(places, absl::UnixEpoch(), capacities_);
    }
    places.set_agency("ngo-gone");
    model::PutCapacity(places, absl::UnixEpoch(), capacities_);
  }

  config::v1::Agency& AddAgency(const std::string& id,
                                const std::string& region,
                                const std::string& language) {
    config::v1::Agency& agency = *deployment_.add_agencies();
    agency.set_id(id);
    agency.set_role(v1::AGENCY_ROLE_PROVIDER);
    if (!region.empty()) agency.add_region_codes(region);
    if (!language.empty()) agency.add_language_codes(language);
    return agency;
  }
  config::v1::Service& AddService(const std::string& code,
                                  const std::vector<std::string>& providers) {
    config::v1::Service& service = *programme_.add_services();
    service.set_code(code);
    for (const std::string& id : providers) service.add_providers(id);
    return service;
  }

  absl::StatusOr<v1::LookUpServicesResponse> Find() const {
    return FindOffers(request_, model::Programme(programme_, 1),
                      model::Directory(deployment_),
                      model::CapacityBook(capacities_));
  }
  // "service: provider provider", one for each offer.
  std::vector<std::string> Offers() const {
    std::vector<std::string> lines;
    const auto response = Find();
    EXPECT_OK(response);
    for (const auto& offer : response->offers()) {
      lines.push_back(absl::StrCat(offer.service_code(), ": ",
                                   absl::StrJoin(offer.providers(), " ")));
    }
    return lines;
  }

  config::v1::Deployment deployment_;
  config::v1::Programme programme_;
  model::CapacityRows capacities_;
  v1::LookUpServicesRequest request_;
};

TEST_F(OffersTest, WhoHasLeftOffersNothing) {
  EXPECT_THAT(Offers(),
              ElementsAre("shelter: ngo-west ngo-east", "school: ngo-all"));
}

TEST_F(OffersTest, NeedRegionAgeAndLanguageNarrowThem) {
  request_.set_need_code("schooling");
  EXPECT_THAT(Offers(), ElementsAre("school: ngo-all"));
  request_.set_age_group(v1::AGE_GROUP_ADULT);
  EXPECT_THAT(Offers(), IsEmpty());
  request_.Clear();
  request_.set_region_code("east");
  EXPECT_THAT(Offers(), ElementsAre("shelter: ngo-east", "school: ngo-all"));
  request_.Clear();
  request_.set_language_code("ru");
  EXPECT_THAT(Offers(), ElementsAre("school: ngo-all"));
}

TEST_F(OffersTest, PlacesAreThoseOfTheProvidersShown33) {
  ASSERT_OK_AND_ASSIGN(auto response, Find());
  EXPECT_EQ(response.offers(0).capacities_size(), 2);
  request_.set_region_code("west");
  ASSERT_OK_AND_ASSIGN(response, Find());
  ASSERT_EQ(response.offers(0).capacities_size(), 1);
  EXPECT_EQ(response.offers(0).capacities(0).agency(), "ngo-west");
  EXPECT_EQ(response.offers(1).capacities_size(), 0);
}

TEST_F(OffersTest, WhatThereIsNotIsRefused) {
  const auto refused = [&](auto set) {
    request_.Clear();
    set();
    return Find();
  };
  EXPECT_THAT(refused([&] { request_.set_need_code("none"); }),
              IsReason(Reason::kInvalidField));
  EXPECT_THAT(refused([&] { request_.set_region_code("north"); }),
              IsReason(Reason::kInvalidField));
  EXPECT_THAT(
      refused([&] { request_.set_age_group(static_cast<v1::AgeGroup>(77)); }),
      IsReason(Reason::kInvalidField));
  EXPECT_THAT(refused([&] { request_.set_language_code("AZE"); }),
              IsReason(Reason::kInvalidField));
}

}  // namespace
}  // namespace referral::router::testing
