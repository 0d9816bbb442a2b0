#include "common/crypto/case_keys.h"

#include <sodium.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/base/errors.h"
#include "common/base/status_macros.h"
#include "common/crypto/sealing.h"

namespace referral::crypto {
namespace {

// What is sealed begins with this and the key's generation.
constexpr char kFormat = 1;
constexpr size_t kPrefixBytes = 1 + sizeof(uint32_t);
// Minted keys that nobody holds any more are looked for beyond this.
constexpr size_t kMintedBeforeSweep = 1024;

std::string Prefix(uint32_t generation) {
  std::string prefix(1, kFormat);
  for (int shift = 24; shift >= 0; shift -= 8) {
    prefix.push_back(static_cast<char>((generation >> shift) & 0xff));
  }
  return prefix;
}

absl::optional<uint32_t> GenerationOf(absl::string_view sealed) {
  if (sealed.size() < kPrefixBytes || sealed[0] != kFormat) {
    return absl::nullopt;
  }
  uint32_t generation = 0;
  for (size_t i = 1; i < kPrefixBytes; ++i) {
    generation = generation << 8 | static_cast<unsigned char>(sealed[i]);
  }
  return generation;
}

std::string WrapContext(absl::string_view case_id, uint32_t generation) {
  return absl::StrCat("referral.v1.case_key ", case_id, " ", generation);
}

absl::Status Missing(absl::string_view what, absl::string_view case_id) {
  return MakeError(Reason::kKeyMissing, what, case_id);
}

}  // namespace

std::string CaseKey::Seal(absl::string_view context,
                          absl::string_view plain) const {
  return Prefix(generation_) + crypto::Seal(bytes(), context, plain);
}

CaseKeys::CaseKeys(std::shared_ptr<const MasterKeys> masters,
                   const WrappedKeys& source, size_t cached, size_t in_memory)
    : source_(source),
      max_cached_(cached),
      masters_(std::move(masters)),
      slab_(in_memory) {}

CaseKeyPtr CaseKeys::FindInUse(absl::string_view case_id) {
  if (const CaseKeyPtr* cached = cached_.Find(case_id); cached != nullptr) {
    return *cached;
  }
  const auto minted = minted_.find(case_id);
  return minted == minted_.end() ? nullptr : minted->second.lock();
}

void CaseKeys::Keep(const CaseKeyPtr& key) {
  cached_.Put(key->case_id(), key);
  if (cached_.size() > max_cached_) cached_.TakeLongestUnused();
}

absl::StatusOr<KeySlab::Slot> CaseKeys::TakeSlot() {
  absl::optional<KeySlab::Slot> slot = slab_.Take();
  while (!slot.has_value() && !cached_.empty()) {
    cached_.TakeLongestUnused();
    slot = slab_.Take();
  }
  if (slot.has_value()) return *std::move(slot);
  return MakeError(Reason::kQueueFull, "too many case keys are in use");
}

absl::StatusOr<CaseKeyPtr> CaseKeys::Mint(absl::string_view case_id,
                                          uint32_t generation) {
  ASSIGN_OR_RETURN(KeySlab::Slot slot, TakeSlot());
  randombytes_buf(slot.bytes().data(), slot.bytes().size());
  return std::make_shared<const CaseKey>(std::string(case_id), generation,
                                         std::move(slot));
}

absl::StatusOr<CaseKeyPtr> CaseKeys::Unwrap(const WrappedKey& key) {
  ASSIGN_OR_RETURN(KeySlab::Slot slot, TakeSlot());
  if (!masters_->Unwrap(key.master_key_id,
                        WrapContext(key.case_id, key.generation),
                        key.wrapped_key, slot.bytes())) {
    return Missing(absl::StrCat("master key ", key.master_key_id,
                                " is not there, or the case's key is not as "
                                "it was wrapped"),
                   key.case_id);
  }
  return std::make_shared<const CaseKey>(key.case_id, key.generation,
                                         std::move(slot));
}

absl::StatusOr<CaseKeyPtr> CaseKeys::ForSealing(absl::string_view case_id) {
  {
    MutexLock lock(mutex_);
    if (CaseKeyPtr key = FindInUse(case_id); key != nullptr) return key;
  }
  // The disk, first without holding up the others.
  ASSIGN_OR_RETURN(absl::optional<WrappedKey> wrapped, source_.Newest(case_id));
  MutexLock lock(mutex_);
  if (CaseKeyPtr key = FindInUse(case_id); key != nullptr) return key;
  if (!wrapped.has_value()) {
    // A key that was minted meanwhile is in use, or was put on the disk
    // before it ceased to be.
    ASSIGN_OR_RETURN(wrapped, source_.Newest(case_id));
  }
  if (wrapped.has_value()) {
    ASSIGN_OR_RETURN(CaseKeyPtr key, Unwrap(*wrapped));
    Keep(key);
    return key;
  }
  ASSIGN_OR_RETURN(CaseKeyPtr key, Mint(case_id, 1));
  if (minted_.size() >= kMintedBeforeSweep) {
    absl::erase_if(minted_,
                   [](const auto& minted) { return minted.second.expired(); });
  }
  minted_[key->case_id()] = key;
  return key;
}

absl::StatusOr<CaseKeyPtr> CaseKeys::MintNext(absl::string_view case_id) {
  ASSIGN_OR_RETURN(const absl::optional<WrappedKey> newest,
                   source_.Newest(case_id));
  MutexLock lock(mutex_);
  return Mint(case_id, newest.has_value() ? newest->generation + 1 : 1);
}

bool CaseKeys::IsStored(const CaseKey& key) const {
  MutexLock lock(mutex_);
  if (const CaseKeyPtr* cached = cached_.Peek(key.case_id());
      cached != nullptr) {
    return (*cached)->generation() >= key.generation();
  }
  const auto minted = minted_.find(key.case_id());
  return minted == minted_.end() || minted->second.lock().get() != &key;
}

void CaseKeys::OnStored(const CaseKeyPtr& key) {
  MutexLock lock(mutex_);
  minted_.erase(key->case_id());
  Keep(key);
}

void CaseKeys::Forget(absl::string_view case_id) {
  MutexLock lock(mutex_);
  cached_.Erase(case_id);
}

absl::StatusOr<CaseKeyPtr> CaseKeys::ForOpening(absl::string_view case_id,
                                                uint32_t generation) {
  {
    MutexLock lock(mutex_);
    CaseKeyPtr key = FindInUse(case_id);
    if (key != nullptr && key->generation() == generation) return key;
  }
  ASSIGN_OR_RETURN(absl::optional<WrappedKey> wrapped, source_.Newest(case_id));
  const bool newest = wrapped.has_value() && wrapped->generation == generation;
  if (!newest) {
    ASSIGN_OR_RETURN(wrapped, source_.Read(case_id, generation));
  }
  if (!wrapped.has_value()) {
    return Missing(
        absl::StrCat("key ", generation, " of the case is not in the store"),
        case_id);
  }
  MutexLock lock(mutex_);
  ASSIGN_OR_RETURN(CaseKeyPtr key, Unwrap(*wrapped));
  if (newest && FindInUse(case_id) == nullptr) Keep(key);
  return key;
}

absl::StatusOr<std::string> CaseKeys::Open(absl::string_view case_id,
                                           absl::string_view context,
                                           absl::string_view sealed) {
  const absl::optional<uint32_t> generation = GenerationOf(sealed);
  if (generation.has_value()) {
    ASSIGN_OR_RETURN(const CaseKeyPtr key, ForOpening(case_id, *generation));
    absl::optional<std::string> plain =
        crypto::Open(key->bytes(), context, sealed.substr(kPrefixBytes));
    if (plain.has_value()) return *std::move(plain);
  }
  return MakeError(Reason::kStoreCorrupt,
                   "what is sealed was changed, or sealed for another place",
                   case_id);
}

WrappedKey CaseKeys::Wrap(const CaseKey& key) const {
  std::shared_ptr<const MasterKeys> masters;
  {
    MutexLock lock(mutex_);
    masters = masters_;
  }
  return {
      key.case_id(), key.generation(), masters->id(),
      masters->Wrap(WrapContext(key.case_id(), key.generation()), key.bytes())};
}

std::string CaseKeys::master_key_id() const {
  MutexLock lock(mutex_);
  return masters_->id();
}

void CaseKeys::SetMasterKeys(MasterKeys masters) {
  auto fresh = std::make_shared<const MasterKeys>(std::move(masters));
  MutexLock lock(mutex_);
  masters_ = std::move(fresh);
}

absl::StatusOr<absl::optional<WrappedKey>> CaseKeys::Rewrap(
    const WrappedKey& key) {
  CaseKeyPtr unwrapped;
  {
    MutexLock lock(mutex_);
    if (key.master_key_id == masters_->id()) {
      return absl::optional<WrappedKey>();
    }
    ASSIGN_OR_RETURN(unwrapped, Unwrap(key));
  }
  return absl::optional<WrappedKey>(Wrap(*unwrapped));
}

}  // namespace referral::crypto
