// programmes/*.textproto: the rules of one reintegration programme. Pure but
// for LoadProgramme; thread-safe.
#ifndef REFERRAL_COMMON_CONFIG_PROGRAMME_H_
#define REFERRAL_COMMON_CONFIG_PROGRAMME_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "proto/referral/config/v1/deployment.pb.h"
#include "proto/referral/config/v1/programme.pb.h"

namespace referral::config {

// A programme that has passed every check.
struct LoadedProgramme {
  ::referral::config::v1::Programme programme;
  std::string path;       // as given; for messages to people
  std::string text;       // the file as it was read
  std::string canonical;  // CanonicalText(programme)
};

// Reads and checks the file against the agencies of `deployment`; it is taken
// whole or not at all.
// Errors: INVALID_ARGUMENT_FILE  the file cannot be read
//         CONFIG_INVALID         at path:line, with the reason
absl::StatusOr<LoadedProgramme> LoadProgramme(
    const std::string& path,
    const ::referral::config::v1::Deployment& deployment);

// The same for a text that was read, or recorded, before.
absl::StatusOr<LoadedProgramme> ParseProgramme(
    const std::string& path, const std::string& text,
    const ::referral::config::v1::Deployment& deployment);

// Every file of `paths`; two with the same programme id are refused.
absl::StatusOr<std::vector<LoadedProgramme>> LoadProgrammes(
    const std::vector<std::string>& paths,
    const ::referral::config::v1::Deployment& deployment);

}  // namespace referral::config

#endif  // REFERRAL_COMMON_CONFIG_PROGRAMME_H_
