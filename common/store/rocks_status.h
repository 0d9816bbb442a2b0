// RocksDB's errors as those of the catalogue.
#ifndef REFERRAL_COMMON_STORE_ROCKS_STATUS_H_
#define REFERRAL_COMMON_STORE_ROCKS_STATUS_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "rocksdb/status.h"

namespace referral::store {

// Of a read or a write of an open store at `path`: STORE_CORRUPT or
// DISK_FAILED.
absl::Status FromRocks(const rocksdb::Status& status, absl::string_view path);

// Of opening the store at `path`, which exists and may be read: STORE_CORRUPT
// or DATA_DIR_UNREADABLE.
absl::Status FromRocksOpen(const rocksdb::Status& status,
                           absl::string_view path);

}  // namespace referral::store

#endif  // REFERRAL_COMMON_STORE_ROCKS_STATUS_H_
