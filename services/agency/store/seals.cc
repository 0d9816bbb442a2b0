#include "services/agency/store/seals.h"

#include <set>

#include "absl/types/optional.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/crypto/key_file.h"
#include "common/crypto/keyed_digest.h"
#include "services/agency/store/layout.h"

namespace referral::agency {
namespace {

using storage::v1::CaseKeyRow;

// One of the keys that each master key in use wraps.
absl::StatusOr<std::vector<crypto::WrappedKey>> OneOfEachMaster(
    const store::KeyStore& keys) {
  std::set<std::string> masters;
  std::vector<crypto::WrappedKey> found;
  RETURN_IF_ERROR(keys.Visit({}, [&](const CaseKeyRow& row) {
    if (masters.insert(row.master_key_id()).second) {
      found.push_back(store::FromRow(row));
    }
    return true;
  }));
  return found;
}

// KEY_MISSING unless the file has every master key that wraps a key of `keys`.
// Otherwise the id of its first.
absl::StatusOr<std::string> CheckMasters(const std::string& file,
                                         const store::KeyStore& keys) {
  ASSIGN_OR_RETURN(crypto::MasterKeys masters, crypto::ReadMasterKeyFile(file));
  // Keys of its own, for the trial alone.
  crypto::CaseKeys trial(std::move(masters), keys, 1, 4);
  ASSIGN_OR_RETURN(const std::vector<crypto::WrappedKey> samples,
                   OneOfEachMaster(keys));
  for (const crypto::WrappedKey& sample : samples) {
    // What the first key wraps is not wrapped anew: it is opened.
    if (sample.master_key_id == trial.master_key_id()) {
      RETURN_IF_ERROR(trial.ForSealing(sample.case_id).status());
    } else {
      RETURN_IF_ERROR(trial.Rewrap(sample).status());
    }
  }
  return trial.master_key_id();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Seals>> Seals::Open(
    const std::string& path, const std::string& master_key_file,
    store::SyncHook* sync_hook) {
  // Before anything is made.
  ASSIGN_OR_RETURN(crypto::MasterKeys masters,
                   crypto::ReadMasterKeyFile(master_key_file));
  auto seals = std::make_unique<Seals>();
  seals->master_key_file_ = master_key_file;
  ASSIGN_OR_RETURN(seals->store_, store::KeyStore::Open(path, sync_hook));
  RETURN_IF_ERROR(CheckMasters(master_key_file, *seals->store_).status());
  seals->keys_ =
      std::make_unique<crypto::CaseKeys>(std::move(masters), *seals->store_);
  RETURN_IF_ERROR(seals->LookThrough());
  return seals;
}

absl::Status Seals::LookThrough() {
  KeyId last;
  RETURN_IF_ERROR(store_->Visit({}, [&](const CaseKeyRow& row) {
    was_empty_ = false;
    if (row.case_id() == last.case_id) outdated_.push_back(last);
    last = {row.case_id(), row.generation()};
    return true;
  }));
  return absl::OkStatus();
}

absl::StatusOr<std::string> Seals::Open(absl::string_view case_id,
                                        absl::string_view context,
                                        absl::string_view bytes) const {
  if (is_plain()) return std::string(bytes);
  return keys_->Open(case_id, context, bytes);
}

absl::StatusOr<Seals::Sealed> Seals::Seal(absl::string_view case_id,
                                          absl::string_view context,
                                          absl::string_view plain) {
  if (is_plain()) return Sealed{std::string(plain), nullptr};
  ASSIGN_OR_RETURN(crypto::CaseKeyPtr key, keys_->ForSealing(case_id));
  std::string bytes = key->Seal(context, plain);
  return Sealed{std::move(bytes), std::move(key)};
}

absl::StatusOr<Seals::Sealed> Seals::Blind(absl::string_view text) const {
  constexpr absl::string_view kTag = "referral.v1.person_index";
  if (is_plain()) {
    return Sealed{crypto::ToBytes(
                      crypto::KeyedBlake2b256(crypto::kZeroDigest, kTag, text)),
                  nullptr};
  }
  ASSIGN_OR_RETURN(crypto::CaseKeyPtr key, keys_->ForSealing(kPeopleKeyId));
  std::string hash =
      crypto::ToBytes(crypto::KeyedBlake2b256(key->bytes(), kTag, text));
  return Sealed{std::move(hash), std::move(key)};
}

absl::Status Seals::Store(absl::Span<const crypto::CaseKeyPtr> keys) {
  std::set<crypto::CaseKeyPtr> fresh;
  std::vector<CaseKeyRow> rows;
  for (const crypto::CaseKeyPtr& key : keys) {
    if (keys_->IsStored(*key) || !fresh.insert(key).second) continue;
    rows.push_back(store::ToRow(keys_->Wrap(*key)));
  }
  if (rows.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(store_->Put(rows));
  for (const crypto::CaseKeyPtr& key : fresh) keys_->OnStored(key);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<KeyId>> Seals::Renew(absl::string_view case_id) {
  std::vector<KeyId> before;
  if (is_plain()) return before;
  // The one in use may not be on the disk yet; the next comes after it.
  ASSIGN_OR_RETURN(const crypto::CaseKeyPtr current,
                   keys_->ForSealing(case_id));
  RETURN_IF_ERROR(Store({current}));
  RETURN_IF_ERROR(
      store_->Visit({std::string(case_id), 0}, [&](const CaseKeyRow& row) {
        if (row.case_id() != case_id) return false;
        before.push_back({row.case_id(), row.generation()});
        return true;
      }));
  ASSIGN_OR_RETURN(const crypto::CaseKeyPtr next, keys_->MintNext(case_id));
  RETURN_IF_ERROR(store_->Put({store::ToRow(keys_->Wrap(*next))}));
  keys_->OnStored(next);
  return before;
}

absl::Status Seals::Erase(absl::Span<const KeyId> keys) {
  return is_plain() ? absl::OkStatus() : store_->Erase(keys);
}

absl::StatusOr<bool> Seals::AdoptMasterKeys() {
  if (is_plain()) return false;
  ASSIGN_OR_RETURN(crypto::MasterKeys masters,
                   crypto::ReadMasterKeyFile(master_key_file_));
  if (masters.id() == keys_->master_key_id()) return false;
  ASSIGN_OR_RETURN(const std::string id,
                   CheckMasters(master_key_file_, *store_));
  // Changed between two readings: the next look will take it.
  if (masters.id() != id) return false;
  keys_->SetMasterKeys(std::move(masters));
  return true;
}

std::string Seals::master_key_id() const {
  return is_plain() ? "" : keys_->master_key_id();
}

absl::StatusOr<Seals::Rewrapped> Seals::Rewrap(const KeyId& after, size_t max) {
  Rewrapped result{after, 0, true};
  if (is_plain()) return result;
  std::vector<CaseKeyRow> seen;
  RETURN_IF_ERROR(store_->Visit(after, [&](const CaseKeyRow& row) {
    if (seen.size() == max) {
      result.done = false;
      return false;
    }
    seen.push_back(row);
    return true;
  }));
  std::vector<CaseKeyRow> rows;
  for (const CaseKeyRow& row : seen) {
    result.last = {row.case_id(), row.generation()};
    ASSIGN_OR_RETURN(const absl::optional<crypto::WrappedKey> anew,
                     keys_->Rewrap(store::FromRow(row)));
    if (anew.has_value()) rows.push_back(store::ToRow(*anew));
  }
  result.count = rows.size();
  if (!rows.empty()) RETURN_IF_ERROR(store_->Put(rows));
  return result;
}

}  // namespace referral::agency
