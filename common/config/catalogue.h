// The services of a programme, who provides them and where the report counts
// them [5]. Pure, thread-safe.
#ifndef REFERRAL_COMMON_CONFIG_CATALOGUE_H_
#define REFERRAL_COMMON_CONFIG_CATALOGUE_H_

#include <set>
#include <string>

#include "absl/status/status.h"
#include "common/config/place.h"
#include "proto/referral/config/v1/deployment.pb.h"
#include "proto/referral/config/v1/programme.pb.h"

namespace referral::config {

// What a programme may refer to.
struct Known {
  std::set<std::string> providers;
  std::set<std::string> agencies;
  std::set<std::string> report_groups;
  std::set<std::string> services;
};

// The agencies of `deployment`; the rest is empty.
Known AgenciesOf(const ::referral::config::v1::Deployment& deployment);

// Checks report groups and services and adds them to `known`.
// Errors: CONFIG_INVALID  at path:line
absl::Status CheckCatalogue(const Place& top,
                            const ::referral::config::v1::Programme& programme,
                            Known& known);

}  // namespace referral::config

#endif  // REFERRAL_COMMON_CONFIG_CATALOGUE_H_
