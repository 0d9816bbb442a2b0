// A file system whose syncs a SyncHook sees.
#ifndef REFERRAL_COMMON_STORE_HOOKED_FILE_SYSTEM_H_
#define REFERRAL_COMMON_STORE_HOOKED_FILE_SYSTEM_H_

#include <memory>
#include <string>

#include "common/store/sync_hook.h"
#include "rocksdb/file_system.h"

namespace referral::store {

// Thread-safe, as its target and the hook are.
class HookedFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  // `hook` is not owned and outlives every file opened here.
  HookedFileSystem(std::shared_ptr<rocksdb::FileSystem> target, SyncHook& hook);

  const char* Name() const override { return "HookedFileSystem"; }

  rocksdb::IOStatus NewWritableFile(
      const std::string& name, const rocksdb::FileOptions& options,
      std::unique_ptr<rocksdb::FSWritableFile>* file,
      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(
      const std::string& name, const rocksdb::FileOptions& options,
      std::unique_ptr<rocksdb::FSWritableFile>* file,
      rocksdb::IODebugContext* debug) override;

 private:
  SyncHook& hook_;
};

}  // namespace referral::store

#endif  // REFERRAL_COMMON_STORE_HOOKED_FILE_SYSTEM_H_
