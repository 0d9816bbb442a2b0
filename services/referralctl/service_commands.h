// What is offered, and which ways lead there: services with their places [33],
// pathways [26]. Errors as in commands.h.
#ifndef REFERRAL_SERVICES_REFERRALCTL_SERVICE_COMMANDS_H_
#define REFERRAL_SERVICES_REFERRALCTL_SERVICE_COMMANDS_H_

#include <string>

#include "absl/status/status.h"
#include "proto/referral/config/v1/programme.pb.h"
#include "proto/referral/v1/router_service.pb.h"
#include "services/referralctl/session.h"

namespace referral::referralctl {

struct ServiceFilter {
  std::string programme;  // empty: the only one
  std::string need;
  std::string region;
  std::string age;  // "minor", "adult" or empty
  std::string language;
};
absl::Status ListServices(const Session& session, const ServiceFilter& filter);

struct PathwayQuestion {
  std::string programme;  // empty: the only one
  std::string file;  // in place of the router's; read without any connection
  std::string need;  // empty: every need
  bool dot = false;
  bool json = false;  // of a list
};
absl::Status ListPathways(const Session& session,
                          const PathwayQuestion& question);
absl::Status ShowPathways(const Session& session,
                          const PathwayQuestion& question);
// The same of a file. Errors besides: INVALID_ARGUMENT_FILE, CONFIG_INVALID.
absl::Status ListPathwaysOfFile(const PathwayQuestion& question);
absl::Status ShowPathwaysOfFile(const PathwayQuestion& question);

// A row for each provider of each service, and region that it says something
// of.
std::string ServiceTable(const v1::LookUpServicesResponse& offers,
                         const Style& style);
// A row for each need.
std::string PathwayTable(const config::v1::Programme& programme,
                         const Style& style);
// The same for other programs.
std::string PathwaysJson(const config::v1::Programme& programme);

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_SERVICE_COMMANDS_H_
