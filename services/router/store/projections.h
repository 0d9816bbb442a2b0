// What the router derives from its log: case files, inboxes, deadlines,
// its own file.
#ifndef REFERRAL_SERVICES_ROUTER_STORE_PROJECTIONS_H_
#define REFERRAL_SERVICES_ROUTER_STORE_PROJECTIONS_H_

#include "absl/status/status.h"
#include "common/store/database.h"
#include "services/router/core/vault.h"

namespace referral::router {

// Deletes every projection and derives it again from log and rounds, which
// stay as they are. Nothing else may write meanwhile. If it is interrupted the
// store knows, and the next start begins again.
// Errors: STORE_CORRUPT, KEY_MISSING  the log cannot be read; DISK_FAILED.
absl::Status RebuildProjections(store::Database& database, const Vault& vault);

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_STORE_PROJECTIONS_H_
