#include "common/store/watermark.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/limits.h"
#include "common/base/status_macros.h"
#include "common/store/watermark_slot.h"

namespace referral::store {
namespace {

absl::Status DiskError(absl::string_view call, const std::string& path) {
  return MakeError(Reason::kDiskFailed,
                   absl::StrCat(call, ": ", std::strerror(errno)), path);
}

absl::Status PutSlot(int fd, int slot, const std::string& bytes,
                     const std::string& path) {
  const off_t at = static_cast<off_t>(kSlotDistance) * slot;
  const ssize_t written = pwrite(fd, bytes.data(), bytes.size(), at);
  if (written == static_cast<ssize_t>(bytes.size())) return absl::OkStatus();
  return DiskError("pwrite", path);
}

absl::Status SyncFile(int fd, const std::string& path, SyncHook* hook) {
  if (hook != nullptr) RETURN_IF_ERROR(hook->BeforeSync(path));
  return fdatasync(fd) == 0 ? absl::OkStatus() : DiskError("fdatasync", path);
}

absl::Status SyncDirectoryOf(const std::string& path) {
  const std::filesystem::path parent =
      std::filesystem::path(path).parent_path();
  const std::string directory = parent.empty() ? "." : parent.string();
  const int fd = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return DiskError("open", directory);
  const absl::Cleanup closer = [fd] { close(fd); };
  return fsync(fd) == 0 ? absl::OkStatus() : DiskError("fsync", directory);
}

// A file that is there has a valid slot: it appears whole, by its new name.
absl::Status Create(const std::string& path) {
  const std::string partial = path + ".new";
  const int fd =
      open(partial.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) {
    return MakeError(Reason::kDataDirUnreadable, std::strerror(errno), partial);
  }
  const absl::Cleanup closer = [fd] { close(fd); };
  std::string first = EncodeSlot(Watermark(), 0);
  first.resize(kSlotDistance * kSlots);
  RETURN_IF_ERROR(PutSlot(fd, 0, first, partial));
  RETURN_IF_ERROR(SyncFile(fd, partial, nullptr));
  if (std::rename(partial.c_str(), path.c_str()) != 0) {
    return DiskError("rename", path);
  }
  return SyncDirectoryOf(path);
}

struct Found {
  int index = -1;
  Slot slot;
};

// The newest valid slot.
absl::StatusOr<Found> ReadNewest(int fd, const std::string& path) {
  Found newest;
  for (int i = 0; i < kSlots; ++i) {
    std::array<char, kSlotBytes> bytes{};
    const ssize_t size = pread(fd, bytes.data(), bytes.size(),
                               static_cast<off_t>(kSlotDistance) * i);
    if (size < 0) return DiskError("pread", path);
    Slot slot = DecodeSlot({bytes.data(), static_cast<size_t>(size)});
    if (slot.state == SlotState::kTooNew) {
      return MakeError(Reason::kStoreTooNew, "unknown layout", path);
    }
    if (slot.state != SlotState::kValid) continue;
    if (newest.index < 0 || slot.epoch > newest.slot.epoch) {
      newest = {i, std::move(slot)};
    }
  }
  if (newest.index < 0) {
    return MakeError(Reason::kStoreCorrupt, "no slot of the watermark is valid",
                     path);
  }
  return newest;
}

}  // namespace

absl::StatusOr<std::unique_ptr<WatermarkFile>> WatermarkFile::Open(
    Options options) {
  const std::string& path = options.path;
  const bool created = access(path.c_str(), F_OK) != 0;
  if (created) RETURN_IF_ERROR(Create(path));
  const int fd = open(path.c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) {
    return MakeError(Reason::kDataDirUnreadable, std::strerror(errno), path);
  }
  absl::Cleanup closer = [fd] { close(fd); };
  ASSIGN_OR_RETURN(const Found found, ReadNewest(fd, path));
  // The process before may have died before it synced: only what is synced
  // lets the other slot be overwritten.
  RETURN_IF_ERROR(SyncFile(fd, path, options.sync_hook));
  std::move(closer).Cancel();
  return std::unique_ptr<WatermarkFile>(
      new WatermarkFile(std::move(options), fd, created, found.slot.mark,
                        found.slot.epoch, 1 - found.index));
}

WatermarkFile::WatermarkFile(Options options, int fd, bool created,
                             Watermark loaded, uint64_t epoch, int slot)
    : options_(std::move(options)),
      fd_(fd),
      created_(created),
      loaded_(std::move(loaded)),
      mark_(loaded_),
      epoch_(epoch),
      synced_epoch_(epoch),
      slot_(slot),
      thread_([this] { Run(); }) {}

WatermarkFile::~WatermarkFile() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    dirtied_.Signal();
    hurry_.Signal();
  }
  thread_.join();
  close(fd_);
}

void WatermarkFile::Update(const Watermark& mark) {
  MutexLock lock(mutex_);
  if (!failure_.ok()) return;
  const bool clean = epoch_ == synced_epoch_;
  mark_ = mark;
  ++epoch_;
  if (syncing_) return;  // SyncOnce writes it: both slots are in use
  WriteSlot();
  if (clean) dirtied_.Signal();
}

absl::Status WatermarkFile::Flush() {
  MutexLock lock(mutex_);
  const uint64_t target = epoch_;
  while (failure_.ok() && synced_epoch_ < target) {
    hurried_ = true;
    hurry_.Signal();
    synced_.Wait(mutex_);
  }
  return failure_;
}

void WatermarkFile::Run() {
  while (true) {
    {
      MutexLock lock(mutex_);
      while (epoch_ == synced_epoch_ && !stopping_) dirtied_.Wait(mutex_);
      if (epoch_ == synced_epoch_ || !failure_.ok()) return;
    }
    SyncOnce();
    MutexLock lock(mutex_);
    bool passed = false;
    while (!passed && !stopping_ && !hurried_ && failure_.ok()) {
      passed = hurry_.WaitFor(mutex_, kWatermarkInterval);
    }
    hurried_ = false;
  }
}

void WatermarkFile::SyncOnce() {
  uint64_t epoch = 0;
  {
    MutexLock lock(mutex_);
    syncing_ = true;
    epoch = epoch_;
  }
  const absl::Status synced = SyncFile(fd_, options_.path, options_.sync_hook);
  MutexLock lock(mutex_);
  syncing_ = false;
  if (!synced.ok()) return Fail(synced);
  synced_epoch_ = epoch;
  slot_ = 1 - slot_;
  if (epoch_ != epoch) WriteSlot();
  synced_.SignalAll();
}

void WatermarkFile::WriteSlot() {
  const absl::Status written =
      PutSlot(fd_, slot_, EncodeSlot(mark_, epoch_), options_.path);
  if (!written.ok()) Fail(written);
}

void WatermarkFile::Fail(const absl::Status& status) {
  failure_ = status;
  synced_.SignalAll();
  hurry_.Signal();
  dirtied_.Signal();
  options_.fatal(status);
}

}  // namespace referral::store
