#include "services/agency/core/catalogue.h"

#include <algorithm>
#include <utility>

#include "proto/referral/v1/types.pb.h"

namespace referral::agency {

Catalogue::Catalogue(std::string self, const config::v1::Deployment& deployment,
                     const std::vector<config::v1::Programme>& programmes)
    : self_(std::move(self)),
      home_(deployment.home()),
      zone_(absl::UTCTimeZone()) {
  for (const auto& agency : deployment.agencies()) {
    agencies_.insert(agency.id());
    if (agency.id() == self_) {
      is_lead_ = agency.role() == v1::AGENCY_ROLE_LEAD;
    }
  }
  for (const auto& programme : programmes) {
    programmes_.insert(programme.id());
    for (const auto& service : programme.services()) {
      const auto other = std::find_if(
          service.providers().begin(), service.providers().end(),
          [&](const std::string& provider) { return provider != self_; });
      first_providers_.try_emplace(
          service.code(), other == service.providers().end() ? "" : *other);
    }
  }
  absl::TimeZone zone;
  if (!programmes.empty() &&
      absl::LoadTimeZone(programmes.front().calendar().time_zone(), &zone)) {
    zone_ = zone;
  }
}

bool Catalogue::KnowsAgency(absl::string_view id) const {
  return agencies_.contains(id);
}

bool Catalogue::KnowsProgramme(absl::string_view id) const {
  return programmes_.contains(id);
}

bool Catalogue::KnowsService(absl::string_view code) const {
  return first_providers_.contains(code);
}

std::string Catalogue::FirstProvider(absl::string_view service_code) const {
  const auto it = first_providers_.find(service_code);
  return it == first_providers_.end() ? "" : it->second;
}

absl::CivilDay Catalogue::Today(absl::Time now) const {
  return absl::ToCivilDay(now, zone_);
}

}  // namespace referral::agency
