#include "common/crypto/key_slab.h"

#include <sodium.h>

#include <vector>

#include "common/base/mutex.h"
#include "common/crypto/locked_bytes.h"
#include "common/crypto/sealing.h"

namespace referral::crypto {

class KeySlab::Shared {
 public:
  explicit Shared(size_t capacity) : bytes_(capacity * kSealKeyBytes) {
    free_.reserve(capacity);
    for (size_t i = capacity; i > 0; --i) free_.push_back(i - 1);
  }

  absl::optional<size_t> Take() {
    MutexLock lock(mutex_);
    if (free_.empty()) return absl::nullopt;
    const size_t index = free_.back();
    free_.pop_back();
    return index;
  }

  void Give(size_t index) {
    sodium_memzero(At(index).data(), kSealKeyBytes);
    MutexLock lock(mutex_);
    free_.push_back(index);
  }

  absl::Span<uint8_t> At(size_t index) {
    return bytes_.span().subspan(index * kSealKeyBytes, kSealKeyBytes);
  }

 private:
  LockedBytes bytes_;
  Mutex mutex_;
  std::vector<size_t> free_ ABSL_GUARDED_BY(mutex_);
};

KeySlab::Slot::~Slot() {
  if (shared_ != nullptr) shared_->Give(index_);
}

absl::Span<uint8_t> KeySlab::Slot::bytes() { return shared_->At(index_); }

absl::Span<const uint8_t> KeySlab::Slot::bytes() const {
  return shared_->At(index_);
}

KeySlab::KeySlab(size_t capacity)
    : shared_(std::make_shared<Shared>(capacity)) {}

absl::optional<KeySlab::Slot> KeySlab::Take() {
  const absl::optional<size_t> index = shared_->Take();
  if (!index.has_value()) return absl::nullopt;
  return Slot(shared_, *index);
}

}  // namespace referral::crypto
