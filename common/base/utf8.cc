#include "common/base/utf8.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace referral {
namespace {

uint8_t ByteAt(absl::string_view text, size_t i) {
  return static_cast<uint8_t>(text[i]);
}

bool InRange(uint8_t byte, uint8_t low, uint8_t high) {
  return low <= byte && byte <= high;
}

// How many characters at the front of `text` are visible ASCII or blanks, in
// whole words: most of most texts, and neither check has anything to say there.
size_t PlainPrefix(absl::string_view text) {
  constexpr uint64_t kEach = 0x0101010101010101;
  constexpr uint64_t kHighBits = kEach * 0x80;
  size_t length = 0;
  for (; text.size() - length >= sizeof(uint64_t); length += sizeof(uint64_t)) {
    uint64_t word = 0;
    std::memcpy(&word, text.data() + length, sizeof(word));
    // The high bit of a byte stands in `word` beyond ASCII, in the second from
    // DEL on, and in the third below a blank.
    if (((word | (word + kEach) | (word - kEach * 0x20)) & kHighBits) != 0) {
      break;
    }
  }
  return length;
}

// Length of the sequence at the front of `text`, 0 when it is not well formed
// (Unicode 15, table 3-7).
size_t SequenceLength(absl::string_view text) {
  const uint8_t lead = ByteAt(text, 0);
  if (lead < 0x80) return 1;
  size_t length = 0;
  uint8_t low = 0x80;
  uint8_t high = 0xbf;
  if (InRange(lead, 0xc2, 0xdf)) {
    length = 2;
  } else if (InRange(lead, 0xe0, 0xef)) {
    length = 3;
    if (lead == 0xe0) low = 0xa0;   // overlong below
    if (lead == 0xed) high = 0x9f;  // surrogates above
  } else if (InRange(lead, 0xf0, 0xf4)) {
    length = 4;
    if (lead == 0xf0) low = 0x90;   // overlong below
    if (lead == 0xf4) high = 0x8f;  // beyond U+10FFFF above
  } else {
    return 0;
  }
  if (text.size() < length || !InRange(ByteAt(text, 1), low, high)) return 0;
  for (size_t i = 2; i < length; ++i) {
    if (!InRange(ByteAt(text, i), 0x80, 0xbf)) return 0;
  }
  return length;
}

}  // namespace

bool IsValidUtf8(absl::string_view text) {
  while (true) {
    text.remove_prefix(PlainPrefix(text));
    if (text.empty()) return true;
    const size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
}

bool HasControlCharacters(absl::string_view text, bool allow_layout) {
  while (true) {
    text.remove_prefix(PlainPrefix(text));
    if (text.empty()) return false;
    const uint8_t byte = ByteAt(text, 0);
    const bool layout = allow_layout && (byte == '\n' || byte == '\t');
    if (!layout && (byte < 0x20 || byte == 0x7f)) return true;
    // U+0080 to U+009F are C2 80 to C2 9F.
    if (byte == 0xc2 && text.size() > 1 && ByteAt(text, 1) < 0xa0) return true;
    text.remove_prefix(1);
  }
}

}  // namespace referral
