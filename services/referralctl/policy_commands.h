// The programmes' versions and the deployment, a function a command; see
// commands.h for the errors of those that ask the server.
#ifndef REFERRAL_SERVICES_REFERRALCTL_POLICY_COMMANDS_H_
#define REFERRAL_SERVICES_REFERRALCTL_POLICY_COMMANDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/referralctl/session.h"

namespace referral::referralctl {

// Both open no connection. They look at every file and name the first mistake
// in each; true if there is none. Without a deployment the agencies that a
// programme names are taken to exist.
bool CheckProgrammes(const std::vector<std::string>& files,
                     const std::string& deployment, bool json);
bool CheckDeployment(const std::string& file,
                     const std::vector<std::string>& programmes, bool json);

absl::Status ListProgrammes(const Session& session);
// The text as it was recorded; the newest if `version` is 0.
absl::Status ShowConfig(const Session& session, const std::string& id,
                        std::uint32_t version);

struct DiffQuestion {
  std::string programme;
  std::string file;                     // empty: two versions
  std::vector<std::uint32_t> versions;  // two, or none
};
// Field by field. Errors besides: INVALID_ARGUMENT_FILE, CONFIG_INVALID,
// INVALID_FLAG.
absl::Status DiffProgramme(const Session& session,
                           const DiffQuestion& question);

enum class ConfigKind { kDeployment, kProgramme };
struct LoadOrder {
  ConfigKind kind = ConfigKind::kProgramme;
  std::string file;
  std::string reason;
  bool dry_run = false;
};
// Errors besides: INVALID_ARGUMENT_FILE.
absl::Status LoadConfig(const Session& session, const LoadOrder& order);

struct MoveOrder {
  std::string programme;
  std::uint32_t to = 0;
  std::uint32_t from = 0;  // 0: every other version
  std::string case_id;     // empty: every case that is not over
  std::string reason;
  bool dry_run = false;
};
// Progress on a terminal. False if a case could not be moved.
absl::StatusOr<bool> MoveCases(const Session& session, const MoveOrder& order);

}  // namespace referral::referralctl

#endif  // REFERRAL_SERVICES_REFERRALCTL_POLICY_COMMANDS_H_
