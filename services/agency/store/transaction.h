// Reads and changes of one piece of work. It sees what earlier pieces changed,
// also where that is not on the disk yet.
#ifndef REFERRAL_SERVICES_AGENCY_STORE_TRANSACTION_H_
#define REFERRAL_SERVICES_AGENCY_STORE_TRANSACTION_H_

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/crypto/case_keys.h"
#include "common/crypto/digest.h"
#include "common/store/batch.h"
#include "common/store/database.h"
#include "services/agency/store/seals.h"

namespace referral::agency {

using FamilyKey = std::pair<store::FamilyId, std::string>;

// What work has decided and is on its way to the disk: the last word on each
// key, nullopt where it is deleted.
struct Decided {
  std::map<FamilyKey, std::optional<std::string>> changes;
  // Digests of the envelopes in new entries of the outbox, and of those to be
  // signed anew, by the entry's key.
  std::map<std::string, crypto::Digest> unsigned_entries;
  // What `changes` are sealed with.
  std::vector<crypto::CaseKeyPtr> keys;
  // Keys with which nothing is sealed any more once `changes` are written.
  std::vector<KeyId> outdated;

  // Lays `later` on top.
  void Add(Decided later);
};

// Not thread-safe; used by the store's thread alone.
class Transaction {
 public:
  // All outlive it. `before` is what earlier work has decided.
  Transaction(const store::Database& database, const Decided& before,
              Seals& seals)
      : database_(database), before_(before), seals_(seals) {}

  // Errors: STORE_CORRUPT, DISK_FAILED.
  absl::StatusOr<std::optional<std::string>> Get(store::FamilyId family,
                                                 absl::string_view key) const;
  // The rows whose key begins with `prefix`, by key.
  // Errors: STORE_CORRUPT, DISK_FAILED.
  absl::StatusOr<std::map<std::string, std::string>> GetAll(
      store::FamilyId family, absl::string_view prefix) const;
  void Put(store::FamilyId family, absl::string_view key, std::string value);
  void Delete(store::FamilyId family, absl::string_view key);

  // The entry of the outbox at `key`, whose proof is empty, is signed when it
  // is written.
  void Sign(absl::string_view key, const crypto::Digest& envelope_digest);

  // See Seals.
  absl::StatusOr<std::string> Open(absl::string_view case_id,
                                   absl::string_view context,
                                   absl::string_view bytes) const;
  absl::StatusOr<std::string> Seal(absl::string_view case_id,
                                   absl::string_view context,
                                   absl::string_view plain);
  absl::StatusOr<std::string> Blind(absl::string_view text);
  // The case has another key from now on; those before are erased after the
  // write. Everything of the case must be sealed anew: see SealAnew.
  absl::Status RenewKey(absl::string_view case_id);

  const Decided& decided() const { return decided_; }
  Decided TakeDecided() { return std::move(decided_); }

 private:
  const store::Database& database_;
  const Decided& before_;
  Seals& seals_;
  Decided decided_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_TRANSACTION_H_
