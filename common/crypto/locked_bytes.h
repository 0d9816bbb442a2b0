#ifndef REFERRAL_COMMON_CRYPTO_LOCKED_BYTES_H_
#define REFERRAL_COMMON_CRYPTO_LOCKED_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/types/span.h"

namespace referral::crypto {

// Bytes of a secret: never swapped out, between guard pages, zeroed when they
// are given back. Whole pages each: for a few secrets, or one that holds many.
// Not thread-safe.
class LockedBytes {
 public:
  LockedBytes() = default;
  // `size` zero bytes. Ends the process when there is no memory.
  explicit LockedBytes(size_t size);
  ~LockedBytes();
  LockedBytes(LockedBytes&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)) {}
  LockedBytes& operator=(LockedBytes&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }

  uint8_t* data() { return data_; }
  const uint8_t* data() const { return data_; }
  size_t size() const { return size_; }
  absl::Span<uint8_t> span() { return {data_, size_}; }
  absl::Span<const uint8_t> span() const { return {data_, size_}; }

 private:
  uint8_t* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace referral::crypto

#endif  // REFERRAL_COMMON_CRYPTO_LOCKED_BYTES_H_
