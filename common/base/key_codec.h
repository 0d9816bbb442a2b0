// Unsigned numbers as bytes that sort like the numbers: big-endian, 8 bytes.
// For ordered keys. Pure functions, thread-safe.
#ifndef REFERRAL_COMMON_BASE_KEY_CODEC_H_
#define REFERRAL_COMMON_BASE_KEY_CODEC_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace referral {

inline constexpr size_t kU64KeyBytes = 8;

// Appends the 8 bytes of `value` to `key`.
inline void AppendU64(uint64_t value, std::string& key) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    key.push_back(static_cast<char>((value >> shift) & 0xff));
  }
}

inline std::string EncodeU64(uint64_t value) {
  std::string key;
  key.reserve(kU64KeyBytes);
  AppendU64(value, key);
  return key;
}

// Reads the first 8 bytes of `bytes` into `value`. False, and `value`
// untouched, when there are fewer.
inline bool DecodeU64(absl::string_view bytes, uint64_t& value) {
  if (bytes.size() < kU64KeyBytes) return false;
  uint64_t result = 0;
  for (size_t i = 0; i < kU64KeyBytes; ++i) {
    result = (result << 8) | static_cast<uint8_t>(bytes[i]);
  }
  value = result;
  return true;
}

// The same, and moves `bytes` past what it read: for keys of several parts.
inline bool ConsumeU64(absl::string_view& bytes, uint64_t& value) {
  if (!DecodeU64(bytes, value)) return false;
  bytes.remove_prefix(kU64KeyBytes);
  return true;
}

}  // namespace referral

#endif  // REFERRAL_COMMON_BASE_KEY_CODEC_H_
