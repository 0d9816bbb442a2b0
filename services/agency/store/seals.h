// What seals the messages and records of an agency's store: a key for each
// case, wrapped by a master key, in a small store of their own.
#ifndef REFERRAL_SERVICES_AGENCY_STORE_SEALS_H_
#define REFERRAL_SERVICES_AGENCY_STORE_SEALS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/crypto/case_keys.h"
#include "common/store/key_store.h"
#include "common/store/sync_hook.h"

namespace referral::agency {

using KeyId = store::KeyStore::Id;

// Opening is thread-safe, and so is adopting master keys; all else is for the
// store's thread alone. Errors of all that touch keys: KEY_MISSING (a key, or
// the master key that wraps it, is not there), STORE_CORRUPT, DISK_FAILED.
class Seals {
 public:
  // Keeps plain bytes: where the service runs with --insecure-loopback.
  Seals() = default;

  // Keys in the directory `path`, master keys in a file. Checks for every
  // master key in use that the file has it.
  // Errors besides: KEY_FILE_INVALID, and those of Database::Open.
  static absl::StatusOr<std::unique_ptr<Seals>> Open(
      const std::string& path, const std::string& master_key_file,
      store::SyncHook* sync_hook);

  bool is_plain() const { return store_ == nullptr; }

  // What Seal made for this case and context. A key that has been renewed
  // meanwhile is KEY_MISSING: who reads beside the store's thread reads again.
  absl::StatusOr<std::string> Open(absl::string_view case_id,
                                   absl::string_view context,
                                   absl::string_view bytes) const;

  // `key` is to be given to Store before the bytes are; null if plain.
  struct Sealed {
    std::string bytes;
    crypto::CaseKeyPtr key;
  };
  absl::StatusOr<Sealed> Seal(absl::string_view case_id,
                              absl::string_view context,
                              absl::string_view plain);

  // The keyed hash under which the index of people has `text`. `key` as of
  // Sealed. Thread-safe. Where plain bytes are kept, the key is no secret.
  absl::StatusOr<Sealed> Blind(absl::string_view text) const;

  // Those of `keys` that are not on the disk yet are, synced, when it returns.
  absl::Status Store(absl::Span<const crypto::CaseKeyPtr> keys);

  // The case has another key from now on, on the disk. The keys before it,
  // which are to be erased once nothing is sealed with them.
  absl::StatusOr<std::vector<KeyId>> Renew(absl::string_view case_id);

  // The keys are in no file of the key store when it returns.
  absl::Status Erase(absl::Span<const KeyId> keys);

  // Keys of cases that have a newer one: their renewal was cut short.
  // Ascending, from Open.
  const std::vector<KeyId>& outdated() const { return outdated_; }
  // No key in the store, from Open.
  bool was_empty() const { return was_empty_; }

  // Reads the master key file again. True if its first key is another one than
  // before: it wraps from now on, and every key is to be wrapped anew. A file
  // that lacks a key that is still needed is refused (KEY_MISSING), and what
  // was in force stays. Errors besides: KEY_FILE_INVALID.
  absl::StatusOr<bool> AdoptMasterKeys();
  // Id of the master key that wraps; empty if plain.
  std::string master_key_id() const;

  // Wraps keys anew that are not wrapped with the first master key: those
  // after `after`, looking at no more than `max`.
  struct Rewrapped {
    KeyId last;         // looked at; goes into the next call
    size_t count = 0;   // wrapped anew
    bool done = false;  // none is left to look at
  };
  absl::StatusOr<Rewrapped> Rewrap(const KeyId& after, size_t max);

 private:
  absl::Status LookThrough();

  // All null, and empty, if plain.
  std::string master_key_file_;
  std::unique_ptr<store::KeyStore> store_;
  std::unique_ptr<crypto::CaseKeys> keys_;
  std::vector<KeyId> outdated_;
  bool was_empty_ = true;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_SEALS_H_
