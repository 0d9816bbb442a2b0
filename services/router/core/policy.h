// The configuration in force, as the router's own log recorded it.
#ifndef REFERRAL_SERVICES_ROUTER_CORE_POLICY_H_
#define REFERRAL_SERVICES_ROUTER_CORE_POLICY_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/evidence/key_book.h"
#include "common/model/capacity.h"
#include "common/model/directory.h"
#include "common/model/programmes.h"
#include "proto/referral/storage/v1/case_file.pb.h"

namespace referral::router {

// One immutable snapshot, swapped as a whole. No pointer is null.
struct Policy {
  std::shared_ptr<const model::Directory> directory;
  std::shared_ptr<const model::ProgrammeBook> programmes;
  // The public keys of the deployment.
  std::shared_ptr<const evidence::KeyBook> keys;
  // What providers say of their places [33].
  std::shared_ptr<const model::CapacityBook> capacity;
};

// The snapshot that `file` gives: the newest deployment, every version of
// every programme. Before anything was loaded it knows no agency. Pure.
// Errors: CONFIG_INVALID when a text cannot be parsed. Texts are checked for
// more before they are recorded, not again here: an old version of a programme
// may name an agency that has since left the deployment.
absl::StatusOr<Policy> BuildPolicy(const storage::v1::RouterFile& file);

// Hex digest of a configuration file, as acts and statuses carry it.
std::string ConfigDigest(absl::string_view text);

// The newest version of a programme in `file`, nullptr if there is none.
const storage::v1::LoadedFile* NewestProgramme(
    const storage::v1::RouterFile& file, absl::string_view programme_id);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_POLICY_H_
