#include "services/agency/store/transaction.h"

namespace referral::agency {

const std::optional<std::string>* Overlay::Find(const FamilyKey& key) const {
  const auto it = pending_.find(key);
  return it == pending_.end() ? nullptr : &it->second.value;
}

uint64_t Overlay::Add(const Transaction::Changes& changes) {
  ++version_;
  for (const auto& [key, value] : changes) {
    pending_[key] = Pending{value, version_};
  }
  return version_;
}

void Overlay::Drop(const Transaction::Changes& changes, uint64_t version) {
  for (const auto& [key, value] : changes) {
    const auto it = pending_.find(key);
    if (it != pending_.end() && it->second.version == version) {
      pending_.erase(it);
    }
  }
}

absl::StatusOr<std::optional<std::string>> Transaction::Get(
    store::FamilyId family, absl::string_view key) const {
  const FamilyKey at(family, std::string(key));
  if (const auto it = changes_.find(at); it != changes_.end()) {
    return it->second;
  }
  if (const auto* pending = overlay_.Find(at)) return *pending;
  return database_.Get(family, key);
}

void Transaction::Put(store::FamilyId family, absl::string_view key,
                      std::string value) {
  changes_[FamilyKey(family, std::string(key))] = std::move(value);
}

void Transaction::Delete(store::FamilyId family, absl::string_view key) {
  changes_[FamilyKey(family, std::string(key))] = std::nullopt;
}

}  // namespace referral::agency
