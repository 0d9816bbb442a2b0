#ifndef REFERRAL_COMMON_STORE_KEY_STORE_H_
#define REFERRAL_COMMON_STORE_KEY_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/crypto/case_keys.h"
#include "common/store/database.h"
#include "common/store/sync_hook.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"

namespace referral::store {

// The wrapped keys of cases, in a small store of their own: so small that it
// is written anew when a key is erased, and nothing of it stays in a file.
// (What a file system or a disk keeps of deleted files is beyond it: there the
// master key's rotation makes what is left useless.) Thread-safe; one thread at
// a time changes it.
class KeyStore final : public crypto::WrappedKeys {
 public:
  // Errors: those of Database::Open.
  static absl::StatusOr<std::unique_ptr<KeyStore>> Open(const std::string& path,
                                                        SyncHook* sync_hook);

  // On disk, synced, when it returns. Errors: DISK_FAILED.
  absl::Status Put(absl::Span<const storage::v1::CaseKeyRow> rows);

  // The keys are nowhere in the store's files when it returns.
  // Errors: DISK_FAILED.
  struct Id {
    std::string case_id;
    uint32_t generation = 0;
  };
  absl::Status Erase(absl::Span<const Id> keys);

  // Keys in order of case id and generation, after `after` (exclusive; an
  // empty case id: from the first), until `visit` returns false.
  // Errors: STORE_CORRUPT, DISK_FAILED.
  absl::Status Visit(
      const Id& after,
      const std::function<bool(const storage::v1::CaseKeyRow&)>& visit) const;

  // WrappedKeys.
  absl::StatusOr<absl::optional<crypto::WrappedKey>> Newest(
      absl::string_view case_id) const override;
  absl::StatusOr<absl::optional<crypto::WrappedKey>> Read(
      absl::string_view case_id, uint32_t generation) const override;

 private:
  explicit KeyStore(std::unique_ptr<Database> database)
      : database_(std::move(database)) {}

  const std::unique_ptr<Database> database_;
};

// The same key for the disk and in use.
storage::v1::CaseKeyRow ToRow(const crypto::WrappedKey& key);
crypto::WrappedKey FromRow(const storage::v1::CaseKeyRow& row);

}  // namespace referral::store

#endif  // REFERRAL_COMMON_STORE_KEY_STORE_H_
