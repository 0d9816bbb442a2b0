#include "common/store/rocks_status.h"

#include "common/base/errors.h"

namespace referral::store {

absl::Status FromRocks(const rocksdb::Status& status, absl::string_view path) {
  if (status.ok()) return absl::OkStatus();
  return MakeError(
      status.IsCorruption() ? Reason::kStoreCorrupt : Reason::kDiskFailed,
      status.ToString(), path);
}

absl::Status FromRocksOpen(const rocksdb::Status& status,
                           absl::string_view path) {
  if (status.ok()) return absl::OkStatus();
  // A file that the manifest names and the directory lacks.
  const bool lost = status.IsPathNotFound() || status.IsNotFound();
  return MakeError(status.IsCorruption() || lost ? Reason::kStoreCorrupt
                                                 : Reason::kDataDirUnreadable,
                   status.ToString(), path);
}

}  // namespace referral::store
