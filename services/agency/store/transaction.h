// Reads and changes of one piece of work. It sees what earlier pieces changed,
// also where that is not on the disk yet.
#ifndef REFERRAL_SERVICES_AGENCY_STORE_TRANSACTION_H_
#define REFERRAL_SERVICES_AGENCY_STORE_TRANSACTION_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/store/batch.h"
#include "common/store/database.h"

namespace referral::agency {

using FamilyKey = std::pair<store::FamilyId, std::string>;

// What has been decided and is on its way to the disk. Used by the store's
// thread alone.
class Overlay {
 public:
  // nullptr: nothing under way for this key. Otherwise its value, or nothing
  // if it is being deleted.
  const std::optional<std::string>* Find(const FamilyKey& key) const;

  // Takes over `changes` and returns what Drop needs to forget them.
  uint64_t Add(const std::map<FamilyKey, std::optional<std::string>>& changes);

  // `changes`, added as `version`, are on the disk.
  void Drop(const std::map<FamilyKey, std::optional<std::string>>& changes,
            uint64_t version);

 private:
  struct Pending {
    std::optional<std::string> value;
    uint64_t version;
  };
  std::map<FamilyKey, Pending> pending_;
  uint64_t version_ = 0;
};

// Not thread-safe; used by the store's thread alone.
class Transaction {
 public:
  using Changes = std::map<FamilyKey, std::optional<std::string>>;

  // Both outlive it.
  Transaction(const store::Database& database, const Overlay& overlay)
      : database_(database), overlay_(overlay) {}

  // Errors: STORE_CORRUPT, DISK_FAILED.
  absl::StatusOr<std::optional<std::string>> Get(store::FamilyId family,
                                                 absl::string_view key) const;
  void Put(store::FamilyId family, absl::string_view key, std::string value);
  void Delete(store::FamilyId family, absl::string_view key);

  const Changes& changes() const { return changes_; }

 private:
  const store::Database& database_;
  const Overlay& overlay_;
  Changes changes_;
};

}  // namespace referral::agency

#endif  // REFERRAL_SERVICES_AGENCY_STORE_TRANSACTION_H_
