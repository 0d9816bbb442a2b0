// The keys of cases: minted when a case begins, wrapped by a master key where
// they lie on the disk, unwrapped in locked memory while they are used.
#ifndef REFERRAL_COMMON_CRYPTO_CASE_KEYS_H_
#define REFERRAL_COMMON_CRYPTO_CASE_KEYS_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "absl/types/span.h"
#include "common/base/mutex.h"
#include "common/base/recently_used.h"
#include "common/crypto/key_slab.h"
#include "common/crypto/master_keys.h"

namespace referral::crypto {

// A case's key as it lies on the disk. A case has one, generation 1; a further
// one takes its place when something sealed with it must never open again.
struct WrappedKey {
  std::string case_id;
  uint32_t generation = 0;
  std::string master_key_id;
  std::string wrapped_key;
};

// Where wrapped keys lie. Thread-safe. Errors: STORE_CORRUPT, DISK_FAILED.
class WrappedKeys {
 public:
  virtual ~WrappedKeys() = default;
  // The key of the highest generation; nullopt if the case has none.
  virtual absl::StatusOr<absl::optional<WrappedKey>> Newest(
      absl::string_view case_id) const = 0;
  virtual absl::StatusOr<absl::optional<WrappedKey>> Read(
      absl::string_view case_id, uint32_t generation) const = 0;
};

// A key in use. Immutable but for whether it is on the disk; thread-safe.
class CaseKey {
 public:
  CaseKey(std::string case_id, uint32_t generation, KeySlab::Slot slot)
      : case_id_(std::move(case_id)),
        generation_(generation),
        slot_(std::move(slot)) {}

  const std::string& case_id() const { return case_id_; }
  uint32_t generation() const { return generation_; }
  absl::Span<const uint8_t> bytes() const { return slot_.bytes(); }

  // What Open(case id, context, ...) gives back.
  std::string Seal(absl::string_view context, absl::string_view plain) const;

 private:
  const std::string case_id_;
  const uint32_t generation_;
  const KeySlab::Slot slot_;
};

using CaseKeyPtr = std::shared_ptr<const CaseKey>;

// Thread-safe. Errors of all that read: KEY_MISSING (the key is not on the
// disk, or no master key unwraps it), STORE_CORRUPT, DISK_FAILED; QUEUE_FULL
// when more keys are in use than there is room for.
class CaseKeys {
 public:
  // Keys kept for the next message of their case.
  static constexpr size_t kCached = 8192;
  // Keys in memory, those of messages under way among them: 1 MiB.
  static constexpr size_t kInMemory = 32768;

  // `source` outlives it. `masters` is not empty.
  CaseKeys(std::shared_ptr<const MasterKeys> masters, const WrappedKeys& source,
           size_t cached = kCached, size_t in_memory = kInMemory);
  CaseKeys(MasterKeys masters, const WrappedKeys& source,
           size_t cached = kCached, size_t in_memory = kInMemory)
      : CaseKeys(std::make_shared<const MasterKeys>(std::move(masters)), source,
                 cached, in_memory) {}

  // The key to seal with: the newest of the case, or one minted now. Everybody
  // gets the same one for as long as somebody holds it. Whoever puts something
  // sealed with it on the disk puts the key there before, unless IsStored, and
  // says so with OnStored.
  absl::StatusOr<CaseKeyPtr> ForSealing(absl::string_view case_id);
  // A key of the generation after the newest, for the caller alone.
  absl::StatusOr<CaseKeyPtr> MintNext(absl::string_view case_id);

  bool IsStored(const CaseKey& key) const;
  // `key` is on the disk, synced, and the newest of its case.
  void OnStored(const CaseKeyPtr& key);
  // The keys of the case have changed on the disk in another way.
  void Forget(absl::string_view case_id);

  // Opens what CaseKey::Seal made with any key of the case that is on the disk
  // or in use. Errors besides: STORE_CORRUPT  it was changed, or sealed for
  // another case or context.
  absl::StatusOr<std::string> Open(absl::string_view case_id,
                                   absl::string_view context,
                                   absl::string_view sealed);

  // `key` as it is to lie on the disk, wrapped with the first master key.
  WrappedKey Wrap(const CaseKey& key) const;

  // Id of the master key that wraps.
  std::string master_key_id() const;
  // Other master keys from now on.
  void SetMasterKeys(MasterKeys masters);
  // `key`, wrapped with the first master key; nullopt if it is already.
  // Errors: KEY_MISSING.
  absl::StatusOr<absl::optional<WrappedKey>> Rewrap(const WrappedKey& key);

 private:
  CaseKeyPtr FindInUse(absl::string_view case_id)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Keep(const CaseKeyPtr& key) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<KeySlab::Slot> TakeSlot()
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<CaseKeyPtr> Mint(absl::string_view case_id,
                                  uint32_t generation)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<CaseKeyPtr> Unwrap(const WrappedKey& key)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  absl::StatusOr<CaseKeyPtr> ForOpening(absl::string_view case_id,
                                        uint32_t generation);

  const WrappedKeys& source_;
  const size_t max_cached_;

  mutable Mutex mutex_;
  std::shared_ptr<const MasterKeys> masters_ ABSL_GUARDED_BY(mutex_);
  KeySlab slab_ ABSL_GUARDED_BY(mutex_);
  // The newest keys that are on the disk.
  RecentlyUsed<CaseKeyPtr> cached_ ABSL_GUARDED_BY(mutex_);
  // Minted for sealing and not on the disk yet.
  absl::flat_hash_map<std::string, std::weak_ptr<const CaseKey>> minted_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace referral::crypto

#endif  // REFERRAL_COMMON_CRYPTO_CASE_KEYS_H_
