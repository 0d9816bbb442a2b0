#include "services/agency/store/transaction.h"

#include <iterator>

#include "common/base/status_macros.h"

namespace referral::agency {
namespace {

using Rows = std::map<std::string, std::string>;

// Lays the changes of `family` under `prefix` over `rows`.
void Lay(const Decided& decided, store::FamilyId family,
         absl::string_view prefix, Rows& rows) {
  auto it = decided.changes.lower_bound({family, std::string(prefix)});
  for (; it != decided.changes.end(); ++it) {
    const auto& [key, value] = *it;
    if (key.first != family ||
        absl::string_view(key.second).substr(0, prefix.size()) != prefix) {
      return;
    }
    if (value.has_value()) {
      rows[key.second] = *value;
    } else {
      rows.erase(key.second);
    }
  }
}

}  // namespace

void Decided::Add(Decided later) {
  for (auto& [key, value] : later.changes) changes[key] = std::move(value);
  for (const auto& [key, digest] : later.unsigned_entries) {
    unsigned_entries[key] = digest;
  }
  std::move(later.keys.begin(), later.keys.end(), std::back_inserter(keys));
  std::move(later.outdated.begin(), later.outdated.end(),
            std::back_inserter(outdated));
}

absl::StatusOr<std::optional<std::string>> Transaction::Get(
    store::FamilyId family, absl::string_view key) const {
  const FamilyKey at(family, std::string(key));
  for (const Decided* decided : {&std::as_const(decided_), &before_}) {
    const auto it = decided->changes.find(at);
    if (it != decided->changes.end()) return it->second;
  }
  return database_.Get(family, key);
}

absl::StatusOr<Rows> Transaction::GetAll(store::FamilyId family,
                                         absl::string_view prefix) const {
  Rows rows;
  store::Cursor cursor = database_.ScanPrefix(family, prefix, prefix);
  for (; cursor.Valid(); cursor.Next()) {
    rows.emplace(std::string(cursor.key()), std::string(cursor.value()));
  }
  RETURN_IF_ERROR(cursor.status());
  Lay(before_, family, prefix, rows);
  Lay(decided_, family, prefix, rows);
  return rows;
}

void Transaction::Put(store::FamilyId family, absl::string_view key,
                      std::string value) {
  decided_.changes[FamilyKey(family, std::string(key))] = std::move(value);
}

void Transaction::Delete(store::FamilyId family, absl::string_view key) {
  decided_.changes[FamilyKey(family, std::string(key))] = std::nullopt;
}

void Transaction::Sign(absl::string_view key,
                       const crypto::Digest& envelope_digest) {
  decided_.unsigned_entries[std::string(key)] = envelope_digest;
}

absl::StatusOr<std::string> Transaction::Open(absl::string_view case_id,
                                              absl::string_view context,
                                              absl::string_view bytes) const {
  return seals_.Open(case_id, context, bytes);
}

absl::StatusOr<std::string> Transaction::Seal(absl::string_view case_id,
                                              absl::string_view context,
                                              absl::string_view plain) {
  ASSIGN_OR_RETURN(Seals::Sealed sealed, seals_.Seal(case_id, context, plain));
  if (sealed.key != nullptr) decided_.keys.push_back(std::move(sealed.key));
  return std::move(sealed.bytes);
}

absl::StatusOr<std::string> Transaction::Blind(absl::string_view text) {
  ASSIGN_OR_RETURN(Seals::Sealed blind, seals_.Blind(text));
  if (blind.key != nullptr) decided_.keys.push_back(std::move(blind.key));
  return std::move(blind.bytes);
}

absl::Status Transaction::RenewKey(absl::string_view case_id) {
  ASSIGN_OR_RETURN(std::vector<KeyId> before, seals_.Renew(case_id));
  std::move(before.begin(), before.end(),
            std::back_inserter(decided_.outdated));
  return absl::OkStatus();
}

}  // namespace referral::agency
