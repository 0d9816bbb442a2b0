#ifndef REFERRAL_SERVICES_ROUTER_CORE_VAULT_H_
#define REFERRAL_SERVICES_ROUTER_CORE_VAULT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/crypto/case_keys.h"
#include "common/evidence/message.h"
#include "proto/referral/storage/v1/commit_batch.pb.h"
#include "proto/referral/v1/record.pb.h"

namespace referral::router {

// What of a message goes to the disk, and the key it is sealed with.
struct SealedParts {
  std::vector<std::string> parts;  // one for each part of the message
  crypto::CaseKeyPtr key;          // null if nothing is sealed
};

// Seals what the router keeps and opens what it has kept, each under the key of
// its case. Without keys everything stays as it is: a store that was made with
// --insecure-loopback. Thread-safe.
class Vault {
 public:
  explicit Vault(std::unique_ptr<crypto::CaseKeys> keys = nullptr)
      : keys_(std::move(keys)) {}

  // nullptr if nothing is sealed.
  crypto::CaseKeys* keys() const { return keys_.get(); }

  // Errors: those of crypto::CaseKeys.
  absl::StatusOr<SealedParts> SealParts(
      const evidence::OpenedMessage& message) const;
  // The effects of `message`, with the key that sealed its parts.
  std::string SealEffects(const crypto::CaseKeyPtr& key,
                          const evidence::OpenedMessage& message,
                          std::string effects) const;

  // `record` with parts and effects as they were before they were sealed.
  // Errors: KEY_MISSING, STORE_CORRUPT, DISK_FAILED.
  absl::StatusOr<storage::v1::StoredRecord> Open(
      storage::v1::StoredRecord record) const;
  // The same where the envelope of `record` is known.
  absl::Status Open(const v1::Envelope& envelope,
                    storage::v1::StoredRecord& record) const;
  // Of a record as it lies on the disk. Errors: as Open.
  absl::StatusOr<v1::Effects> OpenEffects(
      const storage::v1::StoredRecord& record) const;

 private:
  const std::unique_ptr<crypto::CaseKeys> keys_;
};

}  // namespace referral::router

#endif  // REFERRAL_SERVICES_ROUTER_CORE_VAULT_H_
