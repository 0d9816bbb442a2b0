// RocksDB opened our way: what was synced is there again after a crash, and
// what is damaged is refused rather than served with a hole.
#ifndef REFERRAL_COMMON_STORE_DATABASE_H_
#define REFERRAL_COMMON_STORE_DATABASE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/store/batch.h"
#include "common/store/cursor.h"
#include "common/store/sync_hook.h"

namespace referral::store {

struct DatabaseOptions {
  // Directory of this database alone. Created with mode 0700, with its parents,
  // if `create` allows it; its files get mode 0600 (Open sets the process's
  // umask to 0077).
  std::string path;
  // Names by FamilyId. The list may grow from one version to the next; a
  // family on disk that is not listed here is refused.
  std::vector<std::string> families;
  // Those whose rows come in order of their keys. No two of a family's files
  // can hold the same key then, and no filter says which of them do.
  std::vector<FamilyId> in_order;
  bool create = true;
  // Layout of keys and values, chosen by the owner. A store written by a newer
  // one is refused.
  uint32_t format_version = 1;
  // The oldest one that can still be read.
  uint32_t oldest_format_version = 0;
  // Not owned; outlives the database. Null: nothing watches.
  SyncHook* sync_hook = nullptr;
};

enum class Sync : bool { kNo = false, kYes = true };

// Thread-safe. One process at a time may have it open.
class Database {
 public:
  // Opens or creates the store.
  // Errors: DATA_DIR_UNREADABLE     missing (and `create` is false), no
  //                                 directory, or no permission
  //         DATA_DIR_LOCKED         another process has it open
  //         STORE_CORRUPT           a file or a log is damaged or missing
  //         STORE_TOO_NEW           written by a newer version of the program
  //         STORE_TOO_OLD           by one whose layout is not known any more
  static absl::StatusOr<std::unique_ptr<Database>> Open(
      const DatabaseOptions& options);

  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Makes `batch` visible, and with Sync::kYes durable, as a whole or not.
  // After a failure every later write fails too: the process must stop.
  // Errors: DISK_FAILED  the disk refused.
  absl::Status Write(const Batch& batch, Sync sync);

  // Nothing if there is no such key.
  // Errors: STORE_CORRUPT, DISK_FAILED.
  absl::StatusOr<std::optional<std::string>> Get(FamilyId family,
                                                 absl::string_view key) const;

  // The same without a copy: `use` gets the value, as long as it runs. False
  // if there is no such key. Errors: as Get.
  absl::StatusOr<bool> Read(
      FamilyId family, absl::string_view key,
      absl::FunctionRef<void(absl::string_view value)> use) const;

  // Keys in [start, end) in order; an empty `end` means to the end of the
  // family. Give the key of the first row you want: a scan from the front of a
  // family that is consumed from the front walks over everything deleted.
  Cursor Scan(FamilyId family, absl::string_view start,
              absl::string_view end) const;

  // Keys that begin with `prefix`, from `start` on (`start` may be the prefix).
  Cursor ScanPrefix(FamilyId family, absl::string_view prefix,
                    absl::string_view start) const;

  // The last row that begins with `prefix`, if any. An empty prefix means the
  // last row of the family.
  // Errors: as Get.
  absl::StatusOr<std::optional<std::pair<std::string, std::string>>> Last(
      FamilyId family, absl::string_view prefix) const;

  // Writes the whole family anew, so that nothing that was deleted or
  // overwritten is left in any file of the store. Takes as long as copying it.
  // Errors: DISK_FAILED.
  absl::Status Rewrite(FamilyId family);
  // The same for one key: takes as long as copying the files that may hold it.
  absl::Status Rewrite(FamilyId family, absl::string_view key);

  // Bytes on disk, log and all.
  uint64_t DiskBytes() const;

  const std::string& path() const { return path_; }

 private:
  struct Impl;
  Database(std::string path, std::unique_ptr<Impl> impl);

  const std::string path_;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace referral::store

#endif  // REFERRAL_COMMON_STORE_DATABASE_H_
