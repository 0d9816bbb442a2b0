// Checks of text that people typed. Pure functions, thread-safe.
#ifndef REFERRAL_COMMON_BASE_UTF8_H_
#define REFERRAL_COMMON_BASE_UTF8_H_

#include "absl/strings/string_view.h"

namespace referral {

// Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above
// U+10FFFF, no truncated sequence.
bool IsValidUtf8(absl::string_view text);

// True when `text` has a C0 or C1 control character or DEL. `text` must be
// valid UTF-8. With `allow_layout`, newline and tab are not counted.
bool HasControlCharacters(absl::string_view text, bool allow_layout = false);

}  // namespace referral

#endif  // REFERRAL_COMMON_BASE_UTF8_H_
