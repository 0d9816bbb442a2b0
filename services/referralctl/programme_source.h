#ifndef REFERRAL_SERVICES_REFERRALCTL_PROGRAMME_SOURCE_H_
#define REFERRAL_SERVICES_REFERRALCTL_PROGRAMME_SOURCE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "proto/referral/config/v1/programme.pb.h"
#include "proto/referral/v1/ops_service.pb.h"
#include "services/referralctl/session.h"

namespace referral::referralctl {

// The configuration file of that id as the router recorded it; the newest if
// `version` is 0. Errors: those of GetConfigFile.
absl::StatusOr<v1::ConfigFile> FetchConfig(const Session& session,
                                           const std::string& id,
                                           std::uint32_t version);

// `name` only names the text in errors. Errors: CONFIG_INVALID.
absl::StatusOr<config::v1::Programme> ParseProgramme(const std::string& name,
                                                     const std::string& text);

// Errors: INVALID_ARGUMENT_FILE, CONFIG_INVALID.
absl::StatusOr<config::v1::Programme> ReadProgramme(const std::string& path);

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_PROGRAMME_SOURCE_H_
