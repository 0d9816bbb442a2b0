#ifndef REFERRAL_COMMON_CRYPTO_KEY_SLAB_H_
#define REFERRAL_COMMON_CRYPTO_KEY_SLAB_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include "absl/types/optional.h"
#include "absl/types/span.h"

namespace referral::crypto {

// Locked memory for many keys at once: a page each would be too much. A slot
// is zeroed when it is given back; slots may outlive the slab. Thread-safe.
class KeySlab {
 public:
  class Shared;

  // Room for one key of kSealKeyBytes.
  class Slot {
   public:
    Slot(Slot&& other) noexcept
        : shared_(std::move(other.shared_)), index_(other.index_) {}
    Slot& operator=(Slot&& other) noexcept {
      std::swap(shared_, other.shared_);
      std::swap(index_, other.index_);
      return *this;
    }
    ~Slot();

    absl::Span<uint8_t> bytes();
    absl::Span<const uint8_t> bytes() const;

   private:
    friend class KeySlab;
    Slot(std::shared_ptr<Shared> shared, size_t index)
        : shared_(std::move(shared)), index_(index) {}

    std::shared_ptr<Shared> shared_;
    size_t index_;
  };

  explicit KeySlab(size_t capacity);

  // nullopt when every slot is taken.
  absl::optional<Slot> Take();

 private:
  std::shared_ptr<Shared> shared_;
};

}  // namespace referral::crypto

#endif  // REFERRAL_COMMON_CRYPTO_KEY_SLAB_H_
