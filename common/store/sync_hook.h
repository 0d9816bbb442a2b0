// A place to stand between the store and the disk.
#ifndef REFERRAL_COMMON_STORE_SYNC_HOOK_H_
#define REFERRAL_COMMON_STORE_SYNC_HOOK_H_

#include "absl/strings/string_view.h"

#include "absl/status/status.h"

namespace referral::store {

// Sees every sync the store asks of the disk. Thread-safe implementations only:
// RocksDB's background threads sync too.
class SyncHook {
 public:
  virtual ~SyncHook() = default;

  // Called before syncing `file` (its full path). OK lets the sync go
  // ahead; anything else is reported to the store as the disk's failure and
  // the disk is not asked.
  virtual absl::Status BeforeSync(absl::string_view file) = 0;
};

}  // namespace referral::store

#endif  // REFERRAL_COMMON_STORE_SYNC_HOOK_H_
