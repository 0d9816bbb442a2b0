#include "common/crypto/locked_bytes.h"

#include <sodium.h>

#include <cstdlib>

namespace referral::crypto {

LockedBytes::LockedBytes(size_t size) : size_(size) {
  // Its memory needs the library to be ready; a second call does nothing.
  if (sodium_init() < 0) std::abort();
  data_ = static_cast<uint8_t*>(sodium_malloc(size));
  if (data_ == nullptr) std::abort();
  sodium_memzero(data_, size_);
}

LockedBytes::~LockedBytes() { sodium_free(data_); }

}  // namespace referral::crypto
