#include "common/store/owner_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/base/errors.h"

namespace referral::store {
namespace {

constexpr char kLockFile[] = "/OWNER";

// The process named in the lock file, for the message alone.
std::string OwnerOf(int fd) {
  std::array<char, 32> text{};
  const ssize_t size = pread(fd, text.data(), text.size(), 0);
  if (size <= 0) return "another process";
  return absl::StrCat(
      "process ",
      absl::StripSuffix(
          absl::string_view(text.data(), static_cast<size_t>(size)), "\n"));
}

absl::Status Unreadable(absl::string_view what, const std::string& path) {
  return MakeError(Reason::kDataDirUnreadable, what, path);
}

}  // namespace

absl::StatusOr<std::unique_ptr<OwnerLock>> OwnerLock::Take(
    const std::string& directory) {
  const std::string path = directory + kLockFile;
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0) return Unreadable(std::strerror(errno), path);
  auto lock = std::unique_ptr<OwnerLock>(new OwnerLock(fd));
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return Unreadable(std::strerror(errno), path);
    return MakeError(Reason::kDataDirLocked,
                     absl::StrCat(OwnerOf(fd), " has it open"), directory);
  }
  // Who owns it is told for people; the lock itself is what counts.
  const std::string owner = absl::StrCat(getpid(), "\n");
  if (ftruncate(fd, 0) != 0 || pwrite(fd, owner.data(), owner.size(), 0) !=
                                   static_cast<ssize_t>(owner.size())) {
    return Unreadable(std::strerror(errno), path);
  }
  return lock;
}

OwnerLock::~OwnerLock() { close(fd_); }

absl::Status PrepareDirectory(const std::string& path, bool create) {
  std::error_code error;
  if (create && !std::filesystem::exists(path, error) && !error) {
    const auto parent = std::filesystem::path(path).parent_path();
    if (!parent.empty()) std::filesystem::create_directories(parent, error);
    if (error) return Unreadable(error.message(), parent.string());
    if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) {
      return Unreadable(std::strerror(errno), path);
    }
  }
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) {
    return Unreadable(std::strerror(errno), path);
  }
  if (!S_ISDIR(info.st_mode)) return Unreadable("it is no directory", path);
  if (access(path.c_str(), R_OK | W_OK | X_OK) != 0) {
    return Unreadable(std::strerror(errno), path);
  }
  return absl::OkStatus();
}

}  // namespace referral::store
