// What an agency service knows of the deployment and the programmes: enough to
// check codes before a message is made. The router's rules decide.
#ifndef REFERRAL_SERVICES_AGENCY_CORE_CATALOGUE_H_
#define REFERRAL_SERVICES_AGENCY_CORE_CATALOGUE_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "proto/referral/config/v1/deployment.pb.h"
#include "proto/referral/config/v1/programme.pb.h"

namespace referral::agency {

// Immutable, therefore thread-safe.
class Catalogue {
 public:
  // Of the service of agency `self`. Both files have passed their checks.
  Catalogue(std::string self, const config::v1::Deployment& deployment,
            const std::vector<config::v1::Programme>& programmes);

  const std::string& self() const { return self_; }
  const std::string& home() const { return home_; }
  // This agency leads every case.
  bool is_lead() const { return is_lead_; }

  bool KnowsAgency(absl::string_view id) const;
  bool KnowsProgramme(absl::string_view id) const;
  bool KnowsService(absl::string_view code) const;
  // Who is likely to be asked where this agency names no receiver: the first
  // other than itself. The router decides, by places [33]. Empty if nobody is
  // known.
  std::string FirstProvider(absl::string_view service_code) const;

  // Of the first programme's calendar; UTC without one.
  const absl::TimeZone& time_zone() const { return zone_; }
  // The day at `now` in that time zone.
  absl::CivilDay Today(absl::Time now) const;

 private:
  const std::string self_;
  std::string home_;
  bool is_lead_ = false;
  absl::TimeZone zone_;
  absl::flat_hash_set<std::string> agencies_;
  absl::flat_hash_set<std::string> programmes_;
  absl::flat_hash_map<std::string, std::string> first_providers_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_CORE_CATALOGUE_H_
