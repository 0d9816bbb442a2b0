#include "common/store/hooked_file_system.h"

#include <utility>

namespace referral::store {
namespace {

class HookedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  HookedFile(std::unique_ptr<rocksdb::FSWritableFile> target, std::string name,
             SyncHook& hook)
      : FSWritableFileOwnerWrapper(std::move(target)),
        name_(std::move(name)),
        hook_(hook) {}

  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options,
                         rocksdb::IODebugContext* debug) override {
    const rocksdb::IOStatus asked = Ask();
    return asked.ok() ? FSWritableFileOwnerWrapper::Sync(options, debug)
                      : asked;
  }

  rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options,
                          rocksdb::IODebugContext* debug) override {
    const rocksdb::IOStatus asked = Ask();
    return asked.ok() ? FSWritableFileOwnerWrapper::Fsync(options, debug)
                      : asked;
  }

 private:
  rocksdb::IOStatus Ask() {
    const absl::Status status = hook_.BeforeSync(name_);
    return status.ok() ? rocksdb::IOStatus::OK()
                       : rocksdb::IOStatus::IOError(status.ToString());
  }

  const std::string name_;
  SyncHook& hook_;
};

}  // namespace

HookedFileSystem::HookedFileSystem(std::shared_ptr<rocksdb::FileSystem> target,
                                   SyncHook& hook)
    : FileSystemWrapper(std::move(target)), hook_(hook) {}

rocksdb::IOStatus HookedFileSystem::NewWritableFile(
    const std::string& name, const rocksdb::FileOptions& options,
    std::unique_ptr<rocksdb::FSWritableFile>* file,
    rocksdb::IODebugContext* debug) {
  rocksdb::IOStatus status =
      FileSystemWrapper::NewWritableFile(name, options, file, debug);
  if (status.ok()) {
    *file = std::make_unique<HookedFile>(std::move(*file), name, hook_);
  }
  return status;
}

rocksdb::IOStatus HookedFileSystem::ReopenWritableFile(
    const std::string& name, const rocksdb::FileOptions& options,
    std::unique_ptr<rocksdb::FSWritableFile>* file,
    rocksdb::IODebugContext* debug) {
  rocksdb::IOStatus status =
      FileSystemWrapper::ReopenWritableFile(name, options, file, debug);
  if (status.ok()) {
    *file = std::make_unique<HookedFile>(std::move(*file), name, hook_);
  }
  return status;
}

}  // namespace referral::store
