// One process per data directory.
#ifndef REFERRAL_COMMON_STORE_OWNER_LOCK_H_
#define REFERRAL_COMMON_STORE_OWNER_LOCK_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace referral::store {

// Holds the file OWNER of a directory, which names the process, until it is
// destroyed or the process ends in whatever way.
class OwnerLock {
 public:
  // Errors: DATA_DIR_LOCKED      somebody holds it
  //         DATA_DIR_UNREADABLE  the file cannot be opened.
  static absl::StatusOr<std::unique_ptr<OwnerLock>> Take(
      const std::string& directory);

  ~OwnerLock();
  OwnerLock(const OwnerLock&) = delete;
  OwnerLock& operator=(const OwnerLock&) = delete;

 private:
  explicit OwnerLock(int fd) : fd_(fd) {}
  const int fd_;
};

// Creates `path` with mode 0700, and its parents, unless `path` is there. Then
// checks that it is a directory that this process may read and write.
// Errors: DATA_DIR_UNREADABLE.
absl::Status PrepareDirectory(const std::string& path, bool create);

}  // namespace referral::store

#endif  // REFERRAL_COMMON_STORE_OWNER_LOCK_H_
