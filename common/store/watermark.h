// How far the store had certainly come: a mark beside the store, by which the
// loss of the newest rounds is noticed.
#ifndef REFERRAL_COMMON_STORE_WATERMARK_H_
#define REFERRAL_COMMON_STORE_WATERMARK_H_

#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/base/mutex.h"
#include "common/store/fatal.h"
#include "common/store/sync_hook.h"

namespace referral::store {

struct Watermark {
  // Last position of the last round that was synced; 0 before any.
  uint64_t position = 0;
  // That round head's digest; empty before any round.
  std::string digest;

  bool operator==(const Watermark&) const = default;
};

// A file of two slots, written in turn, so that a torn write costs one slot
// only. It may lag behind the store; as long as callers pass only what is
// synced, it is never ahead. Thread-safe.
//
// A slot starts at byte 0 and one at byte 4096. Numbers are little-endian u32:
//   0 magic "RFWM"  4 layout (1)  8 size  12 CRC-32C of size and message
//   16 message: referral.storage.v1.Watermark, `size` bytes
// The valid slot with the greater epoch holds the mark.
class WatermarkFile {
 public:
  struct Options {
    std::string path;
    // Not owned; outlives the file. Null: nothing watches.
    SyncHook* sync_hook = nullptr;
    // Called once if the disk refuses a mark.
    FatalHandler fatal = ExitAtOnce();
  };

  // Opens the file, or creates it with mode 0600. Its directory must exist.
  // Errors: DATA_DIR_UNREADABLE  cannot be opened or created
  //         STORE_CORRUPT        neither slot is valid
  //         STORE_TOO_NEW        written by a newer version of the program
  //         DISK_FAILED          the disk refused
  static absl::StatusOr<std::unique_ptr<WatermarkFile>> Open(Options options);

  // Syncs what is unsynced.
  ~WatermarkFile();
  WatermarkFile(const WatermarkFile&) = delete;
  WatermarkFile& operator=(const WatermarkFile&) = delete;

  // The mark found at Open; all zero in a new file.
  const Watermark& loaded() const { return loaded_; }

  // Whether Open created the file.
  bool created() const { return created_; }

  // Records that everything up to `mark` is synced. `mark.digest` has at most
  // 64 bytes. Survives the process as soon as no sync is under way, the machine
  // within kWatermarkInterval and the time of a sync. Does not wait for a sync.
  void Update(const Watermark& mark);

  // Waits until the last Update is synced.
  // Errors: DISK_FAILED.
  absl::Status Flush();

 private:
  WatermarkFile(Options options, int fd, bool created, Watermark loaded,
                uint64_t epoch, int slot);

  void Run();
  // Syncs what the slot holds, then turns to the other slot.
  void SyncOnce() ABSL_LOCKS_EXCLUDED(mutex_);
  void WriteSlot() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Fail(const absl::Status& status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Options options_;
  const int fd_;
  const bool created_;
  const Watermark loaded_;

  Mutex mutex_;
  CondVar dirtied_;  // there is something to sync, or it is time to end
  CondVar hurry_;    // do not wait for the interval to pass
  CondVar synced_;   // synced_epoch_ or failure_ changed
  Watermark mark_ ABSL_GUARDED_BY(mutex_);
  // Counts the updates over the file's whole life.
  uint64_t epoch_ ABSL_GUARDED_BY(mutex_);
  uint64_t synced_epoch_ ABSL_GUARDED_BY(mutex_);
  // The slot that may be overwritten; the other one is synced.
  int slot_ ABSL_GUARDED_BY(mutex_);
  bool syncing_ ABSL_GUARDED_BY(mutex_) = false;
  bool hurried_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace referral::store

#endif  // REFERRAL_COMMON_STORE_WATERMARK_H_
