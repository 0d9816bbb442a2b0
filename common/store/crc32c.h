// CRC-32C (Castagnoli) of a few bytes.
#ifndef REFERRAL_COMMON_STORE_CRC32C_H_
#define REFERRAL_COMMON_STORE_CRC32C_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace referral::store {

// Bit by bit: for a hundred bytes now and then, not for bulk.
constexpr uint32_t Crc32c(absl::string_view bytes) {
  constexpr uint32_t kPolynomial = 0x82f63b78;  // reflected
  uint32_t crc = ~uint32_t{0};
  for (const char byte : bytes) {
    crc ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) {
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? kPolynomial : 0);
    }
  }
  return ~crc;
}

static_assert(Crc32c("123456789") == 0xe3069283);

}  // namespace referral::store

#endif  // REFERRAL_COMMON_STORE_CRC32C_H_
